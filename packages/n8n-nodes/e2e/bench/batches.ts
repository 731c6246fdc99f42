// How long many photos take, beside the ideal and beside the workflow one would build by hand from n8n's own nodes.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type MockServer, mockVendors, serve } from '@api-repack/mock-vendors';
import sharp from 'sharp';

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
  /** CPU time of the process that n8n runs in, and of the mock vendor's. */
  readonly cpuMs: number;
  readonly mockCpuMs: number;
}

export async function run(): Promise<void> {
  const base = n8nNodesBase();
  if (!base)
    console.log('n8n is not installed (npm run n8n does that), so the workflow by hand is left out.');
  const place = mkdtempSync(join(tmpdir(), 'batches-'));
  const photo = join(place, 'photo.jpg');
  await makePhoto(photo);
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
  rmSync(place, { recursive: true });
  report(chosen, results);
}

/**
 * As large as photos are (4 megapixels, 2.2 MB): with small files, noise decides what takes more memory. The mock decodes
 * it once, because it is always the same.
 */
async function makePhoto(path: string): Promise<void> {
  const [width, height] = [2400, 1800];
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const grain = { create: { width, height, channels: 3, background: 'grey', noise } } as const;
  await sharp(resolve(folder, '../../../../examples/photos/astronaut.png'))
    .resize(width, height)
    .removeAlpha()
    .composite([{ input: grain, blend: 'overlay' }])
    .jpeg({ quality: 90 })
    .toFile(path);
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
  const before = process.cpuUsage();
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    timeout: 120_000,
    maxBuffer: 1 << 26,
  });
  const { user, system } = process.cpuUsage(before);
  const measured = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Omit<Measured, 'mockCpuMs'>;
  return { ...measured, mockCpuMs: (user + system) / 1000 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function report(chosen: readonly Case[], results: ReadonlyMap<string, readonly Measured[]>): void {
  const of = (label: string, key: keyof Measured) =>
    median((results.get(label) ?? []).map((measured) => measured[key]));
  const cell = (value: number, digits: number, width: number) => value.toFixed(digits).padStart(width);
  for (const { label, photos, itemsAtOnce = photos } of chosen) {
    const ms = of(label, 'ms');
    const toIdeal = ms / (Math.ceil(photos / itemsAtOnce) * taskMs);
    const cpu = `CPU ${cell(of(label, 'cpuMs') / 1000, 1, 5)} s, of the mock ${cell(of(label, 'mockCpuMs') / 1000, 1, 5)} s`;
    console.log(
      `${label.padEnd(24)} ${cell(ms / 1000, 1, 6)} s ${cell(toIdeal, 2, 6)} × ideal ${cell(of(label, 'extraMb'), 0, 5)} MB extra  ${cpu}`,
    );
  }
  for (const photos of [20, 200]) {
    const [ours, theirs] = [`${photos} photos, defaults`, `${photos} photos, by hand`];
    if (!results.has(theirs)) continue;
    const ratio = (key: keyof Measured) => `${(of(ours, key) / of(theirs, key)).toFixed(2)} ×`;
    console.log(
      `${photos} photos: ${ratio('ms')} the time, ${ratio('extraMb')} the memory and ${ratio('cpuMs')} the CPU time of the workflow by hand`,
    );
  }
}
