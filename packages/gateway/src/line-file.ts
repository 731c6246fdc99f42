import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises';
import { FileLock } from './file-lock.ts';

interface Opening<Line> {
  /** Those of the lines in it that are still worth keeping; all if left out. */
  readonly keep?: (lines: readonly Line[]) => readonly Line[];
  /** Hears why opening takes long. */
  readonly warn?: ((text: string) => void) | undefined;
}

/** Lines of JSON in a file that belongs to one program at a time; each is on the disk before the program goes on. */
export class LineFile<Line> {
  /** What was in it when it was opened. */
  readonly lines: readonly Line[];
  readonly #file: FileHandle;
  readonly #lock: FileLock;
  #writing: Promise<void> = Promise.resolve();
  #isBroken = false;

  private constructor(lines: readonly Line[], file: FileHandle, lock: FileLock) {
    this.lines = lines;
    this.#file = file;
    this.#lock = lock;
  }

  static async open<Line>(path: string, { keep, warn }: Opening<Line> = {}): Promise<LineFile<Line>> {
    // Two programs at the same file would pay twice.
    const lock = await FileLock.take(`${path}.lock`, warn);
    try {
      const before = await readLines<Line>(path);
      const lines = keep?.(before) ?? before;
      if (lines.length < before.length) await replace(path, lines);
      const file = await open(path, 'a', 0o600);
      // The last line may have been cut off in a crash.
      await file.appendFile('\n');
      return new LineFile(lines, file, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Whether a line could not be written; then none is any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  async append(line: Line): Promise<void> {
    const write = async () => {
      await this.#lock.check();
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
      await this.#file.datasync();
      // Still ours: whoever takes over from here on reads this line.
      await this.#lock.check();
    };
    this.#writing = this.#writing.then(write);
    await this.#writing.catch((error) => {
      this.#isBroken = true;
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
    await this.#lock.release();
  }
}

/** None where there is no file. */
export async function readLines<Line>(path: string): Promise<Line[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => parse<Line>(line));
}

function parse<Line>(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}

async function replace(path: string, lines: readonly unknown[]): Promise<void> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
