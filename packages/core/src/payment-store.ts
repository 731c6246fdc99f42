import type { Rate, Turn } from './limit.ts';

/** What is known about one payment. All times are Unix times in milliseconds. */
export type PaymentRecord = PaymentState & {
  /** Hash of what is paid for, where the key does not contain it. */
  readonly content?: string | undefined;
};

type PaymentState =
  /** Written before the first byte that can cost. */
  | { readonly state: 'paying'; readonly owner: string; readonly since: number; readonly leaseUntil: number }
  | { readonly state: 'paid'; readonly ids: object; readonly paidAt: number }
  | { readonly state: 'done'; readonly ids: object; readonly paidAt: number; readonly output: object }
  /** The vendor said no, or the task failed for good and was not charged. */
  | { readonly state: 'refused' | 'failed'; readonly reason: string; readonly at: number }
  /** It is unknown whether the vendor charged. */
  | { readonly state: 'doubtful'; readonly reason: string; readonly at: number; readonly ids?: object }
  /** The vendor no longer keeps the result. */
  | { readonly state: 'expired'; readonly ids: object; readonly paidAt: number };

export interface Stored {
  readonly record: PaymentRecord;
  /** Changes with every write of this key. */
  readonly version: number;
}

/** Keeps one record per key. Every write is a compare-and-set, so that two writers never both succeed. */
export interface PaymentStore {
  get(key: string): Promise<Stored | undefined>;
  /**
   * Writes if the stored version is still `expected` (undefined: no record). Resolves to undefined if somebody else wrote
   * first. The record is durable when the promise resolves.
   */
  put(key: string, record: PaymentRecord, expected: number | undefined): Promise<Stored | undefined>;
  /** Resolves to false if somebody else wrote first. */
  remove(key: string, expected: number): Promise<boolean>;
}

/** A store with methods for its owner. */
export interface ManagedStore extends PaymentStore {
  /** All records, in no particular order. */
  list(): AsyncIterable<Stored & { readonly key: string }>;
  /** Removes records that were last written before `before`, but none that is being paid. Resolves to their number. */
  prune(before: number): Promise<number>;
  close(): Promise<void>;
  /** Undefined where only one process uses the store: it counts by itself. */
  readonly turns?: TurnStore;
}

/** Counts the calls of all processes that share the store, so that together they keep a vendor's rate. */
export interface TurnStore {
  /** Takes a turn of this key if there is one; otherwise resolves to the milliseconds until there may be one. */
  take(key: string, rate: Rate): Promise<Turn | number>;
}

/** When the record was last known to be true, for pruning by age. */
export function timeOf(record: PaymentRecord): number {
  if (record.state === 'paying') return record.leaseUntil;
  return 'paidAt' in record ? record.paidAt : record.at;
}

/** Keeps records until the process ends: for tests, and for programs that may lose them in a crash. */
export function memoryStore(): ManagedStore {
  const rows = new Map<string, { readonly text: string; readonly version: number }>();
  let writes = 0;
  const parse = ({ text, version }: { text: string; version: number }): Stored => ({
    record: JSON.parse(text),
    version,
  });
  return {
    async get(key) {
      const row = rows.get(key);
      return row && parse(row);
    },
    async put(key, record, expected) {
      if (rows.get(key)?.version !== expected) return undefined;
      // As text, so that a stored record cannot be mutated.
      const row = { text: JSON.stringify(record), version: ++writes };
      rows.set(key, row);
      return parse(row);
    },
    async remove(key, expected) {
      return rows.get(key)?.version === expected && rows.delete(key);
    },
    async *list() {
      for (const [key, row] of rows) yield { key, ...parse(row) };
    },
    async prune(before) {
      const old = [...rows].filter(([, row]) => isOld(parse(row).record, before));
      for (const [key] of old) rows.delete(key);
      return old.length;
    },
    async close() {},
  };
}

const isOld = (record: PaymentRecord, before: number): boolean =>
  record.state !== 'paying' && timeOf(record) < before;
