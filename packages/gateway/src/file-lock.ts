import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const beatMs = 2_000;
/** A holder that has given no sign of life for so long is dead, or has stood still. */
const staleMs = 10_000;
/** Clocks of machines do not differ by more. */
const longAgoMs = 300_000;
const lookMs = 100;
/** Longer than another one who found the same dead lock takes to write into it. */
const settleMs = 50;

type Warn = (text: string) => void;

/**
 * A file with a token in it, whose time its holder keeps fresh: process ids mean nothing in another container. Who finds it
 * stale writes a token of its own over the other's, so that a holder who wakes up sees that it has lost it.
 */
export class FileLock {
  readonly #path: string;
  readonly #token: string;
  readonly #beats: NodeJS.Timeout;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    this.#beats = setInterval(() => void this.#beat(), beatMs).unref();
  }

  /** Waits for a sign of life of whoever has it, and refuses if there is one. */
  static async take(path: string, warn: Warn = () => undefined): Promise<FileLock> {
    const id = randomUUID();
    const token = `process ${process.pid} on ${hostname()}, ${id}`;
    while (!(await create(path, token))) {
      if (!(await isLeft(path, warn))) continue;
      await create(`${path}.${id}`, token);
      await rename(`${path}.${id}`, path);
      await sleep(settleMs);
      const holder = await read(path);
      if (holder === token) break;
      throw atWork(holder);
    }
    return new FileLock(path, token);
  }

  /** Throws once another has it. */
  async check(): Promise<void> {
    if ((await read(this.#path)) === this.#token) return;
    throw new Error(`${this.#path} is lost: this program stood still, and another may have taken over`);
  }

  async release(): Promise<void> {
    clearInterval(this.#beats);
    if (await this.#isOurs()) await rm(this.#path, { force: true });
  }

  async #isOurs(): Promise<boolean> {
    return this.check().then(
      () => true,
      () => false,
    );
  }

  async #beat(): Promise<void> {
    const now = new Date();
    // What keeps the time from being written is found by the next check, or makes the lock stale.
    if (await this.#isOurs()) await utimes(this.#path, now, now).catch(() => undefined);
  }
}

/** False if it is there. */
async function create(path: string, token: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(token);
    return true;
  } catch (error) {
    // The disk is full. Nobody has this lock, and nobody should wait for it.
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Whether it is there and its holder is dead; false if it is gone. */
async function isLeft(path: string, warn: Warn): Promise<boolean> {
  const [holder, since] = [await read(path), await touchedAt(path)];
  const end = performance.now() + staleMs;
  for (let hasWarned = false; ; hasWarned = true) {
    const at = await touchedAt(path);
    if (at === undefined) return false;
    // By our own watch, unless it is long ago: the clocks of two machines may differ.
    if (Date.now() - at > longAgoMs || performance.now() > end) return true;
    if ((await read(path)) !== holder || at > (since ?? at)) throw atWork(await read(path));
    if (!hasWarned)
      warn(`${path} is there: waiting up to ${staleMs / 1_000} s to see if its holder is still alive`);
    await sleep(lookMs);
  }
}

const atWork = (holder: string | undefined) =>
  new Error(`another api-repack (${holder}) is at work there: let it finish, or stop it`);

const read = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(missing);

const touchedAt = (path: string): Promise<number | undefined> =>
  stat(path).then(({ mtimeMs }) => mtimeMs, missing);

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
