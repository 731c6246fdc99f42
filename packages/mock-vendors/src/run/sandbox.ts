import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { MockServer } from '../cli/serve.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { type Authority, createAuthority } from './authority.ts';
import { nodePreload } from './node-preload.ts';
import { openProxy, type VendorProxy } from './proxy.ts';
import { truststore, truststorePassword } from './truststore.ts';
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
}

export async function openSandbox({ server, vendors }: SandboxOptions): Promise<Sandbox> {
  const authority = await createAuthority();
  const proxy = await openProxy({ server, vendors, authority });
  const folder = mkdtempSync(join(tmpdir(), 'mock-vendors-run-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const files = writeFiles(folder, authority, nodePreload({ plain: proxy.port, tls: proxy.tlsPort }));
  return {
    refusedHosts: proxy.refusedHosts,
    distrustedHosts: proxy.distrustedHosts,
    env: {
      ...vendorVariables(server.origins, vendors),
      ...proxyVariables(proxy.port),
      ...trustVariables(files),
      NODE_OPTIONS: [process.env.NODE_OPTIONS, `--require="${files.preload}"`].filter(Boolean).join(' '),
      JAVA_TOOL_OPTIONS: [process.env.JAVA_TOOL_OPTIONS, ...javaOptions(proxy.port, files.jks)]
        .filter(Boolean)
        .join(' '),
    },
    close: async () => {
      process.off('exit', remove);
      remove();
      await proxy.close();
    },
  };
}

interface Files {
  readonly pem: string;
  readonly jks: string;
  /** A folder with settings for PHP. */
  readonly php: string;
  /** For Node. */
  readonly preload: string;
}

function writeFiles(folder: string, { pem, der }: Pick<Authority, 'pem' | 'der'>, preload: string): Files {
  const files = {
    pem: join(folder, 'ca.pem'),
    jks: join(folder, 'ca.jks'),
    php: join(folder, 'php'),
    preload: join(folder, 'preload.cjs'),
  };
  writeFileSync(files.pem, pem);
  writeFileSync(files.jks, truststore(der));
  writeFileSync(files.preload, preload);
  mkdirSync(files.php);
  writeFileSync(
    join(files.php, 'mock-vendors.ini'),
    `curl.cainfo="${files.pem}"\nopenssl.cafile="${files.pem}"\n`,
  );
  return files;
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

const trustVariables = ({ pem, php }: Files): Record<string, string> => ({
  NODE_EXTRA_CA_CERTS: pem,
  SSL_CERT_FILE: pem,
  REQUESTS_CA_BUNDLE: pem,
  CURL_CA_BUNDLE: pem,
  PHP_INI_SCAN_DIR: `${process.env.PHP_INI_SCAN_DIR ?? ''}${delimiter}${php}`,
});

const javaOptions = (port: number, jks: string): string[] => [
  '-Dhttp.proxyHost=127.0.0.1',
  `-Dhttp.proxyPort=${port}`,
  '-Dhttps.proxyHost=127.0.0.1',
  `-Dhttps.proxyPort=${port}`,
  '-Dhttp.nonProxyHosts=localhost|127.*|[::1]',
  `-Djavax.net.ssl.trustStore=${jks}`,
  '-Djavax.net.ssl.trustStoreType=JKS',
  `-Djavax.net.ssl.trustStorePassword=${truststorePassword}`,
];
