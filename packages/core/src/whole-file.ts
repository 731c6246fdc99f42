import type { ByteStream } from './http.ts';

/** Bytes, as Latin-1 text, that stand near the end of each whole file of a type and not in the data before it. */
const ends: Readonly<Record<string, string>> = {
  'image/jpeg': '\xff\xd9',
  'image/png': 'IEND',
  'application/pdf': '%%EOF',
};

/** Some programs write notes of their own behind the end. */
const tailLength = 64 << 10;

/** The same bytes; throws what `failure` gives if they end before the file does, which a length that fits does not tell. */
export async function* wholeFile(body: ByteStream, type: string, failure: () => Error): ByteStream {
  const end = ends[type];
  if (end === undefined) return yield* body;
  let tail: Uint8Array = new Uint8Array();
  for await (const chunk of body) {
    tail = lastOf(tail, chunk);
    yield chunk;
  }
  if (!includes(tail, end)) throw failure();
}

function lastOf(tail: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (chunk.length >= tailLength) return chunk.slice(-tailLength);
  const both = new Uint8Array(tail.length + chunk.length);
  both.set(tail);
  both.set(chunk, tail.length);
  return both.subarray(-tailLength);
}

function includes(bytes: Uint8Array, text: string): boolean {
  const codes = [...text].map((letter) => letter.charCodeAt(0));
  return bytes.some((_, i) => codes.every((code, n) => bytes[i + n] === code));
}
