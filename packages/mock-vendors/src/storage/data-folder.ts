import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import { Blobs } from '../world/blobs.ts';
import type { Worlds } from '../world/worlds.ts';
import { WorldDatabase } from './world-database.ts';

/** The journal is too long to be written with every call. */
const journalDelayMs = 1_000;

/**
 * Keeps worlds on the disk. What a call has changed is there before it is answered; calls at the same time share a write.
 * The journal follows within a second.
 */
export class DataFolder {
  readonly path: string;
  readonly #database: WorldDatabase;
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
    this.#database = new WorldDatabase(join(this.path, 'worlds.sqlite'));
  }

  /** For the files of all worlds. */
  openBlobs(maxBytes: number | undefined): Blobs {
    this.#blobs = new Blobs(maxBytes, join(this.path, 'files'));
    return this.#blobs;
  }

  /** Loads the worlds that were saved, and saves them from now on. */
  attach(worlds: Worlds): void {
    const journals = this.#database.journals();
    for (const saved of this.#database.worlds()) {
      const world = worlds.get(saved.name) ?? worlds.reopen(saved);
      world.loadState(saved, journals.get(saved.name));
    }
    this.#worlds = worlds;
    worlds.each((world) => {
      world.persisted = () => this.save();
      world.journal.listen(() => this.#saveLater());
    });
  }

  /** Resolves when all that was done up to now is on the disk. */
  save(): Promise<void> {
    // The write in progress may have begun before the latest change.
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
    if (!this.#database.isOpen) return;
    clearTimeout(this.#later);
    this.#journalsDue = true;
    try {
      if (this.#worlds) await this.save();
    } finally {
      this.#database.close();
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
    const write = this.#database.prepare(all, { withJournals: this.#journalsDue });
    this.#journalsDue = false;
    await this.#blobs?.flush();
    write();
  }
}
