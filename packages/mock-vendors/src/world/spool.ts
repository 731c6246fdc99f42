import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Content that has arrived, in memory or in a file. */
export type Kept = { readonly size: number } & ({ readonly bytes: Buffer } | { readonly file: string });

/** Longer content goes to a file while it arrives. */
const maxMemoryBytes = 1 << 20;

/** Content on its way in. */
export class Incoming {
  readonly #spool: Spool;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#size += chunk.length;
    this.#waiting.push(chunk);
    if (this.#size <= maxMemoryBytes) return;
    this.#file ??= await this.#openFile();
    for (const one of this.#waiting.splice(0)) await this.#file.handle.writeFile(one);
  }

  async keepAs(name: string): Promise<Kept> {
    const size = this.#size;
    if (!this.#file) return { bytes: Buffer.concat(this.#waiting), size };
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

const folders = new Set<string>();
const removeAll = () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
};

/** A temporary folder, made when it is first needed and removed on close, or else when the process ends. */
export class Spool {
  #folder: string | undefined;
  #next = 1;

  path(name: string): string {
    this.#folder ??= makeFolder();
    return join(this.#folder, name);
  }

  newPath(): string {
    return this.path(`incoming-${this.#next++}`);
  }

  close(): void {
    if (this.#folder === undefined) return;
    rmSync(this.#folder, { recursive: true, force: true });
    folders.delete(this.#folder);
    if (folders.size === 0) process.off('exit', removeAll);
    this.#folder = undefined;
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-vendors-'));
  if (folders.size === 0) process.on('exit', removeAll);
  folders.add(folder);
  return folder;
}
