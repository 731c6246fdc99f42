import { expect, it } from 'vitest';
import { type Fangtang, fangtang } from '../helpers/fangtang.ts';
import { jpeg, text } from '../helpers/pictures.ts';

const platform = 'pc';
const upload = { seq: 'repair', platform, file: jpeg };
const noCredits = { code: 9000, errno: 9101, msg: '剩余下载次数为0' };
const third_code = 'hili-download';

/** Each movement of credits as [endpoint, credits, id]. */
const ledgerOf = ({ world }: Fangtang) =>
  world.ledger.entries.map(({ endpoint, credits, reference }) => [endpoint, credits, reference]);

const left = async ({ ask }: Fangtang, channel = 'hiliad') =>
  (await ask('company/nums', { third_code: channel })).body.data.nums;

it('takes a credit for each uploaded picture, and nothing for anything else', async () => {
  const mock = fangtang();
  const { ask, clock } = mock;
  const { mdf } = (await ask('uploads', { ...upload, file: [jpeg, jpeg] })).body.data;
  expect(ledgerOf(mock)).toEqual([
    ['uploads', 1, mdf[0]],
    ['uploads', 1, mdf[1]],
  ]);
  clock.advance(10_000);
  await ask('status', { mdf, platform });
  await ask('download', { mdf: mdf[0] });
  await ask('download', { mdf: mdf[0] });
  expect(await left(mock)).toBe(96);
});

it('takes a credit for each v1 upload and each re-processing', async () => {
  const mock = fangtang();
  const { ask } = mock;
  const { mdf } = (await ask('photo/upload', { repair_type: 'sr', file: jpeg })).body.data;
  const again = (await ask('uploads', { seq: 'colour', platform, mdf })).body.data.mdf;
  expect(ledgerOf(mock)).toEqual([
    ['photoUpload', 1, mdf],
    ['uploads', 1, again[0]],
  ]);
});

it('takes a credit for the first download of each picture in the other plan', async () => {
  const mock = fangtang();
  const { ask, clock } = mock;
  const { mdf } = (await ask('uploads', { ...upload, third_code, file: [jpeg, jpeg] })).body.data;
  expect(ledgerOf(mock)).toEqual([]);
  clock.advance(10_000);
  for (const id of [mdf[0], mdf[0], mdf[1]]) await ask('download', { third_code, mdf: id });
  expect(ledgerOf(mock)).toEqual([
    ['download', 1, mdf[0]],
    ['download', 1, mdf[1]],
  ]);
  expect(await left(mock, third_code)).toBe(96);
  expect(await left(mock)).toBe(98);
});

it('takes a credit for the first v1 download in the other plan', async () => {
  const mock = fangtang();
  const { ask, clock } = mock;
  const { mdf } = (await ask('photo/upload', { third_code, repair_type: 'sr', file: jpeg })).body.data;
  clock.advance(10_000);
  for (const _ of [1, 2]) await ask('photo/download', { third_code, mdf });
  expect(ledgerOf(mock)).toEqual([['photoDownload', 1, mdf]]);
});

it('takes nothing for a download that is refused', async () => {
  const mock = fangtang();
  const [mdf] = (await mock.ask('uploads', { ...upload, third_code })).body.data.mdf;
  expect((await mock.ask('download', { third_code, mdf })).body).toMatchObject({ errno: 9002 });
  expect(ledgerOf(mock)).toEqual([]);
});

it.each(['uploads', 'photo/upload'])('refuses %s without credits', async (path) => {
  const mock = fangtang();
  mock.setCredits('hiliad', 0);
  expect((await mock.ask(path, { ...upload, repair_type: 'sr' })).body).toEqual(noCredits);
  expect(ledgerOf(mock)).toEqual([]);
});

it('refuses more pictures at once than there are credits, and takes none of them', async () => {
  const mock = fangtang();
  mock.setCredits('hiliad', 1);
  expect((await mock.ask('uploads', { ...upload, file: [jpeg, jpeg] })).body).toEqual(noCredits);
  expect((await mock.ask('uploads', upload)).body).toMatchObject({ code: 200 });
  expect(await left(mock)).toBe(0);
});

it('refuses uploads and first downloads without credits in the other plan, but not repeated ones', async () => {
  const mock = fangtang();
  mock.setCredits(third_code, 1);
  const { ask, clock } = mock;
  const { mdf } = (await ask('uploads', { ...upload, third_code, file: [jpeg, jpeg] })).body.data;
  clock.advance(10_000);
  const download = async (id: string) => (await ask('download', { third_code, mdf: id })).body;
  expect(await download(mdf[0])).toMatchObject({ code: 200 });
  expect(await download(mdf[1])).toEqual(noCredits);
  expect(await download(mdf[0])).toMatchObject({ code: 200 });
  expect((await ask('uploads', { ...upload, third_code })).body).toEqual(noCredits);
});

it.each([
  ['a wrong token', { ...upload }, { token: 'none' }],
  ['bad input', { ...upload, seq: '' }, {}],
  ['a bad file', { ...upload, file: text }, {}],
])('takes nothing for %s', async (_, fields, how) => {
  const mock = fangtang();
  expect((await mock.ask('uploads', fields, how)).body).toMatchObject({ code: 9000 });
  expect(ledgerOf(mock)).toEqual([]);
});

it.each([
  [{}, []],
  [{ refundOnTaskFailure: true }, [-1]],
])('gives a failed task back only if told so, and once: %j', async (settings, refunds) => {
  const mock = fangtang({}, settings);
  const { ask, clock, world } = mock;
  world.faults.add({ vendor: 'fangtang', effect: { task: 'failed' } });
  const { mdf } = (await ask('uploads', upload)).body.data;
  clock.advance(10_000);
  for (const _ of [1, 2]) await ask('status', { mdf, platform });
  expect(ledgerOf(mock)).toEqual([['uploads', 1, mdf[0]], ...refunds.map((n) => ['status', n, mdf[0]])]);
  expect(world.cost({ vendor: 'fangtang' })).toBe(refunds.length === 0 ? 1 : 0);
});

it('gives a failed v1 task back if told so, once', async () => {
  const mock = fangtang({}, { refundOnTaskFailure: true });
  const { ask, clock, world } = mock;
  world.faults.add({ vendor: 'fangtang', effect: { task: 'failed' } });
  const { mdf } = (await ask('photo/upload', { repair_type: 'sr', file: jpeg })).body.data;
  clock.advance(10_000);
  for (const _ of [1, 2]) await ask('photo/status', { mdf });
  expect(ledgerOf(mock)).toEqual([
    ['photoUpload', 1, mdf],
    ['photoStatus', -1, mdf],
  ]);
});

it('notes in the journal what each call cost and made', async () => {
  const { ask, world } = fangtang();
  const { mdf } = (await ask('uploads', upload)).body.data;
  expect(world.journal.entries).toMatchObject([
    { endpoint: 'uploads', account: 'hiliad', charged: 1, created: mdf, status: 200 },
  ]);
});

it('notes in the journal that the first download of a picture costs in the other plan, and no later one', async () => {
  const { ask, clock, world } = fangtang();
  const [mdf] = (await ask('uploads', { ...upload, third_code })).body.data.mdf;
  clock.advance(10_000);
  for (const _ of [1, 2]) await ask('download', { third_code, mdf });
  expect(world.journal.entries.slice(1)).toMatchObject([
    { endpoint: 'download', charged: 1, balance: { before: 98, after: 97 } },
    { endpoint: 'download', charged: 0, balance: { before: 97, after: 97 } },
  ]);
});
