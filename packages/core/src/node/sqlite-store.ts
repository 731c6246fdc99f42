import { randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type ManagedStore, type PaymentRecord, type Stored, timeOf } from '../payment-store.ts';
import { createTurns, sqliteTurns } from './sqlite-turns.ts';

const schemaVersion = 1;
const lockTimeoutMs = 5_000;
/** Versions are random, so that none is repeated when a key is removed and written again. */
const highestVersion = 2 ** 47;

interface Row {
  readonly key: string;
  readonly version: number;
  readonly record: string;
}

export interface SqliteStoreOptions {
  /** Unix time in milliseconds, by which calls are counted. @default Date.now */
  readonly now?: () => number;
}

/**
 * Keeps records in an SQLite file, which several processes on one machine may share. A record is on the disk when its write
 * resolves.
 *
 * @throws if the file is not an SQLite database, cannot be written, or has the schema of another version.
 */
export function sqliteStore(file: string, { now = Date.now }: SqliteStoreOptions = {}): ManagedStore {
  const database = open(file);
  const select = database.prepare('SELECT key, version, record FROM payments WHERE key = ?');
  const insert = database.prepare(
    'INSERT INTO payments (version, record, state, touched_at, key) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const update = database.prepare(
    'UPDATE payments SET version = ?, record = ?, state = ?, touched_at = ? WHERE key = ? AND version = ?',
  );
  const remove = database.prepare('DELETE FROM payments WHERE key = ? AND version = ?');
  const prune = database.prepare("DELETE FROM payments WHERE state <> 'paying' AND touched_at < ?");
  const pruneTurns = database.prepare('DELETE FROM turns WHERE free_at < ?');
  return {
    async get(key) {
      const row = select.get(key) as Row | undefined;
      return row && parse(row);
    },
    async put(key, record, expected) {
      const version = randomInt(1, highestVersion);
      const text = JSON.stringify(record);
      const values = [version, text, record.state, timeOf(record), key];
      const { changes } = expected === undefined ? insert.run(...values) : update.run(...values, expected);
      return changes === 1 ? parse({ key, version, record: text }) : undefined;
    },
    remove: async (key, expected) => remove.run(key, expected).changes === 1,
    async *list() {
      // Read at once: a cursor would keep the file locked while the caller works.
      const rows = database.prepare('SELECT key, version, record FROM payments').all() as unknown as Row[];
      for (const row of rows) yield { key: row.key, ...parse(row) };
    },
    async prune(before) {
      pruneTurns.run(before);
      return Number(prune.run(before).changes);
    },
    async close() {
      database.close();
    },
    turns: sqliteTurns(database, now),
  };
}

const parse = ({ version, record }: Row): Stored => ({
  record: JSON.parse(record) as PaymentRecord,
  version,
});

function open(file: string): DatabaseSync {
  // Loaded when it is used, since it prints a warning on older versions of Node.
  const sqlite = process.getBuiltinModule('node:sqlite');
  const database = new sqlite.DatabaseSync(file, { timeout: lockTimeoutMs });
  try {
    database.exec('PRAGMA synchronous = EXTRA');
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, file: string): void {
  database.exec('BEGIN IMMEDIATE');
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found !== 0 && found !== schemaVersion)
    throw new Error(`${file} has payments in version ${found}, this program reads version ${schemaVersion}`);
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table'").get();
  if (found === 0 && Number(tables?.count) > 0) throw new Error(`${file} is the database of another program`);
  database.exec(`CREATE TABLE IF NOT EXISTS payments (
      key TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      record TEXT NOT NULL,
      state TEXT NOT NULL,
      touched_at INTEGER NOT NULL
    ) STRICT;
    ${createTurns};
    PRAGMA user_version = ${schemaVersion};
    COMMIT`);
}
