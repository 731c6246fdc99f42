import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqlite } from './open-sqlite.ts';

const prefix = 'mock-vendors-';
/** As `mkdtemp` makes them. */
const folderName = /^mock-vendors-[A-Za-z0-9]{6}$/;
const lockName = 'lock.sqlite';

/** Without a lock, a folder may belong to a process that is about to make it. */
const unlockedForMs = 86_400_000;

const open = new Set<TemporaryFolder>();
const removeAll = () => {
  for (const folder of open) folder.remove();
};

let isFirst = true;

/** A folder of this process in the system's temporary one, removed at its end, or at the next start if the process was killed. */
export class TemporaryFolder {
  readonly path: string;
  readonly #lock: DatabaseSync;

  constructor() {
    if (isFirst) removeLeftovers();
    isFirst = false;
    this.path = mkdtempSync(join(tmpdir(), prefix));
    this.#lock = locked(this.path);
    if (open.size === 0) process.on('exit', removeAll);
    open.add(this);
  }

  remove(): void {
    this.#lock.close();
    // A file that is still being written may appear while the folder is removed.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
    open.delete(this);
    if (open.size === 0) process.off('exit', removeAll);
  }
}

/** Removes the folders of processes that were killed. Those of running ones, also in other containers, are locked. */
export function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) if (folderName.test(name)) removeLeftover(join(tmpdir(), name));
}

function removeLeftover(path: string): void {
  try {
    const { uid, mtimeMs } = lstatSync(path);
    if (uid !== process.getuid?.()) return;
    if (existsSync(join(path, lockName))) locked(path).close();
    else if (Date.now() - mtimeMs < unlockedForMs) return;
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It is in use, or another process removes it.
  }
}

/** The system ends the lock with the process, however that ends. Throws if another process has it. */
function locked(path: string): DatabaseSync {
  const lock = openSqlite(join(path, lockName));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}
