import { Chunks } from './chunks.ts';

/** A body that is all there, which can be read more than once. */
export class WholeBody extends Chunks implements AsyncIterable<Uint8Array> {
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (const piece of this.pieces) if (piece.length > 0) yield piece;
  }
}

/** The body is longer than it may be. */
export class TooLong extends Error {}

export async function readWhole(
  body: AsyncIterable<Uint8Array>,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  if (body instanceof WholeBody) return checked(body.bytes, maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLong(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checked(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.length > maxBytes) throw tooLong(maxBytes);
  return bytes;
}

const tooLong = (maxBytes: number) => new TooLong(`the body is longer than ${maxBytes} bytes`);
