import { createHash } from 'node:crypto';
import type { Resume } from '@api-repack/core';
import type { IExecuteFunctions } from 'n8n-workflow';

/** What a call that costs money returned. */
export interface Receipt {
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly resume: Resume;
}

export interface Receipts {
  /** Pays once: if n8n runs the node again for the same thing, the first receipt is returned. */
  once(item: number, what: unknown, pay: () => Promise<Resume>): Promise<Receipt>;
  /** All of this run, by item. */
  list(): readonly { item: number; resume: Resume }[];
  /** Forgets this run's. */
  clear(): void;
}

/**
 * Kept in the node's context, which n8n keeps while it retries a node ("Retry On Fail") and when a user retries a
 * failed execution. A loop runs the same node again for new work, hence the run index in the key.
 */
export function openReceipts(context: IExecuteFunctions, maxAgeMs: number): Receipts {
  const store = context.getContext('node') as Record<string, Receipt & { item: number }>;
  const prefix = `receipt:${context.evaluateExpression('{{ $runIndex }}', 0)}:`;
  const own = () => Object.keys(store).filter((key) => key.startsWith(prefix));
  return {
    async once(item, what, pay) {
      const key = `${prefix}${item}:${createHash('sha256').update(JSON.stringify(what)).digest('hex')}`;
      const known = store[key];
      if (known && Date.now() - known.at < maxAgeMs) return known;
      const at = Date.now();
      const receipt = { item, at, resume: await pay() };
      store[key] = receipt;
      return receipt;
    },
    list: () => own().map((key) => store[key] as Receipt & { item: number }),
    clear() {
      for (const key of own()) delete store[key];
    },
  };
}
