import { isVendorError } from './errors.ts';
import { toIds } from './ids.ts';
import { type Claim, holdLease, payingRecord } from './lease.ts';
import type { Payment, PayOnce } from './pay-once.ts';
import {
  chargedOf,
  doubtful,
  expired,
  idsOf,
  keyReused,
  marked,
  messageOf,
  stopped,
  storeFailed,
} from './payment-errors.ts';
import type { PaymentRecord, Stored } from './payment-store.ts';

const defaultLeaseMs = 30_000;
const longestPauseMs = 250;
const triesToRecord = 4;

/** The only place that says when a result expires. */
export const expiresAt = (paidAt: number, keptForMs: number | undefined): number | undefined =>
  keptForMs === undefined ? undefined : paidAt + keptForMs;

type RecordIn<State> = PaymentRecord & { readonly state: State };

/** One call of `payOnce`: the states of a payment, one method for each transition. */
export class PaymentRun<PaidIds extends object, Output extends object> {
  readonly #options: PayOnce<PaidIds, Output>;
  readonly #leaseMs: number;
  #before: PaymentRecord | undefined;
  #hasPaid = false;

  constructor(options: PayOnce<PaidIds, Output>) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? defaultLeaseMs;
  }

  /** Does what the record of the key calls for. */
  async run(): Promise<Payment<PaidIds, Output>> {
    const { where, again } = this.#options;
    const stored = await this.#read();
    if (!stored) return this.#pay(undefined);
    const { record } = stored;
    this.#before = record;
    const isFree = record.state === 'refused' || record.state === 'failed';
    if (!isFree && record.content !== this.#options.content) throw keyReused(where);
    switch (record.state) {
      case 'refused':
      case 'failed':
        return this.#pay(stored);
      case 'paying':
        await this.#waitForOther(stored);
        return this.run();
      case 'paid':
        return this.#finish(stored, record);
      case 'done':
        return this.#replay(stored, record);
      case 'doubtful':
        if (again) return this.#pay(stored);
        throw doubtful(where, record);
      case 'expired':
        if (again) return this.#pay(stored);
        throw expired(where, record);
    }
  }

  /** (none), refused, failed, doubtful, expired → paying. */
  async #pay(stored: Stored | undefined): Promise<Payment<PaidIds, Output>> {
    const { key, content, store, host, owner, signal, where } = this.#options;
    if (signal?.aborted) throw stopped(where, signal.reason);
    const claim: Claim = { key, content, store, host, owner, leaseMs: this.#leaseMs, since: host.now() };
    const claimed = await this.#write(payingRecord(claim), stored?.version).catch((cause) => {
      throw storeFailed(where, cause);
    });
    if (!claimed) return this.run();
    const lease = holdLease(claim, claimed.version);
    let ids: PaidIds;
    try {
      ids = await this.#options.start();
    } catch (error) {
      throw await this.#notPaid(await lease.release(), error);
    }
    this.#hasPaid = true;
    const record = { state: 'paid', ids, paidAt: host.now() } as const;
    return this.#finish(await this.#paid(await lease.release(), record), record);
  }

  /** paying → refused, or → doubtful where the vendor may have charged. Resolves to the error to throw. */
  async #notPaid(version: number, error: unknown): Promise<unknown> {
    const { host, where } = this.#options;
    const charged = chargedOf(error);
    const about = { reason: messageOf(error), at: host.now() };
    const ids = idsOf(error);
    const refused: PaymentRecord = { state: 'refused', ...about };
    const doubt: PaymentRecord = { state: 'doubtful', ...about, ...(ids && { ids }) };
    const record = charged === 'no' ? (this.#earlierPayment() ?? refused) : doubt;
    // If this fails, the claim is left, which is read as doubtful.
    await this.#write(record, version).catch(() => undefined);
    return charged === 'no' ? error : marked(error, { charged, ids, operation: where.operation });
  }

  /** The earlier payment that `again` skipped is kept if the new call was not charged. */
  #earlierPayment(): PaymentRecord | undefined {
    const earlier = this.#before;
    return earlier?.state === 'doubtful' || earlier?.state === 'expired' ? earlier : undefined;
  }

  /** paying → paid. This replaces whatever others concluded while the lease was lost, except another paid result. */
  async #paid(
    version: number,
    record: RecordIn<'paid'> & { readonly ids: PaidIds },
  ): Promise<Stored | undefined> {
    const { key, store, host, onUnrecorded } = this.#options;
    let expected: number | undefined = version;
    for (let failures = 0; ; ) {
      try {
        const written = await this.#write(record, expected);
        if (written) return written;
        const current: Stored | undefined = await store.get(key);
        if (current?.record.state === 'paid' || current?.record.state === 'done') return undefined;
        expected = current?.version;
      } catch (error) {
        if (++failures === triesToRecord) {
          onUnrecorded?.(record.ids, error);
          return undefined;
        }
        await host.sleep(longestPauseMs * failures).catch(() => undefined);
      }
    }
  }

  /** paid → done. */
  async #finish(
    stored: Stored | undefined,
    { ids, paidAt }: { readonly ids: object; readonly paidAt: number },
  ): Promise<Payment<PaidIds, Output>> {
    let output: Output;
    try {
      output = await this.#options.finish(ids as PaidIds);
    } catch (error) {
      return this.#notFinished(stored, { state: 'paid', ids, paidAt }, error);
    }
    await this.#settle({ state: 'done', ids, paidAt, output }, stored);
    return this.#result({ ids, paidAt }, output);
  }

  /**
   * paid → failed where the vendor did not charge in the end, → doubtful where nobody knows that, → expired where it has
   * deleted the result. Else it stays paid.
   */
  async #notFinished(
    stored: Stored | undefined,
    paid: RecordIn<'paid'>,
    error: unknown,
  ): Promise<Payment<PaidIds, Output>> {
    const { host, keptForMs, where, again } = this.#options;
    const { ids, paidAt } = paid;
    // Only if stated: after a payment, an error without the field changes nothing.
    const charged = isVendorError(error) ? error.context.charged : undefined;
    const about = { reason: messageOf(error), at: host.now() };
    if (charged === 'no') await this.#settle({ state: 'failed', ...about }, stored);
    if (charged === 'no') throw error;
    // Nothing is left to fetch of a task that failed for good.
    const isOver = isVendorError(error) && error.kind === 'task-failed';
    if (charged === 'maybe')
      await this.#settle({ state: 'doubtful', ...about, ...(!isOver && { ids }) }, stored);
    if (isOver) throw marked(error, { charged: 'yes' });
    const end = expiresAt(paidAt, keptForMs) ?? Number.POSITIVE_INFINITY;
    if (isVendorError(error) && error.kind === 'not-found' && host.now() >= end) {
      const settled = await this.#settle({ state: 'expired', ids, paidAt }, stored);
      if (settled && again && !this.#hasPaid) {
        this.#before = settled.record;
        return this.#pay(settled);
      }
    }
    throw marked(error, { charged: 'yes', ids: toIds(ids), operation: where.operation });
  }

  /** done → done, or → paid where the output is gone. */
  async #replay(stored: Stored, record: RecordIn<'done'>): Promise<Payment<PaidIds, Output>> {
    const output = record.output as Output;
    if (await this.#options.isGone?.(output)) return this.#finish(stored, record);
    return this.#result(record, output);
  }

  #result({ ids, paidAt }: { ids: object; paidAt: number }, output: Output): Payment<PaidIds, Output> {
    return {
      ids: ids as PaidIds,
      output,
      paidAt,
      expiresAt: expiresAt(paidAt, this.#options.keptForMs),
      replayed: !this.#hasPaid,
      before: this.#before,
    };
  }

  /** paying by another process → doubtful when its lease ends. Resolves when the record has changed. */
  async #waitForOther(first: Stored): Promise<void> {
    const { host, owner, signal, where } = this.#options;
    // The other machine's clock may be far ahead, so an unchanged record counts as dead by this clock as well.
    let seenAt = host.now();
    for (let stored = first; stored.record.state === 'paying'; ) {
      const { record } = stored;
      seenAt = Math.min(seenAt, host.now());
      const leftMs = Math.min(record.leaseUntil, seenAt + this.#leaseMs) - host.now();
      // This process has no payment in progress for this key, or the caller had joined it.
      if (leftMs <= 0 || record.owner === owner) return this.#leaseLost(stored);
      await host.sleep(Math.min(leftMs, longestPauseMs), signal).catch((reason) => {
        throw signal?.aborted ? stopped(where, reason) : reason;
      });
      const next = await this.#read();
      if (!next) return;
      if (next.version !== stored.version) seenAt = host.now();
      stored = next;
    }
  }

  async #leaseLost(stored: Stored): Promise<void> {
    const { host, where } = this.#options;
    const reason = 'the process that was paying ended before it recorded the result';
    await this.#write({ state: 'doubtful', reason, at: host.now() }, stored.version).catch((cause) => {
      throw storeFailed(where, cause);
    });
  }

  async #read(): Promise<Stored | undefined> {
    const { key, store, where } = this.#options;
    try {
      return await store.get(key);
    } catch (cause) {
      throw storeFailed(where, cause);
    }
  }

  /** If the write fails, the payment stays paid, and the next call finishes it again at no charge. */
  async #settle(record: PaymentRecord, stored: Stored | undefined): Promise<Stored | undefined> {
    if (!stored) return undefined;
    return this.#write(record, stored.version).catch(() => undefined);
  }

  /** A store may lose the answer to a write that it has made, so a failed write is read back. */
  async #write(state: PaymentRecord, expected: number | undefined): Promise<Stored | undefined> {
    const { key, content, store } = this.#options;
    const record = { ...state, content };
    try {
      return await store.put(key, record, expected);
    } catch (error) {
      const current = await store.get(key).catch(() => undefined);
      if (current && JSON.stringify(current.record) === JSON.stringify(record)) return current;
      throw error;
    }
  }
}
