import type { MockServer } from '../cli/serve.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { preloadPorts } from './node-preload.ts';
import { openProxy, type VendorProxy } from './proxy.ts';
import { createTrust, type Trust } from './trust.ts';
import { vendorVariables } from './vendor-variables.ts';

/** Where a program runs whose calls are to land in mock vendors. */
export interface Sandbox extends Pick<VendorProxy, 'refusedHosts' | 'distrustedHosts'> {
  /** Variables for the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes what was made for the run. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** The mocks that answer, as `serve` gives them. */
  readonly server: Pick<MockServer, 'worlds' | 'origins'>;
  readonly vendors: readonly MockVendor[];
  /** One that other runs have, too. @default one of its own */
  readonly trust?: Trust | undefined;
}

export async function openSandbox({ server, vendors, trust: shared }: SandboxOptions): Promise<Sandbox> {
  const trust = shared ?? (await createTrust());
  const proxy = await openProxy({ server, vendors, authority: trust.authority });
  return {
    refusedHosts: proxy.refusedHosts,
    distrustedHosts: proxy.distrustedHosts,
    env: {
      ...vendorVariables(server.origins, vendors),
      ...proxyVariables(proxy.port),
      ...trust.envFor(proxy.port),
      [preloadPorts]: `${proxy.port},${proxy.tlsPort}`,
    },
    close: async () => {
      if (!shared) trust.close();
      await proxy.close();
    },
  };
}

/** Base URLs of the mocks are on this machine, and need no proxy. */
const directHosts = ['localhost', '127.0.0.1', '::1'];

/** Each in both cases: curl reads http_proxy only, and Java programs often read HTTP_PROXY only. */
function proxyVariables(port: number): Record<string, string> {
  const url = `http://127.0.0.1:${port}`;
  const variables = { HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, NO_PROXY: directHosts.join(',') };
  const lowerCase = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...variables, ...Object.fromEntries(lowerCase) };
}
