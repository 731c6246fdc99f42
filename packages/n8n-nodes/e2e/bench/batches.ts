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
const small = resolve(folder, '../../../../examples/photos/camera.png');

interface Case {
  readonly label: string;
  readonly photos: number;
  readonly itemsAtOnce?: number;
  readonly byHand?: boolean;
}

/** Of the process that n8n runs in, except for the last. */
interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  /** What it takes from the system at most. Most of it is garbage that waits for its collection. */
  readonly peakMb: number;
  /** What is in use at most, right after a collection. */
  readonly heldMb: number;
  readonly mockCpuMs: number;
}

type Results = Map<string, Measured[]>;

/** Held against the ideal, which knows nothing of transfers, so these photos are small: 139 kB. */
const inFlight: readonly Case[] = [
  { label: '3 photos, 1 in flight', photos: 3, itemsAtOnce: 1 },
  { label: '15 photos, 5 in flight', photos: 15, itemsAtOnce: 5 },
  { label: '40 photos, 20 in flight', photos: 40, itemsAtOnce: 20 },
];
const sideBySide: readonly Case[] = [20, 200].flatMap((photos) => [
  { label: `${photos} photos, defaults`, photos },
  { label: `${photos} photos, by hand`, photos, byHand: true },
]);

export async function run(): Promise<void> {
  const base = n8nNodesBase();
  if (!base)
    console.log('n8n is not installed (npm run n8n does that), so the workflow by hand is left out.');
  const place = mkdtempSync(join(tmpdir(), 'batches-'));
  const large = join(place, 'photo.jpg');
  await makePhoto(large);
  const server = await serve({ taskTiming: { mode: 'timed', minMs: taskMs, maxMs: taskMs } });
  giveCredits(server);
  const compared = sideBySide.filter(({ byHand }) => base || !byHand);
  const [results, held]: [Results, Results] = [new Map(), new Map()];
  const measure = async (one: Case, photo: string, collect = false) => {
    const measured = await runCase(one, { photo, collect, baseUrl: server.origins.fangtang ?? '', base });
    const into = collect ? held : results;
    into.set(one.label, [...(into.get(one.label) ?? []), measured]);
  };
  for (let round = 0; round < rounds; round++) {
    for (const one of inFlight) await measure(one, small);
    for (const one of compared) await measure(one, large);
  }
  // In runs of their own, because collecting takes time.
  for (const one of compared) await measure(one, large, true);
  await server.close();
  rmSync(place, { recursive: true });
  report([...inFlight, ...compared], results, held);
}

/** As large as photos are: 4 megapixels, 2.2 MB. The mock decodes it once, because it is always the same. */
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
  readonly collect: boolean;
  readonly baseUrl: string;
  readonly base: string | undefined;
}

async function runCase({ photos, itemsAtOnce, byHand }: Case, { base, ...place }: Place): Promise<Measured> {
  const workflow = byHand
    ? join(folder, 'by-hand.json')
    : resolve(folder, '../../../../examples/workflows/fangtang-restore.json');
  const packages = byHand ? [nodePackage, base] : [nodePackage];
  const resultNode = byHand ? 'Picture' : 'Fangtang';
  const order = JSON.stringify({ packages, workflow, resultNode, photos, itemsAtOnce, ...place });
  const script = join(folder, 'run-workflow.ts');
  const args = ['--expose-gc', '--conditions=@api-repack/source', script, order];
  const before = process.cpuUsage();
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    timeout: 300_000,
    maxBuffer: 1 << 26,
  });
  const { user, system } = process.cpuUsage(before);
  const measured = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Omit<Measured, 'mockCpuMs'>;
  return { ...measured, mockCpuMs: (user + system) / 1000 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const medianOf = (results: Results, label: string, key: keyof Measured): number =>
  median((results.get(label) ?? []).map((measured) => measured[key]));

function report(cases: readonly Case[], results: Results, held: Results): void {
  const cell = (value: number, digits: number) => value.toFixed(digits).padStart(5);
  for (const { label, photos, itemsAtOnce = photos } of cases) {
    const of = (key: keyof Measured) => medianOf(results, label, key);
    const ideal = Math.ceil(photos / itemsAtOnce) * taskMs;
    const parts = [
      label.padEnd(24),
      `${cell(of('ms') / 1000, 1)} s`,
      `${cell(of('ms') / ideal, 2)} × ideal`,
      `${cell(of('cpuMs') / 1000, 1)} s of CPU and ${cell(of('mockCpuMs') / 1000, 1)} s of the mock's`,
      `${cell(of('peakMb'), 0)} MB at most`,
      ...(held.has(label) ? [`${cell(medianOf(held, label, 'heldMb'), 1)} MB held`] : []),
    ];
    console.log(parts.join('  '));
  }
  for (const photos of [20, 200]) compare(photos, results, held);
}

function compare(photos: number, results: Results, held: Results): void {
  const [ours, theirs] = [`${photos} photos, defaults`, `${photos} photos, by hand`];
  if (!results.has(theirs)) return;
  const ratio = (from: Results, key: keyof Measured) =>
    `${(medianOf(from, ours, key) / medianOf(from, theirs, key)).toFixed(2)} ×`;
  console.log(
    `${photos} photos, beside the workflow by hand: ${ratio(results, 'ms')} the time, ${ratio(results, 'cpuMs')} the CPU time, ${ratio(held, 'heldMb')} the memory held, ${ratio(results, 'peakMb')} the most memory taken`,
  );
}
