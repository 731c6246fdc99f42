import type pg from 'pg';
import type { Rate, Turn } from '../limit.ts';
import type { TurnStore } from '../payment-store.ts';

interface TurnRow {
  readonly slot: number;
  /** `bigint`, which comes as text. */
  readonly free_at: string;
}

type Query = (text: string, values: readonly unknown[]) => Promise<pg.QueryResult>;

export const createTurns = `CREATE TABLE IF NOT EXISTS api_repack_turns (
  key text, slot integer, free_at bigint NOT NULL, PRIMARY KEY (key, slot))`;

/** The clock of the server, since those of the machines differ. */
const clock = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now';

/** A slot that is locked is being taken. More than a minute ahead is a time from before the clock was set back. */
const take = `WITH clock AS (${clock}), free AS (
    SELECT slot, now FROM api_repack_turns, clock
    WHERE key = $1 AND free_at NOT BETWEEN now + 1 AND now + $2::integer + 60000
    LIMIT 1 FOR UPDATE OF api_repack_turns SKIP LOCKED)
  UPDATE api_repack_turns AS turns SET free_at = now + $2 FROM free
  WHERE turns.key = $1 AND turns.slot = free.slot RETURNING turns.slot, turns.free_at`;

const addSlots = `INSERT INTO api_repack_turns (key, slot, free_at)
  SELECT $1, slot, 0 FROM generate_series(1, $2::integer) AS slot ON CONFLICT DO NOTHING`;

const pause = `WITH clock AS (${clock})
  SELECT least(greatest(min(free_at) - (SELECT now FROM clock), 1), $2::integer)::integer AS ms
  FROM api_repack_turns WHERE key = $1 HAVING count(*) > 0`;

const answered = `WITH clock AS (${clock})
  UPDATE api_repack_turns SET free_at = now + $4 FROM clock
  WHERE key = $1 AND slot = $2 AND free_at = $3 AND free_at > now`;

/** As many slots a key as the rate allows calls; each is free again when the span of its last call is over. */
export function postgresTurns(query: Query): TurnStore {
  async function takeTurn(key: string, rate: Rate): Promise<Turn | number> {
    const { calls, perMs } = rate;
    const [taken] = (await query(take, [key, perMs])).rows as TurnRow[];
    if (taken) return turnOf(key, taken, perMs);
    const [next] = (await query(pause, [key, perMs])).rows as { ms: number }[];
    if (next) return next.ms;
    await query(addSlots, [key, calls]);
    return takeTurn(key, rate);
  }

  const turnOf = (key: string, { slot, free_at }: TurnRow, perMs: number): Turn => ({
    // If this fails, the span is counted from the turn on.
    answered: () => void query(answered, [key, slot, free_at, perMs]).catch(() => undefined),
  });

  return { take: takeTurn };
}
