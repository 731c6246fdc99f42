import { join } from 'node:path';
import { LineFile, readLines } from '../line-file.ts';
import { UsageError } from '../usage-error.ts';
import { makeFolder } from './make-folder.ts';

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

/** A file beside the results, one line an event. */
export class Journal {
  readonly past: Past;
  readonly #file: LineFile<Entry>;

  private constructor(file: LineFile<Entry>) {
    this.past = pastOf(file.lines);
    this.#file = file;
  }

  static async open(folder: string, warn?: (text: string) => void): Promise<Journal> {
    try {
      await makeFolder(folder);
      return new Journal(await LineFile.open(join(folder, name), { warn }));
    } catch (error) {
      throw new UsageError(`--out: ${folder} cannot be written to: ${(error as Error).message}`);
    }
  }

  /** Without changing anything. */
  static async read(folder: string): Promise<Past> {
    try {
      return pastOf(await readLines<Entry>(join(folder, name)));
    } catch (error) {
      throw new UsageError(`--out: ${folder} cannot be read: ${(error as Error).message}`);
    }
  }

  async note(note: Note): Promise<void> {
    const entry = { ...note, at: new Date().toISOString() } as Entry;
    this.past.add(entry);
    await this.#file.append(entry);
  }

  /** What is paid from here on could not be noted. */
  get isBroken(): boolean {
    return this.#file.isBroken;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function pastOf(entries: readonly Entry[]): Past {
  const past = new Past();
  for (const entry of entries) past.add(entry);
  return past;
}
