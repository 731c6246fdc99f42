import type { Host } from './http.ts';
import type { PaymentStore } from './payment-store.ts';

export interface Claim {
  readonly key: string;
  readonly content?: string | undefined;
  readonly store: PaymentStore;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly owner: string;
  readonly since: number;
  readonly leaseMs: number;
}

export const payingRecord = ({ owner, since, host, leaseMs, content }: Claim) =>
  ({ state: 'paying', owner, since, leaseUntil: host.now() + leaseMs, content }) as const;

/** Keeps a claim alive while a payment runs. `release` resolves to the version that was written last. */
export function holdLease(claim: Claim, version: number): { release(): Promise<number> } {
  const stop = new AbortController();
  let current = version;

  async function renew(): Promise<void> {
    const { key, store, host, leaseMs } = claim;
    for (let last = host.now(); ; last = host.now()) {
      await host.sleep(leaseMs / 3, stop.signal);
      // On a host whose clock stands still a lease does not run out.
      if (stop.signal.aborted || host.now() === last) return;
      // A store that cannot be written now may be back before the lease ends.
      const written = await store.put(key, payingRecord(claim), current).catch(() => 'failed' as const);
      if (written === undefined) return;
      if (written !== 'failed') current = written.version;
    }
  }

  const renewing = renew().catch(() => undefined);
  return {
    async release() {
      stop.abort();
      await renewing;
      return current;
    },
  };
}
