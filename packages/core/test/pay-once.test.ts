import { memoryStore, type PaymentRecord, type PayOnce, payOnce, VendorError } from '@api-repack/core';
import { expect, it, vi } from 'vitest';

const where = { vendor: 'toy', endpoint: 'make', operation: 'result' };
const hour = 3_600_000;

const vendorError = (kind: VendorError['kind'], context: Partial<VendorError['context']> = {}): VendorError =>
  new VendorError(kind, kind, { vendor: 'toy', endpoint: 'make', ...context });

/** Sleeps end only when the test moves the clock. */
function stoppedClock() {
  let now = 1_000;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const sleeper = { at: now + ms, wake: resolve };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  async function move(ms: number): Promise<void> {
    now += ms;
    for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    await new Promise(setImmediate);
  }
  return { host: { now: () => now, sleep }, move };
}

function setUp(changed: Partial<PayOnce<{ id: string }, { url: string }>> = {}) {
  const clock = stoppedClock();
  const start = vi.fn(async () => ({ id: '1' }));
  const finish = vi.fn(async ({ id }: { id: string }) => ({ url: `u${id}` }));
  const options = {
    key: 'k',
    store: memoryStore(),
    host: clock.host,
    owner: 'a',
    where,
    start,
    finish,
    keptForMs: hour,
    ...changed,
  };
  const stateOf = async () => (await options.store.get('k'))?.record;
  const write = async (record: PaymentRecord) =>
    options.store.put('k', record, (await options.store.get('k'))?.version);
  return { options, clock, start, finish, stateOf, write };
}

it('pays, finishes, and gives the output again at no charge', async () => {
  const { options, start, finish, stateOf } = setUp();
  const first = await payOnce(options);
  expect(first).toMatchObject({
    output: { url: 'u1' },
    paidAt: 1_000,
    expiresAt: 1_000 + hour,
    replayed: false,
  });
  expect(await payOnce(options)).toMatchObject({ output: { url: 'u1' }, replayed: true });
  expect([start, finish].map((call) => call.mock.calls.length)).toEqual([1, 1]);
  expect(await stateOf()).toMatchObject({ state: 'done', ids: { id: '1' } });
});

it('writes that it is paying before it pays, and what it paid for before it finishes', async () => {
  const { options, start, finish, stateOf } = setUp();
  const seen: (PaymentRecord | undefined)[] = [];
  start.mockImplementation(async () => {
    seen.push(await stateOf());
    return { id: '1' };
  });
  finish.mockImplementation(async () => {
    seen.push(await stateOf());
    return { url: 'u' };
  });
  await payOnce(options);
  expect(seen).toMatchObject([
    { state: 'paying', owner: 'a' },
    { state: 'paid', ids: { id: '1' } },
  ]);
});

it('lets calls with one key share a payment', async () => {
  const { options, start } = setUp();
  const all = await Promise.all([payOnce(options), payOnce(options), payOnce(options)]);
  expect(all.map(({ replayed }) => replayed)).toEqual([false, true, true]);
  expect(start).toHaveBeenCalledTimes(1);
});

it('refuses a key that was used for other content, also while that is being paid', async () => {
  const { options, start } = setUp({ content: 'one' });
  const other = { ...options, content: 'two' };
  const reused = { kind: 'key-reused', charged: 'no' };
  const first = payOnce(options);
  await expect(payOnce(other)).rejects.toMatchObject(reused);
  await first;
  await expect(payOnce(other)).rejects.toMatchObject(reused);
  expect(await payOnce(options)).toMatchObject({ replayed: true });
  expect(start).toHaveBeenCalledTimes(1);
});

it('lets a key that was refused be used for other content', async () => {
  const { options, start } = setUp({ content: 'one' });
  start.mockRejectedValueOnce(vendorError('bad-input'));
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'bad-input' });
  expect(await payOnce({ ...options, content: 'two' })).toMatchObject({ replayed: false });
});

it('goes on for the others when the caller that pays is canceled before it is sent', async () => {
  const { options, start } = setUp();
  start.mockRejectedValueOnce(vendorError('canceled', { charged: 'no' }));
  const [first, second] = await Promise.allSettled([payOnce(options), payOnce(options)]);
  expect(first).toMatchObject({ status: 'rejected', reason: { kind: 'canceled' } });
  expect(second).toMatchObject({ status: 'fulfilled', value: { output: { url: 'u1' } } });
});

