import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';

interface Opening<Line> {
  /** Those of the lines in it that are still worth keeping; all if left out. */
  readonly keep?: (lines: readonly Line[]) => readonly Line[];
}

/** Lines of JSON in a file that belongs to one program at a time; each is on the disk before the program goes on. */
export class LineFile<Line> {
  /** What was in it when it was opened. */
  readonly lines: readonly Line[];
  readonly #file: FileHandle;
  readonly #lock: string;
  #writing: Promise<void> = Promise.resolve();

  private constructor(lines: readonly Line[], file: FileHandle, lock: string) {
    this.lines = lines;
    this.#file = file;
    this.#lock = lock;
  }

  static async open<Line>(path: string, { keep }: Opening<Line> = {}): Promise<LineFile<Line>> {
    const lock = await takeLock(`${path}.lock`);
    try {
      const before = await readLines<Line>(path);
      const lines = keep?.(before) ?? before;
      if (lines.length < before.length) await replace(path, lines);
      const file = await open(path, 'a', 0o600);
      // The last line may have been cut off in a crash.
      await file.appendFile('\n');
      return new LineFile(lines, file, lock);
    } catch (error) {
      await rm(lock, { force: true });
      throw error;
    }
  }

  /** Once one could not be written, none is any more. */
  async append(line: Line): Promise<void> {
    const write = async () => {
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
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

/** Two programs at the same file would pay twice. */
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
        throw new Error(`another api-repack (process ${holder}) is at work there; if not, delete ${path}`);
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
