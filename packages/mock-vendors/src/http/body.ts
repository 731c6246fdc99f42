import { Chunks } from './chunks.ts';

/** A body that is all there, which can be read more than once. */
export class WholeBody extends Chunks implements AsyncIterable<Uint8Array> {
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (const piece of this.pieces) if (piece.length > 0) yield piece;
  }
}

/** A body that can be read again if it is no longer than this; a longer one goes on as the stream that it is. */
export async function readAhead(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<AsyncIterable<Uint8Array>> {
  if (body instanceof WholeBody) return body;
  const rest = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size > maxBytes) return joined(chunks, rest);
  }
  return new WholeBody(Buffer.concat(chunks));
}

async function* joined(chunks: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) yield chunk;
  yield* { [Symbol.asyncIterator]: () => rest };
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
  // No `for await`: leaving it would end the connection, and with it the response that says what is wrong.
  const rest = body[Symbol.asyncIterator]();
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    size += next.value.length;
    if (size > maxBytes) throw tooLong(maxBytes);
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}

function checked(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.length > maxBytes) throw tooLong(maxBytes);
  return bytes;
}

const tooLong = (maxBytes: number) => new TooLong(`the body is longer than ${maxBytes} bytes`);
