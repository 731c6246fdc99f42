import { isVendorError } from './errors.ts';
import type { Host } from './http.ts';
import type { Endpoint } from './vendor.ts';

export interface Retry {
  /** How often a request may be sent again after its first failure. */
  readonly times: number;
  readonly firstMs: number;
}

export const defaultRetry: Retry = { times: 2, firstMs: 500 };

type Waiting = Pick<Host, 'sleep'> & { readonly retry: Retry; readonly signal?: AbortSignal | undefined };

/** Sends again what is safe to send again, waiting twice as long each time or as long as the vendor asks. */
export async function withRetry<Result>(
  charges: Endpoint['charges'],
  attempt: () => Promise<Result>,
  { retry, sleep, signal }: Waiting,
): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= retry.times || !mayRepeat(charges, error)) throw error;
      const asked = isVendorError(error) ? error.context.retryAfterMs : undefined;
      await sleep(asked ?? retry.firstMs * 2 ** failures, signal);
    }
  }
}

/** A call that charges is repeated only if it certainly never left this machine. */
export function mayRepeat(charges: Endpoint['charges'], error: unknown): boolean {
  if (!isVendorError(error)) return false;
  if (error.context.sent === false) return true;
  return charges !== 'each' && (error.kind === 'unavailable' || error.kind === 'rate-limit');
}
