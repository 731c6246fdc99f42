import { Crc64 } from './crc64.ts';
import type { ByteStream } from './http.ts';

export interface Checksum {
  /** CRC-64/XZ, decimal. */
  readonly expected: string | undefined;
  /** The header `content-length`. */
  readonly length: string | undefined;
}

/** The same bytes; throws what `failure` gives if their checksum is not the expected one. */
export async function* asStored(
  body: ByteStream,
  { expected, length }: Checksum,
  failure: () => Error,
): ByteStream {
  if (expected === undefined) return yield* body;
  const crc = new Crc64();
  let size = 0;
  for await (const chunk of body) {
    crc.update(chunk);
    size += chunk.length;
    yield chunk;
  }
  // Bytes of another length were decompressed on their way, so that the checksum is not theirs.
  if (size === Number(length) && crc.digest() !== expected) throw failure();
}
