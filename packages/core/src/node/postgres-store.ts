import './check-version.ts';
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { type ManagedStore, type PaymentRecord, type Stored, timeOf } from '../payment-store.ts';
import { createTurns, postgresTurns } from './postgres-turns.ts';

const schemaVersion = 1;
/** An arbitrary number, the same in all programs that create these tables. */
const schemaLock = 7_203_441;
/** Versions are random, so that none is repeated when a key is removed and written again. */
const highestVersion = 2 ** 47;

export interface PostgresStoreOptions {
  /** Connections that are open at most. @default 10 */
  readonly connections?: number;
  /** How long a connection or a statement may take, in milliseconds. @default 5000 */
  readonly timeoutMs?: number;
}

interface Row {
  readonly key: string;
  /** `bigint`, which comes as text. */
  readonly version: string;
  readonly record: string;
}

/**
 * Keeps records in PostgreSQL, which processes on several machines may share. Creates its tables at the first call. While the
 * server is away every call fails, and calls work again as soon as it is back. Needs the package `pg`.
 *
 * @example
 * const store = postgresStore('postgres://user:password@host/database');
 */
export function postgresStore(
  url: string,
  { connections = 10, timeoutMs = 5_000 }: PostgresStoreOptions = {},
): ManagedStore {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
  });
  // A server that goes away ends idle connections. The next query opens a new one.
  pool.on('error', () => undefined);
  let migrated: Promise<void> | undefined;

  async function query(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<Row>> {
    migrated ??= migrate(pool).catch((error) => {
      migrated = undefined;
      throw error;
    });
    await migrated;
    return pool.query<Row>(text, [...values]);
  }

  return {
    async get(key) {
      const { rows } = await query('SELECT key, version, record FROM api_repack_payments WHERE key = $1', [
        key,
      ]);
      return rows[0] && parse(rows[0]);
    },
    async put(key, record, expected) {
      const values = [
        key,
        randomInt(1, highestVersion),
        JSON.stringify(record),
        record.state,
        timeOf(record),
      ];
      const { rows } =
        expected === undefined ? await query(insert, values) : await query(update, [...values, expected]);
      if (!rows[0] && expected === undefined) await expectVersion(pool);
      return rows[0] && parse(rows[0]);
    },
    async remove(key, expected) {
      const text = 'DELETE FROM api_repack_payments WHERE key = $1 AND version = $2';
      return (await query(text, [key, expected])).rowCount === 1;
    },
    async *list() {
      const { rows } = await query('SELECT key, version, record FROM api_repack_payments');
      for (const row of rows) yield { key: row.key, ...parse(row) };
    },
    async prune(before) {
      await query('DELETE FROM api_repack_turns WHERE free_at < $1', [before]);
      const text = "DELETE FROM api_repack_payments WHERE state <> 'paying' AND touched_at < $1";
      return (await query(text, [before])).rowCount ?? 0;
    },
    close: () => pool.end(),
    turns: postgresTurns(query),
  };
}

/** Begins no payment in tables that a newer program has changed meanwhile. */
const insert = `INSERT INTO api_repack_payments (key, version, record, state, touched_at)
  SELECT $1::text, $2::bigint, $3::text, $4::text, $5::bigint FROM api_repack_schema WHERE version = ${schemaVersion}
  ON CONFLICT DO NOTHING RETURNING key, version, record`;

const update = `UPDATE api_repack_payments SET version = $2, record = $3, state = $4, touched_at = $5
  WHERE key = $1 AND version = $6 RETURNING key, version, record`;

const parse = ({ version, record }: Row): Stored => ({
  record: JSON.parse(record) as PaymentRecord,
  version: Number(version),
});

/** The version of the tables, if there are any. @throws if it is another than this program's. */
async function expectVersion(client: pg.Pool | pg.PoolClient): Promise<number | undefined> {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM api_repack_schema');
  const found = rows[0]?.version;
  if (found === undefined || found === schemaVersion) return found;
  throw new Error(
    `the database has payments in version ${found}, this program reads version ${schemaVersion}`,
  );
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // Two programs that start at the same time would both create the tables.
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
    await client.query('CREATE TABLE IF NOT EXISTS api_repack_schema (version integer NOT NULL)');
    const found = await expectVersion(client);
    if (found === undefined) await client.query('INSERT INTO api_repack_schema VALUES ($1)', [schemaVersion]);
    // Text, as jsonb would change the order of fields and refuse some texts.
    await client.query(`CREATE TABLE IF NOT EXISTS api_repack_payments (
      key text PRIMARY KEY, version bigint NOT NULL, record text NOT NULL,
      state text NOT NULL, touched_at bigint NOT NULL)`);
    await client.query(createTurns);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // Closed, and with it the transaction.
    client.release(true);
    throw error;
  }
}
