import { sha256Of } from './sha256.ts';

/** Many small ones would cost more as they are. */
const maxPieces = 64;

/** Bytes in the pieces in which they came: joining them costs more than most of what is done with them. */
export class Chunks {
  readonly length: number;
  #pieces: readonly Buffer[];
  #sha256: string | undefined;

  constructor(pieces: Buffer | readonly Buffer[]) {
    const all = Array.isArray(pieces) ? pieces : [pieces as Buffer];
    this.length = all.reduce((sum, { length }) => sum + length, 0);
    this.#pieces = all.length > maxPieces ? [Buffer.concat(all)] : all;
  }

  get pieces(): readonly Buffer[] {
    return this.#pieces;
  }

  /** Joined when somebody first asks for them. */
  get bytes(): Buffer {
    if (this.#pieces.length !== 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0] as Buffer;
  }

  /** In hexadecimal. */
  get sha256(): string {
    this.#sha256 ??= sha256Of(this.#pieces, this.length);
    return this.#sha256;
  }

  /** Shares the bytes. */
  slice(from: number, to: number): Chunks {
    const parts: Buffer[] = [];
    let start = 0;
    for (const piece of this.#pieces) {
      const end = start + piece.length;
      if (end > from && start < to) parts.push(piece.subarray(Math.max(0, from - start), to - start));
      start = end;
    }
    return new Chunks(parts);
  }

  /** Where `sought` is first found, or -1. */
  indexOf(sought: Buffer, from = 0): number {
    let start = 0;
    for (const piece of this.#pieces) {
      const end = start + piece.length;
      const found = end > from ? piece.indexOf(sought, Math.max(0, from - start)) : -1;
      if (found >= 0) return start + found;
      // It may begin in this piece and end in a later one.
      const seam = Math.max(from, end - sought.length + 1, 0);
      const across = seam < end ? this.slice(seam, end + sought.length - 1).bytes.indexOf(sought) : -1;
      if (across >= 0) return seam + across;
      start = end;
    }
    return -1;
  }
}
