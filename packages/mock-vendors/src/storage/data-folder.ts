import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { UsageError } from '../cli/usage-error.ts';
import { Blobs } from '../world/blobs.ts';
import type { Journal } from '../world/journal.ts';
import type { SavedWorld } from '../world/world.ts';
import type { Worlds } from '../world/worlds.ts';
import { replaceFile } from './durable-file.ts';
import { lockFolder } from './folder-lock.ts';

/** Raised when what is written can no longer be read by the version before. */
const format = 1;

/** The journal is too long to be written with every call. */
const journalDelayMs = 1_000;

interface Contents {
  readonly worlds: readonly SavedWorld[];
  readonly journals: ReadonlyMap<string, Journal['state']>;
}

/**
 * Keeps worlds on the disk. What a call has changed is there before it is answered; calls at the same time share a write.
 * The journal follows within a second.
 */
export class DataFolder {
  readonly path: string;
  readonly #unlock: () => void;
  readonly #saved: Contents;
  #blobs: Blobs | undefined;
  #worlds: Worlds | undefined;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #later: NodeJS.Timeout | undefined;
  #journalsDue = false;

  constructor(folder: string) {
    this.path = resolve(folder);
    try {
      mkdirSync(this.path, { recursive: true });
    } catch (error) {
      throw new UsageError(`--data ${folder} cannot be used as a folder: ${(error as Error).message}`);
    }
    this.#unlock = lockFolder(this.path);
    try {
      this.#saved = { worlds: this.#read('worlds') ?? [], journals: this.#read('journals') ?? new Map() };
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  /** For the files of all worlds. */
  openBlobs(maxBytes: number | undefined): Blobs {
    this.#blobs = new Blobs(maxBytes, join(this.path, 'files'));
    return this.#blobs;
  }

  /** Lets worlds go on from where they were, and keeps them from now on. */
  attach(worlds: Worlds): void {
    for (const saved of this.#saved.worlds) {
      const world = worlds.get(saved.name) ?? worlds.reopen(saved);
      world.loadState(saved, this.#saved.journals.get(saved.name));
    }
    this.#worlds = worlds;
    worlds.each((world) => {
      world.persisted = () => this.save();
      world.journal.listen(() => this.#saveLater());
    });
  }

  /** Resolves when all that was done up to now is on the disk. */
  save(): Promise<void> {
    // The write that is under way may have begun before the latest change.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#running = this.#next as Promise<void>;
        this.#next = undefined;
        return this.#write();
      });
    return this.#next;
  }

  async close(): Promise<void> {
    clearTimeout(this.#later);
    this.#journalsDue = true;
    try {
      if (this.#worlds) await this.save();
    } finally {
      this.#unlock();
    }
  }

  #saveLater(): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#journalsDue = true;
      // Whoever is answered next is told, if it still fails then.
      this.save().catch(() => undefined);
    }, journalDelayMs).unref();
  }

  /** Files come first: nothing may name a file that is not there. */
  async #write(): Promise<void> {
    const { all } = this.#worlds as Worlds;
    const worlds = serialize({ format, worlds: all.map((world) => world.saved()) } satisfies Written);
    await this.#blobs?.flush();
    await replaceFile(join(this.path, 'worlds'), worlds);
    if (!this.#journalsDue) return;
    this.#journalsDue = false;
    const journals = new Map(all.map(({ name, journal }) => [name, journal.state]));
    await replaceFile(join(this.path, 'journals'), serialize({ format, journals } satisfies Written));
  }

  #read<Name extends keyof Contents>(name: Name): Contents[Name] | undefined {
    const file = join(this.path, name);
    try {
      const { format: found, ...contents } = deserialize(readFileSync(file)) as Written;
      if (found === format && contents[name]) return contents[name] as Contents[Name];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    }
    throw new UsageError(
      `${file} cannot be read by this version of mock-vendors: begin anew with another --data folder`,
    );
  }
}

type Written = { readonly format: number } & Partial<Contents>;
