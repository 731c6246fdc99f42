import type { DatabaseSync } from 'node:sqlite';
import type { TurnStore } from '../payment-store.ts';

interface TurnRow {
  readonly slot: number;
  readonly free_at: number;
}

export const createTurns = `CREATE TABLE IF NOT EXISTS turns (
    key TEXT, slot INTEGER, free_at INTEGER NOT NULL, PRIMARY KEY (key, slot)
  ) STRICT`;

/** More than a minute ahead is a time from before the clock was set back. */
const takeText = `WITH RECURSIVE slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < :calls)
  INSERT INTO turns (key, slot, free_at) SELECT :key, slot, :now + :perMs FROM slots
  WHERE slot NOT IN (SELECT slot FROM turns WHERE key = :key AND free_at BETWEEN :now + 1 AND :now + :perMs + 60000)
  ORDER BY slot LIMIT 1
  ON CONFLICT DO UPDATE SET free_at = excluded.free_at RETURNING slot, free_at`;

const answeredText = `UPDATE turns SET free_at = :now + :perMs
  WHERE key = :key AND slot = :slot AND free_at = :freeAt AND free_at > :now`;

/** As many slots a key as the rate allows calls; each is free again when the span of its last call is over. */
export function sqliteTurns(database: DatabaseSync, now: () => number): TurnStore {
  const takeSlot = database.prepare(takeText);
  const extend = database.prepare(answeredText);
  const first = database.prepare('SELECT min(free_at) AS at FROM turns WHERE key = ?');
  return {
    async take(key, { calls, perMs }) {
      const row = takeSlot.get({ key, calls, perMs, now: now() }) as TurnRow | undefined;
      if (!row) return Math.min(Math.max(Number(first.get(key)?.at) - now(), 1), perMs);
      return {
        answered() {
          try {
            extend.run({ key, perMs, now: now(), slot: row.slot, freeAt: row.free_at });
          } catch {
            // The span is counted from the turn on.
          }
        },
      };
    },
  };
}
