import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Chunks } from '../http/chunks.ts';
import { TemporaryFolder } from '../storage/temporary-folder.ts';

/** Content that has arrived, in memory or in a file. */
export type StoredContent = { readonly size: number } & (
  | { readonly content: Chunks }
  | { readonly file: string }
);

/** Longer content goes to a file while it arrives. */
const maxMemoryBytes = 1 << 20;

/** Content on its way in. */
export class IncomingContent {
  readonly #spool: Spool;
  #waiting: Buffer[] = [];
  #size = 0;
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#size += chunk.length;
    this.#waiting.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (this.#size <= maxMemoryBytes) return;
    this.#file ??= await this.#openFile();
    for (const one of this.#waiting.splice(0)) await this.#file.handle.writeFile(one);
  }

  async keepAs(name: string): Promise<StoredContent> {
    const size = this.#size;
    if (!this.#file) return { content: new Chunks(this.#waiting), size };
    if (this.#spool.isLasting) await this.#file.handle.sync();
    await this.#file.handle.close();
    const file = this.#spool.path(name);
    await rename(this.#file.path, file);
    return { file, size };
  }

  async discard(): Promise<void> {
    await this.#file?.handle.close();
    if (this.#file) await rm(this.#file.path, { force: true });
  }

  async #openFile() {
    const path = this.#spool.newPath();
    return { path, handle: await open(path, 'w') };
  }
}

/** Where files are: in a folder that lasts, or in a temporary one, which is made when it is first needed and removed on close. */
export class Spool {
  readonly isLasting: boolean;
  readonly #lastingFolder: string | undefined;
  #temporary: TemporaryFolder | undefined;
  #next = 1;

  constructor(lastingFolder?: string) {
    this.isLasting = lastingFolder !== undefined;
    this.#lastingFolder = lastingFolder;
    if (lastingFolder !== undefined) mkdirSync(lastingFolder, { recursive: true });
  }

  path(name: string): string {
    if (this.#lastingFolder !== undefined) return join(this.#lastingFolder, name);
    this.#temporary ??= new TemporaryFolder();
    return join(this.#temporary.path, name);
  }

  newPath(): string {
    return this.path(`${unfinished}${this.#next++}`);
  }

  /** What a lasting folder has from before, oldest first. What was on its way in when the process ended is removed. */
  list(): { readonly name: string; readonly size: number }[] {
    if (!this.isLasting) return [];
    const names = readdirSync(this.path(''));
    for (const name of names.filter((one) => one.startsWith(unfinished))) rmSync(this.path(name));
    return names
      .filter((name) => !name.startsWith(unfinished))
      .map((name) => ({ name, stats: statSync(this.path(name)) }))
      .sort((a, b) => a.stats.mtimeMs - b.stats.mtimeMs)
      .map(({ name, stats }) => ({ name, size: stats.size }));
  }

  /** Resolves to the path of the file, whose bytes are on the disk then. */
  async save(name: string, { pieces }: Chunks): Promise<string> {
    const [path, final] = [this.newPath(), this.path(name)];
    await writeFile(path, pieces, { flush: this.isLasting });
    await rename(path, final);
    return final;
  }

  /** Resolves when the names of all files are on the disk, too. */
  sync(): Promise<void> {
    return syncFolder(this.path(''));
  }

  close(): void {
    this.#temporary?.remove();
    this.#temporary = undefined;
  }
}

const unfinished = 'incoming-';

/** The names in a folder are safe only when the folder itself is, except on Windows, which cannot be asked. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
