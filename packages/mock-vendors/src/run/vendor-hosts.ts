import type { FastifyInstance } from 'fastify';
import { createApp } from '../adapters/fastify.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { vendorsAt } from './hosts.ts';
import type { SandboxOptions } from './sandbox.ts';

/** The mocks by the vendors' real host names. */
export interface VendorHosts {
  /** The vendor of a host. Undefined if it is none of the vendors'. */
  appAt(hostname: string): Promise<FastifyInstance> | undefined;
  close(): Promise<void>;
}

export function vendorHosts({ server, vendors }: Pick<SandboxOptions, 'server' | 'vendors'>): VendorHosts {
  const apps = new Map<string, Promise<FastifyInstance>>();
  const origins = Object.fromEntries(vendors.map(({ name, vendor }) => [name, vendor.baseUrl]));
  // What the mocks themselves ask for must not leave this machine either.
  const reach = (url: URL) => {
    const [mock] = vendorsAt(vendors, url.hostname);
    const origin = mock && server.origins[mock.name];
    return origin === undefined ? url : new URL(origin + url.pathname + url.search);
  };
  const open = async (mocks: readonly MockVendor[]) => {
    const app = createApp(mocks, { worlds: server.worlds, origins, reach });
    await app.ready();
    return app;
  };
  return {
    appAt(hostname) {
      const mocks = vendorsAt(vendors, hostname);
      if (mocks.length === 0) return undefined;
      const key = mocks.map(({ name }) => name).join();
      const app = apps.get(key) ?? open(mocks);
      apps.set(key, app);
      return app;
    },
    close: async () => {
      for (const app of await Promise.all(apps.values())) {
        app.server.closeAllConnections();
        await app.close();
      }
    },
  };
}
