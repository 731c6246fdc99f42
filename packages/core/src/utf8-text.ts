import type { ByteStream } from './http.ts';

/** Reads one text piece by piece. Returns false as soon as it cannot be a text; without a piece, it ends there. */
function textReader(): (piece?: Uint8Array) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (piece) => {
    try {
      return !decoder.decode(piece, { stream: piece !== undefined }).includes('\0');
    } catch {
      return false;
    }
  };
}

/** False for bytes with which no UTF-8 text begins. */
export const startsAsText = (head: Uint8Array): boolean => textReader()(head);

/** The same bytes; throws what `failure` gives where they stop being UTF-8 text. */
export async function* utf8Text(body: ByteStream, failure: () => Error): ByteStream {
  const isText = textReader();
  for await (const piece of body) {
    if (!isText(piece)) throw failure();
    yield piece;
  }
  if (!isText()) throw failure();
}
