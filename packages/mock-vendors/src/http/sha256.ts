import { createHash } from 'node:crypto';

const maxRecent = 16;
const maxBytes = 1 << 20;

/** The latest content of each length. Tests send the same pictures again and again, and comparing is cheaper than hashing. */
const recent = new Map<number, { readonly bytes: Buffer; readonly sha256: string }>();

/** Of content in pieces, in hexadecimal. */
export function sha256Of(pieces: readonly Buffer[], length: number): string {
  const known = recent.get(length);
  if (known && isEqual(pieces, known.bytes)) return known.sha256;
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  const sha256 = hash.digest('hex');
  if (length <= maxBytes) remember(length, { bytes: Buffer.concat(pieces), sha256 });
  return sha256;
}

function isEqual(pieces: readonly Buffer[], bytes: Buffer): boolean {
  let end = 0;
  return pieces.every((piece) => {
    end += piece.length;
    return piece.equals(bytes.subarray(end - piece.length, end));
  });
}

function remember(length: number, content: { readonly bytes: Buffer; readonly sha256: string }): void {
  recent.delete(length);
  recent.set(length, content);
  const [oldest] = recent.keys();
  if (recent.size > maxRecent) recent.delete(oldest as number);
}
