import type { DatabaseSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import { UsageError } from '../cli/usage-error.ts';
import type { Journal } from '../world/journal.ts';
import type { SavedWorld, World } from '../world/world.ts';
import { openSqlite } from './open-sqlite.ts';

/** Raised when what is written can no longer be read by the version before. */
const format = 2;

const schema = `
  CREATE TABLE IF NOT EXISTS worlds (name TEXT PRIMARY KEY, position INTEGER NOT NULL, state BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS journals (world TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT;
  PRAGMA user_version = ${format};
`;

/**
 * Worlds and their journals in one SQLite file. SQLite's exclusive lock is held until the file is closed, so that a second
 * process is refused, in another container as well, and no lock is left behind by one that was killed.
 */
export class WorldDatabase {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openLocked(path);
  }

  worlds(): SavedWorld[] {
    const rows = this.#database.prepare('SELECT state FROM worlds ORDER BY position').all();
    return rows.map(({ state }) => deserialize(state as Uint8Array) as SavedWorld);
  }

  journals(): ReadonlyMap<string, Journal['state']> {
    const rows = this.#database.prepare('SELECT world, state FROM journals').all();
    return new Map(rows.map(({ world, state }) => [String(world), deserialize(state as Uint8Array)]));
  }

  /** Takes the state of the worlds as it is now; what is returned writes it, all or nothing. */
  prepare(worlds: readonly World[], { withJournals }: { readonly withJournals: boolean }): () => void {
    const states = worlds.map((world) => [world.name, serialize(world.saved())] as const);
    const journals = withJournals
      ? worlds.map(({ name, journal }) => [name, serialize(journal.state)] as const)
      : [];
    return () => this.#inTransaction(() => this.#write(states, journals));
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  close(): void {
    this.#database.close();
  }

  #write(states: readonly Row[], journals: readonly Row[]): void {
    this.#database.exec('DELETE FROM worlds');
    const world = this.#database.prepare('INSERT INTO worlds (name, position, state) VALUES (?, ?, ?)');
    for (const [i, [name, state]] of states.entries()) world.run(name, i, state);
    const journal = this.#database.prepare('INSERT OR REPLACE INTO journals (world, state) VALUES (?, ?)');
    for (const [name, state] of journals) journal.run(name, state);
    this.#database.exec('DELETE FROM journals WHERE world NOT IN (SELECT name FROM worlds)');
  }

  #inTransaction(change: () => void): void {
    this.#database.exec('BEGIN');
    try {
      change();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

type Row = readonly [name: string, state: Uint8Array];

function openLocked(path: string): DatabaseSync {
  const database = open(path);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    const [row] = database.prepare('PRAGMA user_version').all();
    const found = Number(row?.user_version ?? 0);
    if (found !== 0 && found !== format) throw new Error(`its format is ${found}, not ${format}`);
    database.exec(`BEGIN EXCLUSIVE; ${schema} COMMIT`);
    return database;
  } catch (error) {
    database.close();
    throw problemOf(error as SqliteError, path);
  }
}

function open(path: string): DatabaseSync {
  try {
    return openSqlite(path);
  } catch (error) {
    throw problemOf(error as SqliteError, path);
  }
}

type SqliteError = Error & { readonly errcode?: number };

const busy = 5;

function problemOf({ errcode = 0, message }: SqliteError, path: string): UsageError {
  // Extended codes have the plain one in their lowest byte.
  if ((errcode & 0xff) === busy)
    return new UsageError(
      `${path} is in use by another process, perhaps in another container: stop it, or choose another --data folder`,
    );
  return new UsageError(
    `${path} cannot be read by this version of mock-vendors (${message}): choose another --data folder`,
  );
}
