import { expiresAt, type PaymentRecord, type PaymentStore, type Stored } from '@api-repack/core';
import type { IExecuteFunctions } from 'n8n-workflow';

interface Entry extends Stored {
  readonly item: number;
  /** The execution that paid. */
  readonly execution: string;
}

export interface ContextStore extends PaymentStore {
  entries(): readonly (readonly [key: string, entry: Entry])[];
  entry(key: string): Entry;
  stateOf(key: string): PaymentRecord['state'] | undefined;
  forget(key: string): void;
  /** When a user's retry first asks for it, forgets what the vendor keeps no longer: the retry says that it may be paid for again. */
  forgetExpired(key: string, keptForMs: number | undefined): void;
}

const stores = new WeakMap<object, ContextStore>();

/** A store in the node's context, which n8n saves with the execution. Calls of an agent share a context, and so the store. */
export function openContextStore(context: IExecuteFunctions): ContextStore {
  const entries = context.getContext('node') as Record<string, Entry>;
  const known = stores.get(entries) ?? storeOf(entries, context.getExecutionId());
  stores.set(entries, known);
  return known;
}

const prefix = 'payment:';

function storeOf(kept: Record<string, Entry>, execution: string): ContextStore {
  const used = new Set<string>();
  const entryOf = (key: string): Entry | undefined => kept[key];
  return {
    get: async (key) => entryOf(key),
    async put(key, record, expected) {
      const before = entryOf(key);
      if (before?.version !== expected) return undefined;
      const payer = record.state === 'paying' ? execution : (before?.execution ?? execution);
      const entry = { record, version: (expected ?? 0) + 1, item: itemIn(key), execution: payer };
      kept[key] = entry;
      return entry;
    },
    async remove(key, expected) {
      return entryOf(key)?.version === expected && delete kept[key];
    },
    entries: () => Object.entries(kept).filter(([key]) => key.startsWith(prefix)),
    entry(key) {
      const entry = entryOf(key);
      if (entry) return entry;
      throw new Error('there is no payment under this key');
    },
    stateOf: (key) => entryOf(key)?.record.state,
    forget: (key) => {
      delete kept[key];
    },
    forgetExpired(key, keptForMs) {
      const entry = entryOf(key);
      const isFirstUse = !used.has(key);
      used.add(key);
      if (!isFirstUse || !entry || entry.execution === execution || !('paidAt' in entry.record)) return;
      const end = expiresAt(entry.record.paidAt, keptForMs) ?? Number.POSITIVE_INFINITY;
      if (Date.now() >= end) delete kept[key];
    },
  };
}

/** Keys are `payment:<run>:<item>:<hash>`. */
const itemIn = (key: string): number => Number(key.split(':')[2]);
