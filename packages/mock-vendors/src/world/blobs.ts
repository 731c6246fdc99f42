import { sha256 } from '../form.ts';

/** Files by content. What a world stores are hashes, so that copies of a world share the bytes. */
export class Blobs {
  readonly #byHash = new Map<string, Buffer>();
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Returns the hash to ask for it with. Over the limit, the files kept longest are dropped. */
  put(bytes: Buffer): string {
    const hash = sha256(bytes);
    if (!this.#byHash.has(hash)) this.#bytes += bytes.length;
    this.#byHash.delete(hash);
    this.#byHash.set(hash, bytes);
    for (const [oldest, { length }] of this.#byHash) {
      if (this.#bytes <= this.#maxBytes || oldest === hash) break;
      this.#byHash.delete(oldest);
      this.#bytes -= length;
    }
    return hash;
  }

  get(hash: string): Buffer | undefined {
    return this.#byHash.get(hash);
  }

  /** Makes a thing when it is first asked for, and once. The last hundred are kept. */
  once<Made>(key: string, make: () => Promise<Made>): Promise<Made> {
    const made = (this.#made.get(key) as Promise<Made> | undefined) ?? make();
    this.#made.delete(key);
    this.#made.set(key, made);
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= 100) break;
      this.#made.delete(oldest);
    }
    return made;
  }
}
