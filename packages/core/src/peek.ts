import type { ByteStream } from './http.ts';

export interface Peeked {
  /** At least so many first bytes as were asked for, unless the stream is shorter. */
  readonly head: Uint8Array;
  /** The whole stream, from its first byte. */
  readonly body: ByteStream;
}

/** Reads the first bytes of a stream without losing them. */
export async function peek(stream: ByteStream, length: number): Promise<Peeked> {
  const chunks = stream[Symbol.asyncIterator]();
  let head = new Uint8Array();
  while (head.length < length) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = concat(head, value);
  }
  async function* whole(): ByteStream {
    try {
      if (head.length > 0) yield head;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { head, body: whole() };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** At most so many bytes as text; what comes after them is left out. */
export async function readText(stream: ByteStream, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return text;
}
