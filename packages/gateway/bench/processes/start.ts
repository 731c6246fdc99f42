import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Started {
  readonly origins: Readonly<Record<string, string>>;
  /** Base URL of the gateway in front of them. */
  readonly gateway: string;
  stop(): void;
}

/** Mock vendors that answer after a while, and a gateway to them: three processes with this one. */
export async function start(delayMs: number): Promise<Started> {
  const { gateways, ...started } = await startWithStores(delayMs, ['memory']);
  return { ...started, gateway: gateways[0] ?? '' };
}

/** A gateway for each of the stores, in front of the same mock vendors. */
export async function startWithStores(
  delayMs: number,
  stores: readonly string[],
): Promise<Omit<Started, 'gateway'> & { readonly gateways: readonly string[] }> {
  const vendor = run(['processes/vendor.ts', String(delayMs)]);
  const origins = JSON.parse(await lineOf(vendor, 'stdout', /^\{/)) as Record<string, string>;
  const urls = Object.entries(origins).filter(([name]) => name !== 'control');
  const baseUrl = urls.map(([name, url]) => `${name}=${url}`).join(',');
  const flags = ['--port', '0', '--max-body', '200mb', '--base-url', baseUrl];
  const children = stores.map((store) => run(['../src/cli.ts', ...flags, '--store', store]));
  const lines = await Promise.all(
    children.map((child) => lineOf(child, 'stderr', /^api-repack gateway on /)),
  );
  return {
    origins,
    gateways: lines.map((line) => /http:\S+?(?=,)/.exec(line)?.[0] ?? ''),
    stop: () => void [vendor, ...children].map((child) => child.kill()),
  };
}

function run([file = '', ...args]: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  return spawn(process.execPath, ['--conditions=@api-repack/source', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function lineOf(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
  const other = stream === 'stdout' ? child.stderr : child.stdout;
  other?.resume();
  for await (const line of createInterface({ input: child[stream] as NodeJS.ReadableStream }))
    if (pattern.test(line)) {
      child[stream]?.resume();
      return line;
    }
  throw new Error('a process of the bench ended early');
}
