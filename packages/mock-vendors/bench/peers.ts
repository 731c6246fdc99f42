import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { areInstalled, install, peerFile } from './peers/install.ts';
import { median, rateOf } from './processes/rate.ts';
import { fangtang, lufff, photo, type Sent } from './processes/requests.ts';
import { start } from './processes/start.ts';

export const name = 'mock vendors: calls per second on a port, beside the same answers of other mock servers';

const rounds = 5;
const seconds = 3;

const prism = (port: number) => [
  peerFile('@stoplight/prism-cli/dist/index.js'),
  ...['mock', pathOf('peers/prism.yaml'), '--port', `${port}`],
];

/** As they start by themselves; most of Prism's time goes into its log, so it is there without one, too. */
const commands = {
  prism,
  'prism, no log': (port: number) => [...prism(port), '--verboseLevel', 'silent'],
  mockoon: (port: number) => [
    peerFile('@mockoon/cli/bin/run.js'),
    ...['start', '--data', pathOf('peers/mockoon.json'), '--port', `${port}`, '--disable-log-to-file'],
  ],
};

interface Peer {
  readonly name: string;
  readonly origin: (vendor: string) => string;
  readonly child: ChildProcess;
}

interface Call {
  readonly name: string;
  readonly vendor: string;
  readonly sent: Sent;
  /** How many times as fast as each peer. */
  readonly goals: Readonly<Record<string, number>>;
}

export async function run(): Promise<void> {
  const isWanted = process.argv.includes('peers');
  if (!areInstalled() && !(isWanted && install()))
    return console.log(
      isWanted
        ? 'They could not be installed, see above.'
        : 'They are not installed: the bench peers, if asked for by this name, installs them into .bench-peers (170 MB).',
    );
  const peers: Peer[] = [];
  try {
    peers.push(await mock(), await emulate());
    for (const name of Object.keys(commands) as (keyof typeof commands)[]) peers.push(await spawned(name));
    console.log('call                    other            other/s     mock/s   times    goal');
    for (const call of await calls()) await compare(call, peers);
  } finally {
    for (const { child } of peers) child.kill();
  }
}

const calls = async (): Promise<Call[]> => [
  {
    ...{ name: 'Lufff, JSON', vendor: 'lufff', sent: lufff() },
    goals: { emulate: 3, prism: 8, 'prism, no log': 8, mockoon: 8 },
  },
  {
    ...{ name: 'Fangtang, upload', vendor: 'fangtang' },
    sent: fangtang('uploads', { seq: 'repair', file: await photo() }),
    goals: { emulate: 2, prism: 8, 'prism, no log': 8, mockoon: 8 },
  },
];

/** Interleaved, so that whatever else the machine does hits all of them. */
async function compare({ name, vendor, sent, goals }: Call, peers: readonly Peer[]): Promise<void> {
  const rates: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round++)
    for (const peer of peers) {
      const rate = await rateOf(peer.origin(vendor) + sent.path, sent, round === 0 ? 1 : seconds);
      // The first one is for warming up.
      if (round > 0) rates[peer.name] = [...(rates[peer.name] ?? []), rate];
    }
  const { mock = [], ...others } = rates;
  for (const [other, theirs] of Object.entries(others)) {
    const times = median(mock.map((rate, i) => rate / (theirs[i] as number)));
    console.log(
      name.padEnd(23),
      other.padEnd(15),
      median(theirs).toFixed(0).padStart(8),
      median(mock).toFixed(0).padStart(10),
      times.toFixed(1).padStart(7),
      `≥ ${goals[other]}`.padStart(7),
    );
  }
}

async function mock(): Promise<Peer> {
  const { origins, child } = await start('processes/mock.ts');
  return { name: 'mock', child, origin: (vendor) => origins[vendor] as string };
}

async function emulate(): Promise<Peer> {
  const { origins, child } = await start('peers/emulate.ts');
  return { name: 'emulate', child, origin: () => origins.emulate as string };
}

async function spawned(name: keyof typeof commands): Promise<Peer> {
  const port = await freePort();
  const child = spawn(process.execPath, commands[name](port), { stdio: ['ignore', 'ignore', 'inherit'] });
  const origin = `http://127.0.0.1:${port}`;
  while (!(await fetch(origin).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`${name} ended early`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { name, child, origin: () => origin };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
