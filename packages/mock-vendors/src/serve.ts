import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createControl } from './control/app.ts';
import { createApp, type Door } from './doors/fastify.ts';
import type { MockVendor } from './mock-vendor.ts';
import { mockVendors } from './vendors.ts';
import type { World, WorldOptions } from './world/world.ts';
import { Worlds } from './worlds.ts';

export interface ServeOptions extends WorldOptions {
  readonly world?: World;
  /** Port 0 gives each part any free port; otherwise the console gets this one, and each vendor this one plus its offset. */
  readonly port?: number;
  readonly host?: string;
  /** All vendors if left out. */
  readonly vendors?: readonly MockVendor[];
}

export interface MockServer {
  /** The main one, where requests go that belong to no other. */
  readonly world: World;
  readonly worlds: Worlds;
  /** Base URL of each vendor by name, and of the console as `control`. */
  readonly origins: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts mock vendors and the console, each on a port of its own. */
export async function serve({
  world,
  port = 0,
  host = '127.0.0.1',
  vendors = mockVendors,
  ...options
}: ServeOptions = {}): Promise<MockServer> {
  const door: Door = { worlds: new Worlds(world ?? options), origins: {} };
  const apps: FastifyInstance[] = [];
  const close = async () => {
    await Promise.all(apps.map((app) => app.close()));
    if (!world) door.worlds.main.blobs.close();
  };
  const start = async (names: readonly string[], app: FastifyInstance, portOffset: number) => {
    apps.push(app);
    await app.listen({ host, port: port === 0 ? 0 : port + portOffset });
    const { port: bound } = app.server.address() as AddressInfo;
    const origin = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
    for (const name of names) door.origins[name] = origin;
  };
  try {
    for (const portOffset of new Set(vendors.map((mock) => mock.portOffset))) {
      const mocks = vendors.filter((mock) => mock.portOffset === portOffset);
      const names = mocks.map(({ name }) => name);
      await start(names, createApp(mocks, door), portOffset);
    }
    await start(['control'], createControl({ ...door, vendors }), 0);
  } catch (error) {
    await close();
    throw error;
  }
  return { world: door.worlds.main, worlds: door.worlds, origins: door.origins, close };
}
