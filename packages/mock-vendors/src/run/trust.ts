import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Authority, createAuthority } from './authority.ts';
import { nodePreload } from './node-preload.ts';
import { truststore, truststorePassword } from './truststore.ts';

/** A certificate authority, and the files by which programs of all languages trust it. Many runs can have one together. */
export interface Trust {
  readonly authority: Authority;
  /** Variables for a program whose proxy listens on a port. */
  envFor(proxyPort: number): Readonly<Record<string, string>>;
  /** Removes the files. */
  close(): void;
}

export async function createTrust(): Promise<Trust> {
  const authority = await createAuthority();
  const folder = mkdtempSync(join(tmpdir(), 'mock-vendors-run-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const files = writeFiles(folder, authority);
  return {
    authority,
    envFor: (proxyPort) => ({
      NODE_EXTRA_CA_CERTS: files.pem,
      SSL_CERT_FILE: files.pem,
      REQUESTS_CA_BUNDLE: files.pem,
      CURL_CA_BUNDLE: files.pem,
      PHP_INI_SCAN_DIR: `${process.env.PHP_INI_SCAN_DIR ?? ''}${delimiter}${files.php}`,
      NODE_OPTIONS: added(process.env.NODE_OPTIONS, [`--require="${files.preload}"`]),
      JAVA_TOOL_OPTIONS: added(process.env.JAVA_TOOL_OPTIONS, javaOptions(proxyPort, files.jks)),
    }),
    close: () => {
      process.off('exit', remove);
      remove();
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

function writeFiles(folder: string, { pem, der }: Authority): Files {
  const files = {
    pem: join(folder, 'ca.pem'),
    jks: join(folder, 'ca.jks'),
    php: join(folder, 'php'),
    preload: join(folder, 'preload.cjs'),
  };
  writeFileSync(files.pem, pem);
  writeFileSync(files.jks, truststore(der));
  writeFileSync(files.preload, nodePreload);
  mkdirSync(files.php);
  writeFileSync(
    join(files.php, 'mock-vendors.ini'),
    `curl.cainfo="${files.pem}"\nopenssl.cafile="${files.pem}"\n`,
  );
  return files;
}

const added = (known: string | undefined, more: readonly string[]): string =>
  [known, ...more].filter(Boolean).join(' ');

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
