import { type ErrorContext, type Ids, isVendorError, VendorError } from './errors.ts';
import type { Host } from './http.ts';

export type Progress<Result> = { readonly done: false } | { readonly done: true; readonly result: Result };

/** How to wait for a task, in milliseconds. */
export interface Wait {
  readonly firstMs: number;
  readonly everyMs: number;
  /** Each wait is this many times the last one, up to `maxEveryMs`. */
  readonly backoff: number;
  readonly maxEveryMs: number;
  /** With 0, a task is looked at once. */
  readonly timeoutMs: number;
}

export interface Polling {
  readonly host: Pick<Host, 'sleep' | 'now'>;
  readonly wait: Wait;
  readonly where: Pick<ErrorContext, 'vendor' | 'endpoint'>;
  /** Ids for every error: the task is paid for, and its result must stay reachable. */
  readonly ids: Ids;
  /** The operation that takes the ids. */
  readonly operation?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Polls until the task is done. Every error, timeout or abort carries the ids of the task. */
export async function poll<Result>(
  read: () => Promise<Progress<Result>>,
  { host, wait, where, ids, operation, signal }: Polling,
): Promise<Result> {
  const deadline = host.now() + wait.timeoutMs;
  let isLooking = wait.timeoutMs === 0;
  try {
    for (
      let pause = wait.firstMs, next = wait.everyMs;
      ;
      pause = next, next = Math.min(next * wait.backoff, wait.maxEveryMs)
    ) {
      const left = deadline - host.now();
      // Also true for a limit that is not a number.
      if (!(left > 0) && !isLooking) throw timedOut(wait, where);
      if (!isLooking) await host.sleep(Math.min(pause, left), signal);
      isLooking = false;
      signal?.throwIfAborted();
      const progress = await read();
      if (progress.done) return progress.result;
    }
  } catch (error) {
    if (signal?.aborted) throw canceled(where, error).withIds(ids, { charged: 'yes', operation });
    if (!isVendorError(error)) throw error;
    // A task that failed for good is not charged, unless the vendor's operation knows better.
    throw error.withIds(ids, { charged: error.kind === 'task-failed' ? 'no' : 'yes', operation });
  }
}

function timedOut({ timeoutMs }: Wait, where: Polling['where']): VendorError {
  const hint = 'The task goes on at the vendor: fetch its result later with the ids, or allow a longer wait';
  return new VendorError('timeout', `no result after ${timeoutMs / 1000} s`, { ...where, hint });
}

/** Whether only the wait has ended, while the task may go on at the vendor. */
export const isWaitOver = (error: unknown): error is VendorError =>
  isVendorError(error) &&
  error.kind === 'timeout' &&
  error.context.sent === undefined &&
  error.context.status === undefined;

export function canceled(
  where: Pick<ErrorContext, 'vendor' | 'endpoint' | 'sent'>,
  cause: unknown,
  hint = 'A task that was already submitted goes on at the vendor: fetch its result with the ids',
): VendorError {
  return new VendorError('canceled', 'canceled', { ...where, hint }, { cause });
}
