import { fangtang } from '@api-repack/core/fangtang';
import { type Effect, mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { type Door, doors, openPort } from './helpers/doors.ts';
import { samples } from './samples/fangtang.ts';

const once = { retry: { times: 0, firstMs: 0 } };
const vendors = mockVendors.filter(({ name }) => name === 'fangtang');
const nums = (door: Door, signal?: AbortSignal) =>
  door.connect(fangtang, samples.credentials, { ...once, signal }).nums({});

it.each(Object.entries(doors))(
  'answers over %s with what it is told, as often as it is told',
  async (_, open) => {
    const door = await open({ vendors });
    const reply = { status: 503, body: 'later', headers: { 'retry-after': '7' } };
    door.world.faults.add({ vendor: 'fangtang', times: 2, effect: { reply } });
    for (const _ of [1, 2])
      await expect(nums(door)).rejects.toMatchObject({ context: { status: 503, retryAfterMs: 7_000 } });
    expect(await nums(door)).toMatchObject({ nums: 98 });
    expect(door.world.faults.unfired).toEqual([]);
  },
);

it.each(Object.entries(doors))('delays over %s by the clock of its world', async (_, open) => {
  const door = await open({ vendors });
  door.world.faults.add({ vendor: 'fangtang', effect: { delayMs: 60_000 } });
  const answer = nums(door);
  await expect.poll(() => door.world.clock.lastTimer).toBeDefined();
  door.world.clock.advance(60_000);
  expect(await answer).toMatchObject({ nums: 98 });
});

it('strikes only at the endpoint that it is for', async () => {
  const door = await openPort({ vendors });
  door.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'internal' } });
  expect(await nums(door)).toMatchObject({ nums: 98 });
  expect(door.world.faults.unfired).toHaveLength(1);
});

it('hangs until the client gives up', async () => {
  const door = await openPort({ vendors });
  door.world.faults.add({ vendor: 'fangtang', effect: { connection: 'hang' } });
  const abort = new AbortController();
  const answer = nums(door, abort.signal);
  await expect.poll(() => door.world.journal.entries.length).toBe(1);
  abort.abort();
  await expect(answer).rejects.toMatchObject({ kind: 'canceled' });
});

it.each<Effect>([{ connection: 'reset' }, { connection: 'close', when: 'during' }])(
  'breaks the connection: %j',
  async (effect) => {
    const door = await openPort({ vendors });
    door.world.faults.add({ vendor: 'fangtang', effect });
    await expect(nums(door)).rejects.toMatchObject({ kind: 'unavailable', context: { sent: true } });
    expect(await nums(door)).toMatchObject({ nums: 98 });
  },
);
