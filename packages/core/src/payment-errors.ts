import { type Charged, type ErrorContext, type Ids, isVendorError, VendorError } from './errors.ts';
import { toIds } from './ids.ts';
import type { PaymentRecord } from './payment-store.ts';

type Where = Pick<ErrorContext, 'vendor' | 'endpoint' | 'operation'>;

/** What an error says about money. An error of unknown origin may have come after the charge. */
export function chargedOf(error: unknown): Charged {
  const { charged } = (error ?? {}) as { charged?: Charged };
  return charged ?? 'maybe';
}

export const idsOf = (error: unknown): Ids | undefined => ((error ?? {}) as { ids?: Ids }).ids;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Mark {
  readonly charged: Charged;
  readonly ids?: Ids | undefined;
  readonly operation?: string | undefined;
}

/** The error with the fields about money, also where it is an error of the host, such as a full disk. */
export function marked(error: unknown, { charged, ids, operation }: Mark): unknown {
  if (isVendorError(error)) return error.withIds(ids, { charged, operation });
  if (error instanceof Error) Object.assign(error, { charged, ids, operation });
  return error;
}

export function stopped(where: Where, cause: unknown): VendorError {
  const hint = 'This call was not charged; send it again with the same key to get the result';
  return new VendorError('canceled', 'canceled', { ...where, sent: false, charged: 'no', hint }, { cause });
}

/** The record decides whether a call may cost, so nothing is sent without one. */
export function storeFailed(where: Where, cause: unknown): VendorError {
  const reason = `the payment record cannot be read or written: ${messageOf(cause)}`;
  const hint = 'This call sent nothing; make the store work, then try again';
  return new VendorError('unavailable', reason, { ...where, sent: false, charged: 'no', hint }, { cause });
}

export function doubtful(where: Where, { reason, ids }: PaymentRecord & { state: 'doubtful' }): VendorError {
  return new VendorError('doubtful', `an earlier call may have been charged (${reason})`, {
    ...where,
    charged: 'maybe',
    ids: toIds(ids),
    hint: 'Check your balance and the results at the vendor; allow another payment only if nothing was charged',
  });
}

export const keyReused = (where: Where): VendorError =>
  new VendorError('key-reused', 'this key was used before, for other content', {
    ...where,
    sent: false,
    charged: 'no',
    hint: 'Use a new key for other content, and the same key only to repeat a call',
  });

export function expired(where: Where, { ids }: PaymentRecord & { state: 'expired' }): VendorError {
  return new VendorError('not-found', 'the vendor no longer keeps the result that was paid for', {
    ...where,
    charged: 'yes',
    ids: toIds(ids),
    hint: 'To process it again, allow another payment',
  });
}

/** The promise's result, or a rejection as soon as the signal aborts. */
export function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
