import { VendorError } from '@api-repack/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Paid } from '../src/payments.ts';
import { keptForMs, openExecution, saved, startShop } from './helpers/toy-execution.ts';

const where = { vendor: 'toy', endpoint: 'create' };
const idOf = async ({ ids }: Paid) => ids.task_id;
const broken = async (): Promise<never> => {
  throw new VendorError('unavailable', 'the result broke off', where);
};
const failed = async (): Promise<never> => {
  throw new VendorError('task-failed', 'no face', { ...where, charged: 'no' });
};
const lost = async (): Promise<never> => {
  throw new VendorError('unavailable', 'connection reset', { ...where, charged: 'maybe' });
};
const work = { item: 0, what: 'a photo', keptForMs };

afterEach(() => void vi.useRealTimers());

describe('a payment', () => {
  it('is made once for all tries of an execution, and errors after it carry its ids', async () => {
    const { payments, kept } = openExecution();
    const shop = startShop();
    await expect(payments.once({ ...work, start: shop.pay, finish: broken })).rejects.toMatchObject({
      charged: 'yes',
      ids: { task_id: 'task-1' },
    });
    const again = openExecution({ kept: saved(kept) }).payments;
    expect(await again.once({ ...work, start: shop.pay, finish: idOf })).toBe('task-1');
    expect(shop.charged).toBe(1);
  });

  it('is made anew for another item, another content and another run', async () => {
    const shop = startShop();
    const { payments, kept } = openExecution();
    const pay = { start: shop.pay, finish: idOf };
    await payments.once({ ...work, ...pay });
    await payments.once({ ...work, item: 1, ...pay });
    await payments.once({ ...work, what: 'another photo', ...pay });
    await openExecution({ runIndex: 1, kept }).payments.once({ ...work, ...pay });
    expect(shop.charged).toBe(4);
  });

  it('that may have been charged is not made again, and is named', async () => {
    const { payments, kept } = openExecution();
    const shop = startShop();
    await expect(payments.once({ ...work, start: lost, finish: idOf })).rejects.toThrow();
    const again = openExecution({ id: '2', kept: saved(kept) }).payments;
    await expect(again.once({ ...work, start: shop.pay, finish: idOf })).rejects.toMatchObject({
      kind: 'doubtful',
    });
    expect(shop.charged).toBe(0);
    expect(payments.doubtful()).toMatchObject([{ item: 0 }]);
  });

  it('of a task that failed for good is made again', async () => {
    const { payments } = openExecution();
    const shop = startShop();
    await expect(payments.once({ ...work, start: shop.pay, finish: failed })).rejects.toMatchObject({
      charged: 'no',
    });
    expect(payments.paid()).toEqual([]);
    expect(await payments.once({ ...work, start: shop.pay, finish: idOf })).toBe('task-2');
  });

  it('that this node itself could not send is made again', async () => {
    const { payments } = openExecution();
    const shop = startShop();
    const unreadable = () => Promise.reject(new Error('ENOENT'));
    await expect(payments.once({ ...work, start: unreadable, finish: idOf })).rejects.toThrow('ENOENT');
    expect(await payments.once({ ...work, start: shop.pay, finish: idOf })).toBe('task-1');
  });

  it('is made again by a retry of the user when the vendor has deleted the result, and by no other try', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { payments, kept } = openExecution();
    const shop = startShop();
    await expect(payments.once({ ...work, start: shop.pay, finish: broken })).rejects.toThrow();
    vi.setSystemTime(Date.now() + keptForMs);
    const pay = { ...work, start: shop.pay, finish: idOf };
    expect(await openExecution({ kept: saved(kept) }).payments.once(pay)).toBe('task-1');
    expect(await openExecution({ id: '2', kept: saved(kept) }).payments.once(pay)).toBe('task-2');
  });

  it('is shared by two like calls of an agent, and each has a result of its own', async () => {
    const type = 'n8n-nodes-toy.toyTool';
    const { payments, kept } = openExecution({ type });
    const other = openExecution({ type, kept }).payments;
    const shop = startShop();
    const pay = { ...work, start: shop.pay, finish: idOf };
    expect(await Promise.all([payments.once(pay), other.once(pay)])).toEqual(['task-1', 'task-1']);
    expect(shop.charged).toBe(1);
  });

  it('tells when the result expires, counted from the payment', async () => {
    const { payments } = openExecution();
    const shop = startShop();
    const paid = await payments.once({ ...work, start: shop.pay, finish: async (one) => one });
    expect(Date.parse(paid.expiresAt ?? '')).toBe(paid.paidAt + keptForMs);
  });

  it('is forgotten when the run has succeeded', async () => {
    const { payments, kept } = openExecution();
    await payments.once({ ...work, start: startShop().pay, finish: idOf });
    payments.clear();
    expect(kept).toEqual({});
  });
});
