// How long many photos take, beside the ideal and beside the workflow one would build by hand from n8n's own nodes.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type MockServer, mockVendors, serve } from '@api-repack/mock-vendors';

export const name = 'batches in n8n: makespan and memory';

const taskMs = 3_000;
const rounds = 3;
const folder = resolve(import.meta.dirname);
const nodePackage = resolve(folder, '../../fangtang');

interface Case {
  readonly label: string;
  readonly photos: number;
  readonly itemsAtOnce?: number;
  readonly byHand?: boolean;
}

const cases: readonly Case[] = [
  { label: '3 photos, 1 in flight', photos: 3, itemsAtOnce: 1 },
  { label: '15 photos, 5 in flight', photos: 15, itemsAtOnce: 5 },
  { label: '40 photos, 20 in flight', photos: 40, itemsAtOnce: 20 },
  { label: '20 photos, defaults', photos: 20 },
  { label: '20 photos, by hand', photos: 20, byHand: true },
  { label: '200 photos, defaults', photos: 200 },
  { label: '200 photos, by hand', photos: 200, byHand: true },
];

interface Measured {
  readonly ms: number;
  readonly extraMb: number;
}

export async function run(): Promise<void> {
  const base = n8nNodesBase();
  if (!base)
    console.log('n8n is not installed (npm run n8n does that), so the workflow by hand is left out.');
  const photo = resolve(folder, '../../../../examples/photos/camera.png');
  const server = await serve({ pace: { mode: 'timed', minMs: taskMs, maxMs: taskMs } });
  giveCredits(server);
  const results = new Map<string, Measured[]>();
  const chosen = cases.filter(({ byHand }) => base || !byHand);
  for (let round = 0; round < rounds; round++)
    for (const one of chosen) {
      const measured = await runCase(one, { photo, baseUrl: server.origins.fangtang ?? '', base });
      results.set(one.label, [...(results.get(one.label) ?? []), measured]);
    }
  await server.close();
  report(chosen, results);
}

/** n8n's own nodes, from the installed host. */
function n8nNodesBase(): string | undefined {
  const store = resolve(folder, '../../../../.n8n-host/node_modules/.pnpm');
  const found = existsSync(store) && readdirSync(store).find((one) => one.startsWith('n8n-nodes-base@'));
  return found ? join(store, found, 'node_modules/n8n-nodes-base') : undefined;
}

/** The ready-made channel has 98 credits only. */
function giveCredits({ world }: MockServer): void {
  const fangtang = mockVendors.find((mock) => mock.name === 'fangtang');
  if (!fangtang) throw new Error('there is no mock of Fangtang');
  const { channels } = world.stateOf(fangtang) as unknown as { channels: Map<string, { left: number }> };
  for (const channel of channels.values()) channel.left = 1_000_000;
}

interface Place {
  readonly photo: string;
  readonly baseUrl: string;
  readonly base: string | undefined;
}

async function runCase(
  { photos, itemsAtOnce, byHand }: Case,
  { photo, baseUrl, base }: Place,
): Promise<Measured> {
  const workflow = byHand
    ? join(folder, 'by-hand.json')
    : resolve(folder, '../../../../examples/workflows/fangtang-restore.json');
  const packages = byHand ? [nodePackage, base] : [nodePackage];
  const resultNode = byHand ? 'Picture' : 'Fangtang';
  const order = JSON.stringify({ packages, workflow, resultNode, photos, itemsAtOnce, baseUrl, photo });
  const script = join(folder, 'run-workflow.ts');
  const args = ['--expose-gc', '--conditions=@api-repack/source', script, order];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    timeout: 120_000,
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function report(chosen: readonly Case[], results: ReadonlyMap<string, readonly Measured[]>): void {
  const of = (label: string) => {
    const measured = results.get(label) ?? [];
    return {
      s: median(measured.map(({ ms }) => ms)) / 1000,
      mb: median(measured.map(({ extraMb }) => extraMb)),
    };
  };
  for (const { label, photos, itemsAtOnce = 20 } of chosen) {
    const { s, mb } = of(label);
    const ideal = (Math.ceil(photos / itemsAtOnce) * taskMs) / 1000;
    console.log(
      `${label.padEnd(28)} ${s.toFixed(1).padStart(6)} s  ${(s / ideal).toFixed(2)} × ideal  ${mb.toFixed(0).padStart(5)} MB extra`,
    );
  }
  for (const photos of [20, 200]) {
    const [ours, theirs] = [of(`${photos} photos, defaults`), of(`${photos} photos, by hand`)];
    if (Number.isNaN(theirs.s)) continue;
    console.log(
      `${photos} photos: ${(ours.s / theirs.s).toFixed(2)} × the time and ${(ours.mb / theirs.mb).toFixed(2)} × the memory of the workflow by hand`,
    );
  }
}
