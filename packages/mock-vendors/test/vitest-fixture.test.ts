import { connect } from '@api-repack/core';
import { fangtang } from '@api-repack/core/fangtang';
import { lufff } from '@api-repack/core/lufff';
import { nodeHost, undiciSend } from '@api-repack/core/node';
import { test } from '@api-repack/mock-vendors/vitest';
import { describe, expect } from 'vitest';
import { fetchSend } from './helpers/fetch-send.ts';

const uuidOf = (credentials: { readonly lufff?: readonly Readonly<Record<string, string>>[] }) => ({
  uuid: credentials.lufff?.[1]?.uuid ?? '',
});
const host = (now: () => number) => ({ ...nodeHost(), now });

describe('a world for each test', () => {
  test('starts as new', ({ world }) => {
    expect(world.clock.speed).toBe(0);
    world.clock.advance(3_600_000);
    world.faults.add({ vendor: 'lufff', effect: { connection: 'reset' } });
  });

  test('has nothing of the test before', ({ world }) => {
    expect(Math.abs(world.clock.now() - Date.now())).toBeLessThan(60_000);
    expect(world.faults.unfired).toEqual([]);
  });
});

test.concurrent.for([1, 2, 3])(
  'is chosen by its address, in parallel: %i',
  async (calls, { world, origins, credentials }) => {
    const [account] = credentials.fangtang ?? [];
    const client = connect(fangtang, {
      host: host(world.clock.now),
      credentials: { third_code: account?.third_code ?? '', secret_key: account?.secret_key ?? '' },
      baseUrl: origins.fangtang ?? '',
    });
    for (let call = 0; call < calls; call++) await client.nums({});
    expect(world.journal.entries).toHaveLength(calls);
  },
);

test('is chosen by credentials on the shared ports', async ({ server, world, credentials }) => {
  const baseUrl = server.origins.lufff ?? '';
  const client = connect(lufff, { host: host(world.clock.now), credentials: uuidOf(credentials), baseUrl });
  await client.loginWithUnikey({});
  expect(world.journal.entries).toMatchObject([{ endpoint: 'loginWithUnikey' }]);
});

test('is behind MSW', async ({ msw, world, credentials }) => {
  const client = connect(lufff, {
    host: { send: fetchSend, sleep: async () => undefined, now: world.clock.now },
    credentials: uuidOf(credentials),
  });
  await client.loginWithUnikey({});
  expect(world.journal.entries).toHaveLength(1);
  expect(msw.listHandlers().length).toBeGreaterThan(0);
});

test('is behind a dispatcher', async ({ dispatcher, world, credentials }) => {
  const send = undiciSend({ dispatcher });
  const client = connect(lufff, {
    host: { send, sleep: async () => undefined, now: world.clock.now },
    credentials: uuidOf(credentials),
  });
  await client.loginWithUnikey({});
  expect(world.journal.entries).toHaveLength(1);
});

describe('worldOptions', () => {
  test.override({ worldOptions: { taskTiming: { mode: 'immediate' } } });
  test('say how the world is', ({ world }) => {
    expect(world.taskTiming).toEqual({ mode: 'immediate' });
  });
});

describe('mustFire', () => {
  test.override({ mustFire: true });
  test.fails('fails a test that leaves a fault behind', ({ world }) => {
    world.faults.add({ vendor: 'lufff', effect: { connection: 'reset' } });
  });
  test('is content with one that was applied', async ({ world, origins }) => {
    world.faults.add({ vendor: 'lufff', effect: { connection: 'reset' } });
    await expect(fetch(`${origins.lufff}/`)).rejects.toThrow();
  });
});
