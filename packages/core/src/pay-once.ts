import { type ErrorContext, isVendorError } from './errors.ts';
import type { Host } from './http.ts';
import { keyReused, orAborted, stopped } from './payment-errors.ts';
import { PaymentRun } from './payment-run.ts';
import type { PaymentRecord, PaymentStore } from './payment-store.ts';

export interface PayOnce<PaidIds extends object, Output extends object> {
  /** Names the payment: calls with the same key are the same payment. */
  readonly key: string;
  /**
   * Hash of what is paid for, where the key does not contain it: the same key with other content is refused.
   * @default not compared
   */
  readonly content?: string | undefined;
  readonly store: PaymentStore;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** Unique for each run of a process, so that a payment whose process ended is recognized. */
  readonly owner: string;
  /** Named by errors; `operation` is the operation that takes the ids. */
  readonly where: Pick<ErrorContext, 'vendor' | 'endpoint' | 'operation'>;
  /** Everything that can cost. Resolves to plain JSON. */
  readonly start: () => Promise<PaidIds>;
  /** Free and repeatable. The payment counts as done when it resolves, so the output must be safe by then. */
  readonly finish: (ids: PaidIds) => Promise<Output>;
  /** How long the vendor keeps the result, in milliseconds. @default not limited */
  readonly keptForMs?: number | undefined;
  /** Pay once more where an earlier payment is doubtful or its result has expired. @default false */
  readonly again?: boolean | undefined;
  /** How long a claim lives unless it is renewed, in milliseconds. @default 30000 */
  readonly leaseMs?: number | undefined;
  /** Ends waiting for another payment with this key. `start` and `finish` obey signals of their own. */
  readonly signal?: AbortSignal | undefined;
  /** True if the output of a finished payment is no longer where it was put: then `finish` runs again. */
  readonly isGone?: ((output: Output) => Promise<boolean>) | undefined;
  /** Called if what was paid could not be written to the store. The caller still gets the output. */
  readonly onUnrecorded?: ((ids: PaidIds, error: unknown) => void) | undefined;
}

export interface Payment<PaidIds extends object, Output extends object> {
  readonly ids: PaidIds;
  readonly output: Output;
  readonly paidAt: number;
  /** When the vendor deletes the result, where that is known. */
  readonly expiresAt?: number | undefined;
  /** True if this call did not pay. */
  readonly replayed: boolean;
  /** What was known about this key before, for example that an earlier try was refused. */
  readonly before?: PaymentRecord | undefined;
}

interface InProgress {
  readonly content: string | undefined;
  readonly payment: Promise<Payment<never, never>>;
}

type Running = Map<string, InProgress>;

const inProgress = new WeakMap<PaymentStore, Running>();

/**
 * Pays at most once per key, whatever happens in between. Calls with the same key share one payment: in this process they
 * join it, in another process they wait for it. Errors carry `charged`, and `ids` where a result is paid for.
 *
 * @example
 * const { output } = await payOnce({
 *   key: 'order-17',
 *   store: memoryStore(),
 *   host: nodeHost(),
 *   owner: crypto.randomUUID(),
 *   where: { vendor: 'picwish', endpoint: 'cutout', operation: 'result' },
 *   start: () => startCutout(client, input),
 *   finish: (ids) => finishCutout(client, ids),
 * });
 */
export async function payOnce<PaidIds extends object, Output extends object>(
  options: PayOnce<PaidIds, Output>,
): Promise<Payment<PaidIds, Output>> {
  const { key, content, store, where, signal } = options;
  const running: Running = inProgress.get(store) ?? new Map();
  inProgress.set(store, running);
  for (;;) {
    const other = running.get(key);
    if (!other) break;
    if (content !== other.content) throw keyReused(where);
    try {
      return { ...(await orAborted<Payment<PaidIds, Output>>(other.payment, signal)), replayed: true };
    } catch (error) {
      if (signal?.aborted) throw stopped(where, signal.reason);
      // Another caller canceled the shared payment, not this one.
      if (!isVendorError(error) || error.kind !== 'canceled') throw error;
    }
  }
  const own = new PaymentRun(options).run().finally(() => running.delete(key));
  running.set(key, { content, payment: own as Promise<Payment<never, never>> });
  return own;
}
