import type { SetupServer } from 'msw/node';
import type { Dispatcher } from 'undici';
import { test as base } from 'vitest';
import { type MockServer, serve } from './cli/serve.ts';
import { mockVendors } from './vendors.ts';
import { manualClock } from './world/clock.ts';
import type { World, WorldOptions } from './world/world.ts';
import { Worlds } from './world/worlds.ts';

/** What `mockVendors[n].demoCredentials` offers, by vendor: credentials that no other world knows. */
export type DemoCredentials = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

export interface Fixtures {
  /** How a test's world is, where that matters: `test.override({ worldOptions: { taskTiming: { mode: 'immediate' } } })`. */
  readonly worldOptions: WorldOptions;
  /** Whether a test fails that leaves a fault behind which was not applied; false if left out. */
  readonly mustFire: boolean;
  /** A world of the test's own, whose clock stands still at the time when the test began, until it is moved. */
  readonly world: World;
  /** What a client needs to get into the test's world, wherever it connects to. */
  readonly credentials: DemoCredentials;
  /** Base URLs of the vendors on ports, as they are for the test's world only. */
  readonly origins: Readonly<Record<string, string>>;
  /** Catches what is sent to the vendors' real hosts, for the test's world; everything else fails. Needs MSW. */
  readonly msw: SetupServer;
  /** Answers what is sent to the vendors' real hosts, for the test's world, without patching anything. Needs undici. */
  readonly dispatcher: Dispatcher;
}

export interface WorkerFixtures {
  /** The ports, which all tests of a worker share. */
  readonly server: MockServer;
  /** The worlds of all tests of a worker. */
  readonly worlds: Worlds;
}

let next = 1;

/** The `test` of vitest with mock vendors. Each test has a world of its own, so that none sees what others do. */
export const test = base.extend<{ $test: Fixtures; $worker: WorkerFixtures }>({
  worldOptions: {},
  mustFire: false,
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
    async ({}, use) => {
      const server = await serve();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  worlds: [({ server }, use) => use(server.worlds), { scope: 'worker' }],
  world: async ({ worlds, worldOptions, mustFire }, use) => {
    const name = `test-${next++}`;
    const world = worlds.create(name, { clock: manualClock(Date.now()), seed: 'mock', ...worldOptions });
    await use(world);
    worlds.delete(name);
    if (mustFire) world.faults.expectFired();
  },
  credentials: ({ world }, use) =>
    use(Object.fromEntries(mockVendors.map((mock) => [mock.name, mock.demoCredentials(world.name)]))),
  origins: ({ server, world }, use) =>
    use(
      Object.fromEntries(
        Object.entries(server.origins).map(([name, origin]) => [name, `${origin}/worlds/${world.name}`]),
      ),
    ),
  msw: async ({ world }, use) => {
    const { mockServer } = await import('./adapters/msw.ts');
    const server = await mockServer(new Worlds(world));
    await use(server);
    server.close();
  },
  dispatcher: async ({ world }, use) => {
    const { mockDispatcher } = await import('./adapters/dispatcher.ts');
    await use(mockDispatcher(new Worlds(world)));
  },
});
