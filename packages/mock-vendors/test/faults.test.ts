import { fangtang } from '@api-repack/core/fangtang';
import { type FaultEffect, mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { type Adapter, adapters, openPort } from './helpers/adapters.ts';
import { samples } from './samples/fangtang.ts';

const once = { retry: { times: 0, firstMs: 0 } };
const vendors = mockVendors.filter(({ name }) => name === 'fangtang');
const nums = (adapter: Adapter, signal?: AbortSignal) =>
  adapter.connect(fangtang, samples.credentials, { ...once, signal }).nums({});

it.each(Object.entries(adapters))(
  'answers over %s with what it is told, as often as it is told',
  async (_, open) => {
    const adapter = await open({ vendors });
    const response = { status: 503, body: 'later', headers: { 'retry-after': '7' } };
    adapter.world.faults.add({ vendor: 'fangtang', times: 2, effect: { response } });
    for (const _ of [1, 2])
      await expect(nums(adapter)).rejects.toMatchObject({ context: { status: 503, retryAfterMs: 7_000 } });
    expect(await nums(adapter)).toMatchObject({ nums: 98 });
    expect(adapter.world.faults.unfired).toEqual([]);
  },
);

it.each(Object.entries(adapters))('delays over %s by the clock of its world', async (_, open) => {
  const adapter = await open({ vendors });
  adapter.world.faults.add({ vendor: 'fangtang', effect: { delayMs: 60_000 } });
  const answer = nums(adapter);
  await expect.poll(() => adapter.world.clock.lastTimer).toBeDefined();
  adapter.world.clock.advance(60_000);
  expect(await answer).toMatchObject({ nums: 98 });
});

it('applies a fault only at the endpoint that it is for', async () => {
  const adapter = await openPort({ vendors });
  adapter.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'internal' } });
  expect(await nums(adapter)).toMatchObject({ nums: 98 });
  expect(adapter.world.faults.unfired).toHaveLength(1);
});

it('hangs until the client gives up', async () => {
  const adapter = await openPort({ vendors });
  adapter.world.faults.add({ vendor: 'fangtang', effect: { connection: 'hang' } });
  const abort = new AbortController();
  const answer = nums(adapter, abort.signal);
  await expect.poll(() => adapter.world.journal.entries.length).toBe(1);
  abort.abort();
  await expect(answer).rejects.toMatchObject({ kind: 'canceled' });
});

it.each<FaultEffect>([{ connection: 'reset' }, { connection: 'close', when: 'during' }])(
  'breaks the connection: %j',
  async (effect) => {
    const adapter = await openPort({ vendors });
    adapter.world.faults.add({ vendor: 'fangtang', effect });
    await expect(nums(adapter)).rejects.toMatchObject({ kind: 'unavailable', context: { sent: true } });
    expect(await nums(adapter)).toMatchObject({ nums: 98 });
  },
);