it('starts anew after a refusal, and says what was refused', async () => {
  const { options, start, stateOf } = setUp();
  start.mockRejectedValueOnce(vendorError('quota'));
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'quota', charged: 'no' });
  expect(await stateOf()).toMatchObject({ state: 'refused' });
  expect(await payOnce(options)).toMatchObject({ replayed: false, before: { state: 'refused' } });
});

it.each([
  ['an error that may have charged', vendorError('timeout', { charged: 'maybe', ids: { id: '7' } })],
  ['an error of unknown origin', new TypeError('bug')],
])('does not pay again after %s, unless it is allowed to', async (_, error) => {
  const { options, start, stateOf } = setUp();
  start.mockRejectedValueOnce(error);
  await expect(payOnce(options)).rejects.toMatchObject({ charged: 'maybe', operation: 'result' });
  expect(await stateOf()).toMatchObject({ state: 'doubtful' });
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'doubtful', charged: 'maybe' });
  expect(start).toHaveBeenCalledTimes(1);
  expect(await payOnce({ ...options, again: true })).toMatchObject({ before: { state: 'doubtful' } });
});

it('names no ids after a task that failed for good and may have been charged', async () => {
  const { options, finish } = setUp();
  finish.mockRejectedValueOnce(vendorError('task-failed', { charged: 'maybe' }));
  const failed = { kind: 'task-failed', charged: 'maybe', ids: undefined, operation: undefined };
  await expect(payOnce(options)).rejects.toMatchObject(failed);
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'doubtful', ids: undefined });
});

it('keeps the ids of a doubtful payment', async () => {
  const { options, start } = setUp();
  start.mockRejectedValueOnce(vendorError('protocol', { charged: 'maybe', ids: { id: '7' } }));
  await expect(payOnce(options)).rejects.toMatchObject({ ids: { id: '7' } });
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'doubtful', ids: { id: '7' } });
});

it('finishes what is paid for on the next call, at no charge', async () => {
  const { options, start, finish } = setUp();
  finish.mockRejectedValueOnce(vendorError('timeout'));
  const error = { kind: 'timeout', charged: 'yes', ids: { id: '1' }, operation: 'result' };
  await expect(payOnce(options)).rejects.toMatchObject(error);
  expect(await payOnce(options)).toMatchObject({ output: { url: 'u1' }, replayed: true, paidAt: 1_000 });
  expect(start).toHaveBeenCalledTimes(1);
});

it("marks the host's own errors after a payment", async () => {
  const { options, finish } = setUp();
  finish.mockRejectedValueOnce(Object.assign(new Error('disk full'), { code: 'ENOSPC' }));
  const error = { code: 'ENOSPC', charged: 'yes', ids: { id: '1' }, operation: 'result' };
  await expect(payOnce(options)).rejects.toMatchObject(error);
});

it('starts anew after a task that failed for good, since that was not charged', async () => {
  const { options, start, finish, stateOf } = setUp();
  finish.mockRejectedValueOnce(vendorError('task-failed', { charged: 'no' }));
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'task-failed', charged: 'no' });
  expect(await stateOf()).toMatchObject({ state: 'failed' });
  await payOnce(options);
  expect(start).toHaveBeenCalledTimes(2);
});

it('calls a result expired only when its time is over and the vendor has deleted it', async () => {
  const { options, finish, clock, stateOf, start } = setUp();
  finish.mockRejectedValue(vendorError('not-found'));
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'not-found', charged: 'yes' });
  expect(await stateOf()).toMatchObject({ state: 'paid' });
  await clock.move(hour);
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'not-found', charged: 'yes' });
  expect(await stateOf()).toMatchObject({ state: 'expired' });
  finish.mockResolvedValue({ url: 'new' });
  await expect(payOnce(options)).rejects.toMatchObject({ charged: 'yes', ids: { id: '1' } });
  expect(await payOnce({ ...options, again: true })).toMatchObject({ output: { url: 'new' } });
  expect(start).toHaveBeenCalledTimes(2);
});

it('finishes again when the output is gone', async () => {
  const { options, start, finish } = setUp();
  await payOnce(options);
  finish.mockResolvedValue({ url: 'fresh' });
  expect(await payOnce({ ...options, isGone: async () => true })).toMatchObject({ output: { url: 'fresh' } });
  expect(start).toHaveBeenCalledTimes(1);
});

