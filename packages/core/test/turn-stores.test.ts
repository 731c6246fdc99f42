import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limiter } from '@api-repack/core';
import { sqliteStore } from '@api-repack/core/node';
import { expect, it, onTestFinished } from 'vitest';
import { scriptedHost } from './helpers/scripted-host.ts';

const rate = { calls: 2, perMs: 1_000 };

/** Two processes with one file, whose time moves only while they sleep. */
function openTwo() {
  const folder = mkdtempSync(join(tmpdir(), 'turns-'));
  const { host } = scriptedHost();
  const stores = [1, 2].map(() => sqliteStore(join(folder, 'payments.sqlite'), host));
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });
  const start = host.now();
  const [one, other] = stores.map(({ turns }) =>
    limiter(rate, host, async () => turns?.take('key', rate) ?? 0),
  );
  return { host, one, other, stores, elapsed: () => host.now() - start };
}

it('lets no more than the allowed calls through in any span, whoever makes them', async () => {
  const { one, other, elapsed } = openTwo();
  const turns: number[] = [];
  for (const take of [one, other, one, other, one]) await take?.().then(() => turns.push(elapsed()));
  expect(turns).toEqual([0, 0, 1_000, 1_000, 2_000]);
});

it('counts from the answer on for all of them', async () => {
  const { host, one, other, elapsed } = openTwo();
  const slow = await one?.();
  await one?.();
  await host.sleep(400);
  slow?.answered();
  await other?.();
  expect(elapsed()).toBe(1_000);
  await other?.();
  expect(elapsed()).toBe(1_400);
});

it('counts each key for itself, and forgets what is long over', async () => {
  const { host, stores } = openTwo();
  const [store] = stores;
  const take = (key: string) => store?.turns?.take(key, { calls: 1, perMs: 1_000 });
  expect(await take('a')).toMatchObject({});
  expect(await take('a')).toBe(1_000);
  expect(await take('b')).toMatchObject({});
  await store?.prune(host.now() + 5_000);
  expect(await take('a')).toMatchObject({});
});

it('never waits longer than the span, even if the clock was set back', async () => {
  const { host, one, other, elapsed } = openTwo();
  await one?.();
  await one?.();
  await host.sleep(-500_000);
  await other?.();
  expect(elapsed()).toBeLessThanOrEqual(-499_000);
});
