import { isVendorError } from './errors.ts';
import type { Host } from './http.ts';
import { canceled } from './poll.ts';
import type { Endpoint } from './vendor.ts';

export interface Retry {
  /** How often a request may be sent again after its first failure. */
  readonly times: number;
  readonly firstMs: number;
}

export const defaultRetry: Retry = { times: 2, firstMs: 500 };

/** A vendor that asks for more gets an error to the caller instead, who knows what else there is to do. */
const longestPauseMs = 60_000;

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
      if (failures >= retry.times || !isVendorError(error) || !mayRepeat(charges, error)) throw error;
      const { vendor, endpoint, sent, retryAfterMs } = error.context;
      const pauseMs = retryAfterMs ?? retry.firstMs * 2 ** failures;
      if (pauseMs > longestPauseMs) throw error;
      await sleep(pauseMs, signal).catch((reason) => {
        throw signal?.aborted ? canceled({ vendor, endpoint, sent }, reason) : reason;
      });
    }
  }
}

/** A call that charges is repeated only if it certainly never left this machine. */
export function mayRepeat(charges: Endpoint['charges'], error: unknown): boolean {
  if (!isVendorError(error)) return false;
  if (error.context.sent === false) return true;
  return charges !== 'each' && (error.kind === 'unavailable' || error.kind === 'rate-limit');
}