it('waits for another process that is paying, and takes its result', async () => {
  const { options, clock, write, start } = setUp();
  await write({ state: 'paying', owner: 'b', since: 0, leaseUntil: 31_000 });
  const waiting = payOnce(options);
  await clock.move(250);
  await write({ state: 'paid', ids: { id: '9' }, paidAt: 1_100 });
  await clock.move(250);
  expect(await waiting).toMatchObject({ output: { url: 'u9' }, paidAt: 1_100, replayed: true });
  expect(start).not.toHaveBeenCalled();
});

it('takes a payment as doubtful when the lease of another process ends', async () => {
  const { options, clock, write } = setUp();
  // Its clock is an hour ahead.
  await write({ state: 'paying', owner: 'b', since: 0, leaseUntil: hour });
  const waiting = payOnce(options).catch((error: unknown) => error);
  for (let waited = 0; waited < 31_000; waited += 250) await clock.move(250);
  expect(await waiting).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
});

it('keeps its lease while it pays', async () => {
  const { options, clock, start, stateOf } = setUp();
  let arrive = (_: { id: string }) => {};
  start.mockReturnValue(new Promise((resolve) => (arrive = resolve)));
  const paying = payOnce(options);
  await clock.move(0);
  for (let minute = 0; minute < 12; minute++) await clock.move(10_000);
  expect(await stateOf()).toMatchObject({ state: 'paying', since: 1_000, leaseUntil: 151_000 });
  arrive({ id: '1' });
  await paying;
});

it('records a payment as paid also where another process took it as doubtful', async () => {
  const { options, start, write, stateOf } = setUp();
  start.mockImplementation(async () => {
    await write({ state: 'doubtful', reason: 'lease', at: 1 });
    return { id: '1' };
  });
  await payOnce(options);
  expect(await stateOf()).toMatchObject({ state: 'done', ids: { id: '1' } });
});

it('stops waiting for another process when its signal aborts', async () => {
  const controller = new AbortController();
  const { options, write, clock } = setUp({ signal: controller.signal });
  await write({ state: 'paying', owner: 'b', since: 0, leaseUntil: 31_000 });
  const waiting = payOnce(options);
  const rejected = expect(waiting).rejects.toMatchObject({ kind: 'canceled', charged: 'no' });
  await clock.move(250);
  controller.abort();
  await rejected;
});

it('sends nothing while the record cannot be written', async () => {
  const { options, start } = setUp();
  const store = { ...options.store, put: async () => Promise.reject(new Error('ENOSPC')) };
  await expect(payOnce({ ...options, store })).rejects.toMatchObject({ kind: 'unavailable', charged: 'no' });
  expect(start).not.toHaveBeenCalled();
});

it('gives the output also where the payment cannot be recorded, and says so', async () => {
  const onUnrecorded = vi.fn();
  const { options } = setUp({ onUnrecorded });
  const { put } = options.store;
  let writes = 0;
  const host = { ...options.host, sleep: async () => {} };
  const store = {
    ...options.store,
    put: (...args: Parameters<typeof put>) =>
      ++writes > 1 ? Promise.reject(new Error('ENOSPC')) : put(...args),
  };
  expect(await payOnce({ ...options, host, store })).toMatchObject({ output: { url: 'u1' } });
  expect(onUnrecorded).toHaveBeenCalledWith({ id: '1' }, expect.any(Error));
  await expect(payOnce({ ...options, host, store: options.store })).rejects.toMatchObject({
    kind: 'doubtful',
  });
});

it('reads back a write whose answer was lost', async () => {
  const { options, start } = setUp();
  const { put } = options.store;
  const store = {
    ...options.store,
    put: async (...args: Parameters<typeof put>) => {
      await put(...args);
      throw new Error('connection lost');
    },
  };
  expect(await payOnce({ ...options, store })).toMatchObject({ output: { url: 'u1' } });
  expect(await payOnce({ ...options, store })).toMatchObject({ replayed: true });
  expect(start).toHaveBeenCalledTimes(1);
});

it('still knows of a doubtful payment when another one was allowed and refused', async () => {
  const { options, start, stateOf } = setUp();
  start.mockRejectedValueOnce(vendorError('timeout', { charged: 'maybe' }));
  start.mockRejectedValueOnce(vendorError('quota'));
  await expect(payOnce(options)).rejects.toMatchObject({ kind: 'timeout' });
  await expect(payOnce({ ...options, again: true })).rejects.toMatchObject({ kind: 'quota', charged: 'no' });
  expect(await stateOf()).toMatchObject({ state: 'doubtful' });
});
