import { isVendorError } from './errors.ts';
import type { Host } from './http.ts';

export interface BatchOptions<Key, Result> {
  /** One request for all keys. Keys that it does not know are missing in the answer. */
  readonly readMany: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Result>>;
  readonly host: Pick<Host, 'sleep'>;
  /** How long the first caller waits for others. */
  readonly windowMs: number;
  readonly maxKeys: number;
}

interface Group<Key, Result> {
  readonly keys: Set<Key>;
  readonly answer: Promise<ReadonlyMap<Key, Result>>;
}

/** Makes one request of the reads that come within a moment. Resolves to undefined for a key that is not known. */
export function batchReads<Key, Result>({
  readMany,
  host,
  windowMs,
  maxKeys,
}: BatchOptions<Key, Result>): (key: Key) => Promise<Result | undefined> {
  let open: Group<Key, Result> | undefined;

  function begin(): Group<Key, Result> {
    const keys = new Set<Key>();
    const answer = host.sleep(windowMs).then(() => {
      if (open?.keys === keys) open = undefined;
      return readMany([...keys]);
    });
    return { keys, answer };
  }

  return async (key) => {
    if (!open || open.keys.size >= maxKeys) open = begin();
    const group = open;
    group.keys.add(key);
    try {
      return (await group.answer).get(key);
    } catch (error) {
      // One id that makes the whole request fail must not affect the others.
      if (group.keys.size === 1 || !mayBeOfOne(error)) throw error;
      return (await readMany([key])).get(key);
    }
  };
}

/** A vendor answers HTTP 500 when one of the keys breaks its code; 502 and 503 concern all of them. */
const mayBeOfOne = (error: unknown): boolean =>
  isVendorError(error) &&
  (error.kind === 'not-found' || error.kind === 'bad-input' || error.context.status === 500);
