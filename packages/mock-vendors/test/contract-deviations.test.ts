import { manualClock, mockVendors, World } from '@api-repack/mock-vendors';
import { runContract } from '@api-repack/mock-vendors/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Mutate, mutated, plainFetch } from './helpers/contract-fetch.ts';
import { recordingFetch } from './helpers/recording-fetch.ts';
import { type WireMutant, wireMutants } from './helpers/wire-mutants.ts';

/** As `npm run drift` sets it. */
const isFull = process.env.DRIFT === 'full';

/** Numbers of success and failure in the envelope. */
const codes: Readonly<Record<string, readonly string[]>> = {
  fangtang: ['code', 'errno'],
  lufff: ['status'],
  picwish: ['status'],
  'picwish-web': ['status'],
};

/** Runs the contract against the mock as a stub that answers otherwise in one thing. */
async function runAgainst(vendor: string, wrap: (plain: typeof fetch, now: () => number) => typeof fetch) {
  const clock = manualClock(Date.UTC(2026, 10, 29));
  const world = new World({ clock });
  const plain = plainFetch(world);
  // OSS calls PicWish back.
  vi.stubGlobal('fetch', plain);
  const target = mockVendors.find(({ name }) => name === vendor)?.vendor.baseUrl ?? '';
  const time = { now: clock.now, sleep: async (ms: number) => clock.advance(ms) };
  const running = runContract({ vendor, target, fetch: wrap(plain, clock.now), ...time });
  return running.finally(() => {
    vi.unstubAllGlobals();
    world.blobs.close();
  });
}

async function deviationsOf(vendor: string): Promise<WireMutant[]> {
  let recording: ReturnType<typeof recordingFetch> | undefined;
  const { results } = await runAgainst(vendor, (plain, now) => {
    recording = recordingFetch(vendor, plain, now);
    return recording.fetch;
  });
  const isJson = recording?.exchanges.filter(({ response }) => response.json !== undefined) ?? [];
  // A field that nobody documents is no difference, whether it is there or not.
  const undocumented = new Set(
    results.flatMap(({ endpoint, surplus }) => surplus.map((path) => `${endpoint} ${path}`)),
  );
  return wireMutants(isJson, codes[vendor] ?? []).filter(
    ({ name, field = '' }) => !undocumented.has(field) && !name.includes('one more field'),
  );
}

/** Whether the contract differs, or has no result because even its first call does. */
const isFound = (vendor: string, mutate: Mutate): Promise<boolean> =>
  runAgainst(vendor, (plain) => mutated(plain, mutate)).then(
    ({ counts }) => counts.differs > 0,
    () => true,
  );

test.each(Object.keys(codes))(
  '%s: of stubs that differ in one field, type, format, code, header or status, at least 95 in 100 are found',
  async (vendor) => {
    onTestFinished(() => void vi.unstubAllGlobals());
    const deviations = (await deviationsOf(vendor)).slice(0, isFull ? 25 : 1);
    const missed: string[] = [];
    for (const { name, mutate } of deviations) if (!(await isFound(vendor, mutate))) missed.push(name);
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(deviations.length / 20);
  },
  3_600_000,
);

test('a stub of PicWish that gives the picture another name is found', async () => {
  const renamed: Mutate = (response, { path }) => {
    if (path.includes('/imgcompress/')) response.body = response.body.replace('"image":', '"picture":');
  };
  expect(await isFound('picwish', renamed)).toBe(true);
}, 60_000);
