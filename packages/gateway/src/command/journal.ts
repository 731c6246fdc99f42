import { type FileHandle, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../mistake.ts';

/**
 * What is known of a picture. `paying` is written before the call that costs, so if nothing follows, the program was killed in
 * between and nobody knows whether it was paid.
 */
export type Entry = { readonly key: string; readonly picture: string; readonly at: string } & (
  | { readonly state: 'paying' }
  /** With what fetches the result. */
  | { readonly state: 'paid'; readonly started: object }
  /** The vendor refused, and charged nothing. */
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'doubt'; readonly reason: string }
  | { readonly state: 'done'; readonly file: string; readonly started: object }
);

export type Note = Entry extends infer One ? (One extends Entry ? Omit<One, 'at'> : never) : never;

const name = '.api-repack.jsonl';

/** What is known so far: of each event, the latest counts. */
export class Past {
  readonly #latest = new Map<string, Entry>();
  /** By file, whose result it is. */
  readonly #owners = new Map<string, string>();

  add(entry: Entry): void {
    this.#latest.set(entry.key, entry);
    if (entry.state === 'done') this.#owners.set(entry.file, entry.key);
  }

  latest(key: string): Entry | undefined {
    return this.#latest.get(key);
  }

  owner(file: string): string | undefined {
    return this.#owners.get(file);
  }
}

/** A file beside the results, one line an event, on the disk before the program goes on. */
export class Journal {
  readonly past: Past;
  readonly #file: FileHandle;
  readonly #lock: string;
  #writing: Promise<void> = Promise.resolve();

  private constructor(past: Past, file: FileHandle, lock: string) {
    this.past = past;
    this.#file = file;
    this.#lock = lock;
  }

  static async open(folder: string): Promise<Journal> {
    try {
      await mkdir(folder, { recursive: true });
      const lock = await takeLock(join(folder, `${name}.lock`));
      const past = await Journal.read(folder);
      const file = await open(join(folder, name), 'a', 0o600);
      // The last line may have been cut off in a crash.
      await file.appendFile('\n');
      return new Journal(past, file, lock);
    } catch (error) {
      if (error instanceof Mistake) throw error;
      throw new Mistake(`--out: ${folder} cannot be written to: ${(error as Error).message}`);
    }
  }

  /** Without changing anything. */
  static async read(folder: string): Promise<Past> {
    const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
      throw error;
    });
    const past = new Past();
    for (const entry of text.split('\n').flatMap(parse)) past.add(entry);
    return past;
  }

  async note(note: Note): Promise<void> {
    const entry = { ...note, at: new Date().toISOString() } as Entry;
    this.past.add(entry);
    const write = async () => {
      await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
      await this.#file.datasync();
    };
    this.#writing = this.#writing.then(write);
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
    await rm(this.#lock, { force: true });
  }
}

function parse(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}

/** Two programs at the same folder would pay twice. */
async function takeLock(path: string): Promise<string> {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      // In a container, the one that was killed may have had the same number.
      if (holder !== process.pid && isRunning(holder))
        throw new Mistake(`--out: another api-repack (process ${holder}) is at work in this folder`);
      await rm(path, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
