import { createReadStream, readFileSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Chunks } from '../http/chunks.ts';
import { IncomingContent, Spool, type StoredContent } from './spool.ts';

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** Knows the hash of content when all of it has passed by. */
export interface ContentDigest {
  update(chunk: Uint8Array): void;
  readonly hash: string;
}

/** Disk space is cheaper than memory. */
const diskFactor = 16;
/** Once this much is in memory, short content goes to files, too. */
const maxMemoryBytes = 1 << 26;

/** Files by content. What a world stores are hashes, so that copies of a world share the bytes. */
export class Blobs {
  readonly #byHash = new Map<string, StoredContent>();
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #spool: Spool;
  /** In a lasting folder, what is not safe there yet. */
  readonly #unsaved = new Set<string>();
  readonly #maxBytes: number;
  readonly #used = { memory: 0, disk: 0 };

  /** With a folder, files are kept in it, and those that are there already are known. */
  constructor(maxBytes = 1 << 29, folder?: string) {
    this.#maxBytes = maxBytes;
    this.#spool = new Spool(folder);
    for (const { name, size } of this.#spool.list()) {
      this.#used.disk += size;
      this.#byHash.set(name, { file: this.#spool.path(name), size });
    }
  }

  /** Returns the hash to ask for it with. Over the limit, the files kept longest are dropped. */
  put(content: Chunks, hash: string = content.sha256): string {
    return this.#keep(hash, { content, size: content.length });
  }

  /**
   * Takes content of any length without holding it in memory, and returns its hash. The digest gets each chunk in order,
   * and throws to refuse the rest.
   */
  async write(body: AsyncIterable<Uint8Array>, digest: ContentDigest): Promise<string> {
    const incoming = new IncomingContent(this.#spool);
    try {
      for await (const chunk of body) {
        digest.update(chunk);
        await incoming.add(chunk);
      }
    } catch (error) {
      await incoming.discard();
      throw error;
    }
    const { hash } = digest;
    return this.#keep(hash, await incoming.keepAs(hash));
  }

  /** The whole content in memory; `open` is for content of any length. */
  get(hash: string): Buffer | undefined {
    const kept = this.#byHash.get(hash);
    return kept && ('content' in kept ? kept.content.bytes : readFileSync(kept.file));
  }

  /** The content, or a range of it, as a stream, with the size of the whole. */
  open(hash: string, range?: ByteRange): { readonly size: number; readonly stream: Readable } | undefined {
    const kept = this.#byHash.get(hash);
    if (!kept) return undefined;
    const { start, end } = range ?? { start: 0, end: Math.max(0, kept.size - 1) };
    const stream =
      'content' in kept
        ? Readable.from(kept.content.slice(start, end + 1).pieces)
        : createReadStream(kept.file, { start, end });
    return { size: kept.size, stream };
  }

  /** Resolves when all content is in the folder, if there is one. */
  async flush(): Promise<void> {
    if (this.#unsaved.size === 0) return;
    const hashes = [...this.#unsaved];
    await Promise.all(hashes.map((hash) => this.#save(hash)));
    await this.#spool.sync();
    for (const hash of hashes) this.#unsaved.delete(hash);
  }

  async #save(hash: string): Promise<void> {
    const kept = this.#byHash.get(hash);
    if (!kept || 'file' in kept) return;
    const { content, size } = kept;
    const file = await this.#spool.save(hash, content);
    // Dropped or forgotten in the meantime.
    if (this.#byHash.get(hash) !== kept) return rmSync(file, { force: true });
    this.#byHash.set(hash, { file, size });
    this.#used.memory -= size;
    this.#used.disk += size;
    this.#makeRoom('disk', hash);
  }

  /** Forgets everything, and removes the files unless they are in a lasting folder. */
  close(): void {
    this.#byHash.clear();
    this.#spool.close();
  }

  #keep(hash: string, arrived: StoredContent): string {
    const known = this.#byHash.get(hash);
    if (!known) this.#used[storageOf(arrived)] += arrived.size;
    if (!known && this.#spool.isLasting) this.#unsaved.add(hash);
    this.#byHash.delete(hash);
    this.#byHash.set(hash, known ?? arrived);
    this.#makeRoom(storageOf(arrived), hash);
    this.#spill(hash);
    return hash;
  }

  /** Content stays in memory if it cannot be written. A lasting folder gets its files later, and all of them. */
  #spill(hash: string): void {
    if (this.#spool.isLasting || this.#used.memory <= maxMemoryBytes) return;
    this.#save(hash).catch(() => undefined);
  }

  #makeRoom(place: 'memory' | 'disk', newest: string): void {
    const limit = this.#maxBytes * (place === 'disk' ? diskFactor : 1);
    if (this.#used[place] <= limit) return;
    for (const [hash, kept] of this.#byHash) {
      if (this.#used[place] <= limit || hash === newest) return;
      if (storageOf(kept) !== place) continue;
      this.#byHash.delete(hash);
      this.#used[place] -= kept.size;
      if ('file' in kept) rmSync(kept.file, { force: true });
    }
  }

  /** Makes a thing when it is first asked for, and once, unless that fails. The last hundred are kept. */
  once<Made>(key: string, make: () => Promise<Made>): Promise<Made> {
    const made = (this.#made.get(key) as Promise<Made> | undefined) ?? make();
    this.#made.delete(key);
    this.#made.set(key, made);
    made.catch(() => this.#made.delete(key));
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= 100) break;
      this.#made.delete(oldest);
    }
    return made;
  }
}

const storageOf = (kept: StoredContent) => ('content' in kept ? 'memory' : 'disk');
