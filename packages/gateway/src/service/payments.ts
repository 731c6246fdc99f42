import { randomUUID } from 'node:crypto';
import {
  type Host,
  type ManagedStore,
  memoryStore,
  type Payment,
  type PayOnce,
  payOnce,
  type Stored,
  type TurnStore,
} from '@api-repack/core';
import type { FastifyBaseLogger } from 'fastify';
import { leaseClock } from '../lease-clock.ts';
import { untilAllowed } from '../until-allowed.ts';
import { watched } from './watched-store.ts';

export interface PaymentsOptions {
  readonly store: ManagedStore;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** How long a key is known after its last payment, in milliseconds. */
  readonly ttlMs: number;
  readonly leaseMs: number | undefined;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

/** One call that costs. Without a key nobody can ask for it again, so its record ends with it. */
type Call<Ids extends object, Output extends object> = Pick<
  PayOnce<Ids, Output>,
  'content' | 'where' | 'start' | 'finish' | 'keptForMs' | 'signal'
> & { readonly key: string | undefined };

/** The payments of all calls, by Idempotency-Key. */
export class Payments {
  readonly #options: PaymentsOptions;
  readonly #store: ManagedStore;
  readonly #owner = randomUUID();
  /** Undefined where the store is of this process only. */
  readonly turns: TurnStore | undefined;
  #prunedAt = Number.NEGATIVE_INFINITY;

  constructor(options: PaymentsOptions) {
    this.#options = options;
    this.#store = watched(options.store, (err) => options.log.error({ err }, 'payments cannot be recorded'));
    this.turns = this.#store.turns;
  }

  async pay<Ids extends object, Output extends object>({
    key,
    ...call
  }: Call<Ids, Output>): Promise<Payment<Ids, Output>> {
    const { host, log, leaseMs } = this.#options;
    const onUnrecorded = (ids: Ids, err: unknown) => log.error({ err, ids }, 'a payment was not recorded');
    const shared = { ...call, host: leaseClock(host.now), owner: this.#owner, leaseMs, onUnrecorded };
    if (key === undefined) return payOnce({ ...shared, key: randomUUID(), store: memoryStore() });
    await this.#prune();
    const pay = () => payOnce({ ...shared, key, store: this.#store });
    return untilAllowed(pay, { sleep: host.sleep, signal: call.signal });
  }

  /** Rejects with the reason while nothing can be recorded, and so nothing with a key can be paid. */
  async probe(): Promise<void> {
    const key = `probe ${this.#owner}`;
    const known: Stored | undefined = await this.#store.get(key);
    const at = this.#options.host.now();
    const written = await this.#store.put(key, { state: 'refused', reason: 'probe', at }, known?.version);
    if (written) await this.#store.remove(key, written.version);
  }

  async #prune(): Promise<void> {
    const { ttlMs, host } = this.#options;
    const now = host.now();
    if (now - this.#prunedAt < ttlMs / 10) return;
    this.#prunedAt = now;
    // If it fails, keys live longer. The payment reports a store that does not work.
    await this.#store.prune(now - ttlMs).catch(() => undefined);
  }
}
