import {
  type Client,
  type Connection,
  type Credentials,
  connect,
  type Host,
  type Vendor,
} from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import {
  type MockVendor,
  manualClock,
  mockVendors,
  serve,
  World,
  type WorldOptions,
} from '@api-repack/mock-vendors';
import { mswHandlers } from '@api-repack/mock-vendors/msw';
import { setupServer } from 'msw/node';
import { onTestFinished } from 'vitest';
import { fetchSend } from './fetch-send.ts';

/** Mock vendors in one world, whose time moves only while a client sleeps. */
export interface Adapter {
  readonly world: World;
  /** Base URL of each vendor by name. */
  readonly origins: Readonly<Record<string, string>>;
  readonly host: Host;
  connect<V extends Vendor>(
    vendor: V,
    credentials: Credentials<V>,
    options?: Partial<Connection<V>>,
  ): Client<V>;
}

interface Options extends WorldOptions {
  /** All if left out. */
  readonly vendors?: readonly MockVendor[];
}

export type OpenAdapter = (options?: Options) => Adapter | Promise<Adapter>;

/** Each way into the mock vendors; what is opened is closed when the test ends. */
export const adapters: Readonly<Record<'port' | 'msw', OpenAdapter>> = { port: openPort, msw: openMsw };

export async function openPort({ vendors = mockVendors, ...options }: Options = {}): Promise<Adapter> {
  const { world, advance } = worldOf(options);
  const { origins, close } = await serve({ world, vendors });
  onTestFinished(close);
  return adapter(world, origins, { ...nodeHost(), sleep: advance, now: world.clock.now });
}

export function openMsw({ vendors = mockVendors, ...options }: Options = {}): Adapter {
  const { world, advance } = worldOf(options);
  const server = setupServer(...mswHandlers(world, vendors));
  server.listen({ onUnhandledRequest: 'error' });
  onTestFinished(() => server.close());
  const origins = Object.fromEntries(vendors.map(({ name, vendor }) => [name, vendor.baseUrl]));
  return adapter(world, origins, { send: fetchSend, sleep: advance, now: world.clock.now });
}

function worldOf(options: WorldOptions) {
  const clock = manualClock();
  const world = new World({ clock, ...options });
  onTestFinished(() => world.blobs.close());
  return { world, advance: async (ms: number) => clock.advance(ms) };
}

function adapter(world: World, origins: Adapter['origins'], host: Host): Adapter {
  return {
    world,
    origins,
    host,
    connect: (vendor, credentials, options) =>
      connect(vendor, { host, credentials, baseUrl: origins[vendor.name] as string, ...options }),
  };
}
