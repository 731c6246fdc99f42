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

/** A file beside the results, one line an event, on the disk before the program goes on. */
export class Journal {
  readonly #latest: Map<string, Entry>;
  readonly #file: FileHandle;
  readonly #lock: string;
  #writing: Promise<void> = Promise.resolve();

  private constructor(latest: Map<string, Entry>, file: FileHandle, lock: string) {
    this.#latest = latest;
    this.#file = file;
    this.#lock = lock;
  }

  static async open(folder: string): Promise<Journal> {
    try {
      await mkdir(folder, { recursive: true });
      const lock = await takeLock(join(folder, `${name}.lock`));
      const latest = await Journal.read(folder);
      const file = await open(join(folder, name), 'a', 0o600);
      // The last line may have been cut off in a crash.
      await file.appendFile('\n');
      return new Journal(latest, file, lock);
    } catch (error) {
      if (error instanceof Mistake) throw error;
      throw new Mistake(`--out: ${folder} cannot be written to: ${(error as Error).message}`);
    }
  }

  /** The latest line of each picture, without changing anything. */
  static async read(folder: string): Promise<Map<string, Entry>> {
    const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
      throw error;
    });
    return new Map(
      text
        .split('\n')
        .flatMap(parse)
        .map((entry) => [entry.key, entry]),
    );
  }

  latest(key: string): Entry | undefined {
    return this.#latest.get(key);
  }

  async note(note: Note): Promise<void> {
    const entry = { ...note, at: new Date().toISOString() } as Entry;
    this.#latest.set(entry.key, entry);
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
      if (isRunning(holder))
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
