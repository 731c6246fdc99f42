import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AdapterContext, createApp } from '../adapters/fastify.ts';
import { accessProblem, isLoopback } from '../control/access.ts';
import { createControl } from '../control/app.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { Seeding } from '../seed/seed-file.ts';
import type { DataFolder } from '../storage/data-folder.ts';
import { mockVendors } from '../vendors.ts';
import { Network } from '../world/network.ts';
import type { World, WorldOptions } from '../world/world.ts';
import { Worlds } from '../world/worlds.ts';
import { UsageError } from './usage-error.ts';

export interface ServeOptions extends WorldOptions {
  readonly world?: World;
  /** Port 0 gives each part any free port; otherwise the console gets this one, and each vendor this one plus its offset. */
  readonly port?: number;
  readonly host?: string;
  /** Has to be sent to the control API then; needed if `host` is not this machine's own. */
  readonly controlToken?: string;
  /** YAML or JSON, see `mock-vendors init`. */
  readonly seedFile?: string;
  /** Begin anew when the seed file has changed, and say so here: with the error, if it is wrong and nothing was changed. */
  readonly watch?: (error?: Error) => void;
  /** Keeps the worlds in this folder, so that they go on from there at the next start. Not with `world`. */
  readonly data?: string;
  /** All vendors if left out. */
  readonly vendors?: readonly MockVendor[];
  /**
   * Hosts that pictures are fetched from and callbacks go to, as `name` or `name:port`. This machine is one of them unless
   * `host` lets other machines in. @default []
   */
  readonly allowHosts?: readonly string[];
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
  controlToken,
  seedFile,
  watch,
  data,
  allowHosts = [],
  ...options
}: ServeOptions = {}): Promise<MockServer> {
  const problem = accessProblem(host, controlToken);
  if (problem) throw new UsageError(problem);
  const folder = data === undefined ? undefined : await openFolder(data, world);
  const isShared = !isLoopback(host);
  const network = world?.network ?? new Network({ allowedHosts: allowHosts, isShared });
  const adapter: AdapterContext = {
    worlds: new Worlds(world ?? { ...options, network }, folder?.openBlobs(options.maxBlobBytes)),
    origins: {},
    isShared,
  };
  const apps: FastifyInstance[] = [];
  let stopWatching: (() => void) | undefined;
  const close = async () => {
    stopWatching?.();
    await Promise.all(apps.map((app) => app.close()));
    await folder?.close();
    if (!world) adapter.worlds.main.blobs.close();
  };
  const start = async (names: readonly string[], app: FastifyInstance, portOffset: number) => {
    apps.push(app);
    await app.listen({ host, port: port === 0 ? 0 : port + portOffset });
    const { port: bound } = app.server.address() as AddressInfo;
    const origin = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
    for (const name of names) adapter.origins[name] = origin;
    if (portOffset === 0) network.controlPort = bound;
    else network.vendorPorts.add(bound);
  };
  try {
    if (seedFile !== undefined)
      stopWatching = await seed({ file: seedFile, worlds: adapter.worlds, vendors }, watch);
    folder?.attach(adapter.worlds);
    for (const portOffset of new Set(vendors.map((mock) => mock.portOffset))) {
      const mocks = vendors.filter((mock) => mock.portOffset === portOffset);
      const names = mocks.map(({ name }) => name);
      await start(names, createApp(mocks, adapter), portOffset);
    }
    await start(['control'], createControl({ ...adapter, vendors }, controlToken), 0);
  } catch (error) {
    await close();
    throw error;
  }
  return { world: adapter.worlds.main, worlds: adapter.worlds, origins: adapter.origins, close };
}

/** Loaded by those who need it, as is the YAML reader below. */
async function openFolder(path: string, world: World | undefined): Promise<DataFolder> {
  if (world) throw new UsageError('a data folder keeps worlds that it makes: leave out either data or world');
  const { DataFolder } = await import('../storage/data-folder.ts');
  return new DataFolder(path);
}

async function seed(seeding: Seeding, onReload: ServeOptions['watch']): Promise<(() => void) | undefined> {
  const { seedFrom, watchFile } = await import('../seed/seed-file.ts');
  const again = seedFrom(seeding);
  if (!onReload) return undefined;
  return watchFile(seeding.file, () => {
    try {
      again();
    } catch (error) {
      return onReload(error as Error);
    }
    onReload();
  });
}
