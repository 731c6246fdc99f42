import { type Client, connect, type Vendor } from '@api-repack/core';
import { fangtang } from '@api-repack/core/fangtang';
import { lufff } from '@api-repack/core/lufff';
import { picwish } from '@api-repack/core/picwish';
import { type Clock, manualClock, mockVendors, World, type WorldOptions } from '@api-repack/mock-vendors';
import { fetchSend } from '../../src/contract/send.ts';
import { type DriftReport, findDrift } from '../../src/record/drift.ts';
import type { RecordedExchange } from '../../src/record/recorded.ts';
import { Blobs } from '../../src/world/blobs.ts';
import { type Mutate, mutated, plainFetch } from './contract-fetch.ts';
import { jpeg, png, text } from './pictures.ts';
import { recordingFetch } from './recording-fetch.ts';

type AnyClient = Client<Vendor> & Readonly<Record<string, (input: object) => Promise<unknown>>>;

interface Stage {
  /** Sends a call, whatever comes back. */
  call(endpoint: string, input?: object): Promise<void>;
  /** Of the last call. */
  readonly created: () => string;
  readonly pass: (ms: number) => void;
}

const noSuchId = '0'.repeat(32);

/** Calls of a client, happy and not. */
export const scenarios: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async fangtang({ call, created, pass }) {
    await call('nums');
    await call('uploads', { seq: ['repair', 'bg'], rgb: '-1', file: [jpeg, png] });
    const mdf = created();
    await call('nums');
    for (let poll = 0; poll < 6; poll++, pass(1_100)) await call('status', { mdf: [mdf] });
    await call('download', { mdf });
    await call('uploads', { seq: ['colour'], mdf: [mdf] });
    await call('nums');
    await call('status', { mdf: [mdf, noSuchId] });
    await call('status', { mdf: [noSuchId] });
    await call('download', { mdf: noSuchId });
    await call('uploads', { seq: ['sr'], file: [text] });
    await call('photoUpload', { repair_type: 'sr', file: png });
    const photo = created();
    for (let poll = 0; poll < 6; poll++, pass(1_100)) await call('photoStatus', { mdf: photo });
    await call('photoDownload', { mdf: photo });
    await call('photoStatus', { mdf: noSuchId });
    await call('nums');
    pass(1_800_000);
    await call('download', { mdf });
    pass(3_600_000);
    await call('download', { mdf });
  },
  async picwish({ call, created, pass }) {
    await call('credits');
    pass(1_100);
    await call('createScale', { image_file: jpeg, scale_factor: 2 });
    const task_id = created();
    for (let poll = 0; poll < 5; poll++) {
      pass(1_100);
      await call('readScale', { task_id });
    }
    pass(1_100);
    await call('readColorization', { task_id });
    await call('createSegmentation', { image_file: png, sync: 1 });
    await call('credits');
    pass(1_100);
    await call('createScale', { image_file: text });
    const failed = created();
    pass(5_000);
    await call('readScale', { task_id: failed });
  },
  async lufff({ call }) {
    const img_url = 'https://example.com/cat.jpg';
    const phone = '13800138000';
    await call('getOneAd');
    await call('getLeftCreditByPhone', { phone });
    await call('rmPicBg', { img_url });
    await call('getLeftCreditByPhone', { phone });
    await call('getRmBgList', { page: 1, size: 5 });
    await call('rmPicBgWithUuid', { img_url });
    await call('getLeftCreditByUnikey');
    await call('rmPicBgWithUuid', { img_url: 'http://10.0.0.1/x.png' });
    await call('getLeftCreditByUnikey');
    await call('sendSmsVcode', { phone });
    await call('loginWithPhoneAndVcode', { phone, vcode: '1234' });
    await call('getAdList');
    await call('customerSignIn');
    await call('customerSignIn');
  },
};

const vendors: Readonly<Record<string, Vendor>> = { fangtang, lufff, picwish };

export interface ScenarioOptions extends WorldOptions {
  readonly mutate?: Mutate;
  /** Instead of the mock's first demo account. */
  readonly account?: object;
}

/** Shared, so that the same result is rendered once. */
const blobs = new Blobs();

/** Plays the scenario against a vendor that is the mock, changed or not, and records it. */
export async function recordScenario(
  name: string,
  { mutate, account = {}, ...options }: ScenarioOptions = {},
): Promise<RecordedExchange[]> {
  const clock: Clock = manualClock(Date.UTC(2026, 10, 29));
  const world = new World({ clock, ...options }, blobs);
  const plain = plainFetch(world);
  const recording = recordingFetch(name, mutate ? mutated(plain, mutate) : plain, clock.now);
  const send = fetchSend({ fetch: recording.fetch, timeoutMs: 10_000 });
  const credentials = mockVendors.find((mock) => mock.name === name)?.demoCredentials('main') ?? [];
  const client = connect(vendors[name] as Vendor, {
    host: { send, sleep: async (ms) => clock.advance(ms), now: clock.now },
    credentials: Object.assign({}, ...credentials.toReversed(), account) as never,
    limiter: undefined,
    retry: { times: 0, firstMs: 0 },
  }) as AnyClient;
  await scenarios[name]?.({
    call: async (endpoint, input = {}) => void (await client[endpoint]?.(input).catch(() => undefined)),
    created: () => world.journal.entries.findLast(({ created }) => created)?.created?.[0] ?? noSuchId,
    pass: (ms) => clock.advance(ms),
  });
  return recording.exchanges;
}

export const driftOf = (exchanges: readonly RecordedExchange[]): Promise<DriftReport> =>
  findDrift({ exchanges: exchanges as [RecordedExchange, ...RecordedExchange[]], foreign: [] });
