import { manualClock, World } from '@api-repack/mock-vendors';
import { runContract } from '@api-repack/mock-vendors/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Mutate, plainFetch } from './helpers/contract-fetch.ts';
import { driftOf, recordScenario, type ScenarioOptions, scenarios } from './helpers/drift-scenario.ts';
import { recordingFetch } from './helpers/recording-fetch.ts';
import { wireMutants } from './helpers/wire-mutants.ts';

/** As `npm run drift` sets it. */
const isFull = process.env.DRIFT === 'full';
const vendors = Object.keys(scenarios);
const downloading = { third_code: 'hili-download', secret_key: 'hiliad' };

/** Upper ends of the time that tasks take, of worlds whose ids and times differ. */
const longest = [2_000, 2_500, 3_000, 3_700, 4_000].slice(isFull ? 0 : -1);
const exchangesPerVendor = isFull ? 2_500 : 1;

test.each<[string, string, object]>([
  ...vendors.map((vendor): [string, string, object] => [vendor, vendor, {}]),
  ['fangtang, paid by download', 'fangtang', downloading],
])(
  '%s: the mock itself never drifts, whatever its ids and times',
  async (_, vendor, account) => {
    let exchanges = 0;
    for (let i = 0; exchanges < exchangesPerVendor; i++) {
      const maxMs = longest[i % longest.length] ?? 4_000;
      const taskTiming = { mode: 'timed', minMs: 2_000, maxMs } as const;
      const recorded = await recordScenario(vendor, { seed: `world-${i}`, taskTiming, account });
      const { differences, timing } = await driftOf(recorded);
      expect({ differences, differs: timing?.differs ?? false }).toEqual({ differences: [], differs: false });
      exchanges += recorded.length;
    }
    expect(exchanges).toBeGreaterThan(10);
  },
  3_600_000,
);

/** Numbers of success and failure in the envelope. */
const codes: Readonly<Record<string, readonly string[]>> = {
  fangtang: ['code', 'errno'],
  picwish: ['status'],
  lufff: ['status'],
};
const mutantsPerVendor: Readonly<Record<string, number>> = isFull
  ? { fangtang: 50, picwish: 20, lufff: 30 }
  : { fangtang: 5, picwish: 2, lufff: 3 };

test('of vendors that are each changed in one thing, at least 95 in 100 are reported', async () => {
  const missed: string[] = [];
  let count = 0;
  for (const vendor of vendors) {
    const mutants = wireMutants(await recordScenario(vendor), codes[vendor] ?? []);
    for (const { name, mutate } of mutants.slice(0, mutantsPerVendor[vendor])) {
      const { differences } = await driftOf(await recordScenario(vendor, { mutate }));
      count++;
      if (differences.length === 0) missed.push(`${vendor} ${name}`);
    }
  }
  expect(count).toBe(isFull ? 100 : 10);
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(count / 20);
}, 3_600_000);

const fangtangWith = (settings: object): ScenarioOptions => ({ settings: { fangtang: settings } });

const changeJson =
  (path: string, change: (data: Record<string, unknown>) => void): Mutate =>
  (response, request) => {
    if (request.path !== path) return;
    const json = JSON.parse(response.body) as { data?: Record<string, unknown> };
    if (json.data) change(json.data);
    response.body = JSON.stringify(json);
  };

let polls = 0;

test('a vendor that charges neither plan is reported', async () => {
  const mutate = changeJson('/api/third/company/nums', (data) => Object.assign(data, { nums: 98 }));
  for (const account of [{}, downloading]) {
    const { differences } = await driftOf(await recordScenario('fangtang', { mutate, account }));
    expect(differences.map(({ kind }) => kind)).toContain('credits');
  }
});

test.each<[string, ScenarioOptions]>([
  [
    'goes back to work after a task was done',
    {
      mutate: changeJson('/api/third/photo/status', (data) => {
        if (data.status === 200 && ++polls > 1) Object.assign(data, { status: 100, msg: '图片处理中' });
      }),
    },
  ],
  ['forgets pictures after ten minutes', fangtangWith({ retentionS: 600 })],
  ['keeps pictures for a day', fangtangWith({ retentionS: 86_400 })],
  ['refuses a mix of known and unknown ids', fangtangWith({ strictStatus: true })],
  ['keeps the id of a picture that is processed again', fangtangWith({ newIdOnReprocess: false })],
  ['refuses files that are longer than a byte', fangtangWith({ maxFileBytes: 1 })],
])(
  'a vendor that %s is reported',
  async (_, options) => {
    const { differences } = await driftOf(await recordScenario('fangtang', options));
    expect(differences.length).toBeGreaterThan(0);
  },
  30_000,
);

test.each([
  ['faster', { mode: 'timed', minMs: 100, maxMs: 200 }],
  ['slower', { mode: 'timed', minMs: 4_900, maxMs: 5_000 }],
] as const)(
  'a vendor whose tasks are %s is reported by its timing',
  async (_, taskTiming) => {
    const { timing } = await driftOf(await recordScenario('fangtang', { taskTiming }));
    expect(timing?.differs ?? true).toBe(true);
  },
  30_000,
);

test('the mock of the web account does not drift from the calls of its contract', async () => {
  const clock = manualClock(Date.UTC(2026, 10, 29));
  const plain = plainFetch(new World({ clock }));
  // OSS calls PicWish back.
  vi.stubGlobal('fetch', plain);
  onTestFinished(() => void vi.unstubAllGlobals());
  const recording = recordingFetch('picwish-web', plain, clock.now);
  await runContract({
    vendor: 'picwish-web',
    target: 'https://aw.aoscdn.com',
    fetch: recording.fetch,
    now: clock.now,
    sleep: async (ms) => clock.advance(ms),
  });
  expect((await driftOf(recording.exchanges)).differences).toEqual([]);
}, 60_000);
