import { isWaitOver, type Progress, poll, VendorError, type Wait } from '@api-repack/core';
import { expect, it, vi } from 'vitest';
import { scriptedHost } from './helpers/scripted-host.ts';

const wait: Wait = { firstMs: 1_000, everyMs: 2_000, backoff: 2, maxEveryMs: 5_000, timeoutMs: 60_000 };
const where = { vendor: 'toy', endpoint: 'status' };
const ids = { mdf: ['1', '2'] };

/** Answers `done` at the given read; without one, never. */
function polled({ doneAt = Number.POSITIVE_INFINITY, ...changed }: Partial<Wait> & { doneAt?: number }) {
  const { host, slept } = scriptedHost();
  let reads = 0;
  const read = async (): Promise<Progress<string>> =>
    ++reads < doneAt ? { done: false } : { done: true, result: 'picture' };
  const result = poll(read, { host, wait: { ...wait, ...changed }, where, ids });
  return { result, slept, reads: () => reads };
}

it('waits first, then longer each time, up to a limit', async () => {
  const { result, slept } = polled({ doneAt: 6 });
  expect(await result).toBe('picture');
  expect(slept).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

it('ends exactly at its deadline, after a last look', async () => {
  const { result, slept, reads } = polled({ timeoutMs: 10_500 });
  await expect(result).rejects.toMatchObject({
    kind: 'timeout',
    context: { ids },
  });
  expect(slept).toEqual([1_000, 2_000, 4_000, 3_500]);
  expect(reads()).toBe(4);
});

it('never polls without an end, also if the limit is not a number', async () => {
  const { result, reads } = polled({ timeoutMs: Number.NaN });
  await expect(result).rejects.toMatchObject({ kind: 'timeout', context: { ids } });
  expect(reads()).toBe(0);
});

it('takes a result that is there at the deadline', async () => {
  expect(await polled({ timeoutMs: 3_000, doneAt: 2 }).result).toBe('picture');
});

it('looks once, without waiting, if it may take no time', async () => {
  const { result, slept, reads } = polled({ timeoutMs: 0 });
  await expect(result).rejects.toSatisfy(isWaitOver);
  expect([slept, reads()]).toEqual([[], 1]);
  expect(await polled({ timeoutMs: 0, doneAt: 1 }).result).toBe('picture');
});

it('counts the time that reads take', async () => {
  const { host } = scriptedHost();
  const slow = async () => {
    await host.sleep(9_000);
    return { done: false } as const;
  };
  const start = host.now();
  await expect(poll(slow, { host, wait, where, ids })).rejects.toMatchObject({ kind: 'timeout' });
  expect(host.now() - start).toBeLessThanOrEqual(wait.timeoutMs + 9_000);
});

it('stops within one tick when it is canceled, and tells the ids', async () => {
  const abort = new AbortController();
  const host = {
    now: () => 0,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const reading = poll(() => expect.fail(), { host, wait, where, ids, signal: abort.signal });
  const outcome = Promise.race([reading, new Promise((resolve) => setImmediate(resolve, 'too late'))]);
  abort.abort();
  await expect(outcome).rejects.toMatchObject({ kind: 'canceled', context: { ...where, ids } });
});

it('reads no more when it was canceled during a pause that does not listen', async () => {
  const abort = new AbortController();
  const host = { now: () => 0, sleep: async () => abort.abort() };
  const read = vi.fn(async () => ({ done: true, result: 'picture' }) as const);
  const reading = poll(read, { host, wait, where, ids, signal: abort.signal });
  await expect(reading).rejects.toMatchObject({ kind: 'canceled' });
  expect(read).not.toHaveBeenCalled();
});

it('adds the ids to an error of the vendor, and leaves other errors alone', async () => {
  const { host } = scriptedHost();
  const failing = (error: Error) => poll(() => Promise.reject(error), { host, wait, where, ids });
  await expect(failing(new VendorError('protocol', 'unknown task state 9', where))).rejects.toMatchObject({
    kind: 'protocol',
    reason: 'unknown task state 9',
    context: { ids },
  });
  const bug = new TypeError('a bug');
  await expect(failing(bug)).rejects.toBe(bug);
});
