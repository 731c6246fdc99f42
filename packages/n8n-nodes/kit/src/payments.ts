import { createHash, randomUUID } from 'node:crypto';
import { expiresAt, type Ids, isVendorError, payOnce, type Vendor, VendorError } from '@api-repack/core';
import type { IExecuteFunctions } from 'n8n-workflow';
import { clock } from './host.ts';
import { describeIds } from './node-error.ts';
import { type ContextStore, openContextStore } from './payment-context.ts';

/** What a call that costs money returned. */
export interface Paid {
  /** Unix time in milliseconds. */
  readonly paidAt: number;
  readonly ids: Ids;
  /** The execution that paid. */
  readonly execution: string;
  /** When the vendor deletes the result. */
  readonly expiresAt: string | undefined;
}

export interface Pay<Result> {
  readonly item: number;
  /** Tells things apart. */
  readonly what: unknown;
  /** How long the vendor keeps what was paid for, in milliseconds. Undefined where it does not say. */
  readonly keptForMs: number | undefined;
  /** Everything that can cost. */
  readonly start: () => Promise<Ids>;
  /** Free. */
  readonly finish: (paid: Paid) => Promise<Result>;
}

export interface Payments {
  /** Pays once, however often n8n runs the node again for the same thing. */
  once<Result>(pay: Pay<Result>): Promise<Result>;
  /** What this run, or an earlier try of it, has paid for. */
  paid(): readonly { item: number; ids: Ids }[];
  /** Calls that may have been charged. Not the one that ended with this error. */
  doubtful(except?: unknown): readonly { item: number; reason: string; ids?: Ids }[];
  /** Forgets this run's. */
  clear(): void;
}

/** A process may end between two tries of an execution, so a new process is another owner. */
const owner = randomUUID();

/** The payments of a node, kept while n8n retries it, and when a user retries the execution. Logged as well, because n8n keeps nothing of a node that its Stop button ends. */
export function openPayments(context: IExecuteFunctions, vendor: Vendor): Payments {
  const store = openContextStore(context);
  const run = runOf(context);
  const used = new Set<string>();
  const errors = new Map<string, unknown>();
  const own = () =>
    store.entries().filter(([key]) => used.has(key) || (run !== undefined && key.startsWith(run)));

  async function start<Result>({ start: pay }: Pay<Result>): Promise<Ids> {
    const ids = await pay().catch((error: unknown) => {
      throw withCharged(error);
    });
    context.logger.info(`Submitted to ${vendor.displayName}: ${describeIds(ids)}`);
    return ids;
  }

  async function once<Result>(key: string, pay: Pay<Result>): Promise<Result> {
    for (;;) {
      let result: { readonly value: Result } | undefined;
      const finish = async () => {
        result = { value: await pay.finish(paidOf(store, key, pay.keptForMs)) };
        return {};
      };
      await payOnce({
        key,
        store,
        host: clock,
        owner,
        where: { vendor: vendor.name, endpoint: 'an earlier call' },
        start: () => start(pay),
        finish,
        keptForMs: pay.keptForMs,
        // The files of an output are part of an execution, so each run fetches them for itself.
        isGone: async () => true,
      });
      // Another call of an agent has paid and finished; its result is fetched for this call, too.
      if (result) return result.value;
    }
  }

  function warnDoubtful(item: number, error: unknown): void {
    const { ids, message } = error as { ids?: Ids; message?: string };
    const about = ids ? ` (${describeIds(ids)})` : '';
    context.logger.warn(`${vendor.displayName} may have charged for item ${item}: ${message}${about}`);
  }

  return {
    async once(pay) {
      const hash = createHash('sha256')
        .update(JSON.stringify([vendor.name, pay.what]))
        .digest('hex');
      const key = `${run ?? 'payment:tool:'}${pay.item}:${hash}`;
      used.add(key);
      store.forgetExpired(key, pay.keptForMs);
      try {
        return await once(key, pay);
      } catch (error) {
        errors.set(key, error);
        if (store.stateOf(key) === 'doubtful') warnDoubtful(pay.item, error);
        throw error;
      }
    },
    paid: () =>
      own().flatMap(([, { item, record }]) => ('paidAt' in record ? [{ item, ids: record.ids as Ids }] : [])),
    doubtful: (except) =>
      own()
        .filter(([key]) => except === undefined || errors.get(key) !== except)
        .flatMap(([, { item, record }]) => {
          if (record.state !== 'doubtful') return [];
          const { reason, ids } = record;
          return [{ item, reason, ...(ids && { ids: ids as Ids }) }];
        }),
    clear: () => {
      for (const [key] of own()) store.forget(key);
    },
  };
}

function paidOf(store: ContextStore, key: string, keptForMs: number | undefined): Paid {
  const { record, execution } = store.entry(key);
  if (!('paidAt' in record)) throw new Error('nothing is paid for under this key');
  const { ids, paidAt } = record;
  const end = expiresAt(paidAt, keptForMs);
  return {
    paidAt,
    ids: ids as Ids,
    execution,
    expiresAt: end === undefined ? undefined : new Date(end).toISOString(),
  };
}

/** Only a vendor's client can fail after a request was sent. What fails in this node fails before. */
function withCharged(error: unknown): unknown {
  if (isVendorError(error)) return error;
  if (error instanceof Error && error.name !== 'AbortError') return Object.assign(error, { charged: 'no' });
  const where = { vendor: 'n8n', endpoint: 'this execution', sent: false, charged: 'no' } as const;
  return new VendorError('canceled', 'canceled before it was sent', where, { cause: error });
}

/**
 * A loop runs the same node again for new work, so payments belong to a run. Not those of an AI tool: n8n raises the index
 * with each try of the same call, and an agent may ask again.
 */
function runOf(context: IExecuteFunctions): string | undefined {
  const isTool = context.isToolExecution?.() || context.getNode().type.endsWith('Tool');
  return isTool ? undefined : `payment:${context.evaluateExpression('{{ $runIndex }}', 0)}:`;
}
