import { type Host, isVendorError } from '@api-repack/core';

const tries = 10;
/** A vendor that asks for more gets an error to the caller instead. */
const longestPauseMs = 60_000;

interface Waiting extends Pick<Host, 'sleep'> {
  readonly signal: AbortSignal | undefined;
}

/** Pays again when the vendor asked for fewer requests. For `payOnce` only, which knows whether the earlier call was paid. */
export async function untilAllowed<Payment>(
  pay: () => Promise<Payment>,
  { sleep, signal }: Waiting,
): Promise<Payment> {
  for (let tried = 1; ; tried++) {
    try {
      return await pay();
    } catch (error) {
      if (!isVendorError(error) || error.kind !== 'rate-limit' || error.charged === 'maybe') throw error;
      const { retryAfterMs = 1_000 } = error.context;
      if (retryAfterMs > longestPauseMs || tried === tries) throw error;
      const pauseMs = Math.min(Math.max(retryAfterMs, 500 * 2 ** tried), longestPauseMs);
      await sleep(pauseMs, signal).catch(() => undefined);
      if (signal?.aborted) throw error;
    }
  }
}
