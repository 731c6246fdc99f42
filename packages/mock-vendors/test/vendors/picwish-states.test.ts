import { Readable } from 'node:stream';
import { mockVendors, respond } from '@api-repack/mock-vendors';
import sharp from 'sharp';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Chunks } from '../../src/http/chunks.ts';
import { stateSlot as ossSlot } from '../../src/vendors/aliyun-oss/state.ts';
import { examine } from '../../src/vendors/picwish/sources.ts';
import { stateSlot } from '../../src/vendors/picwish/state.ts';
import { mockTools } from '../../src/vendors/picwish/tools.ts';
import type { CallbackEffect } from '../../src/world/fault.ts';
import { listen } from '../helpers/callback-server.ts';
import { jpeg, png, text } from '../helpers/pictures.ts';
import { ended, type Picwish, picwish } from '../helpers/picwish.ts';

const scale = 'visual/scale';
const image = { image_file: jpeg };
const hour = 3_600_000;
const mebibyte = 1 << 20;
const pngBytes = Buffer.from(await png.arrayBuffer());

const started = async (mock: Picwish, fields: object = image, path = scale): Promise<string> =>
  (await mock.create(path, { ...fields })).body.data.task_id;

it.each([
  [0, 0, 'Queuing'],
  [499, 0, 'Queuing'],
  [500, 2, 'Preparing'],
  [1_499, 2, 'Preparing'],
  [1_500, 3, 'Waiting'],
  [2_999, 3, 'Waiting'],
  [3_000, 4, 'Processing'],
  [9_950, 4, 'Processing'],
  [10_000, 1, 'Complete'],
])('says after %i of 10,000 ms that a task is in state %i: %s', async (elapsed, state, state_detail) => {
  const mock = picwish();
  const id = await started(mock);
  mock.clock.advance(elapsed);
  const progress = Math.floor(elapsed / 100);
  const { data } = (await mock.read(scale, id)).body;
  expect(data).toMatchObject({ state, state_detail, progress, err_info: '' });
  if (state !== 1) expect(data).toMatchObject({ completed_at: 0, time_elapsed: 0, image: '' });
  expect(mock.world.cost()).toBe(2);
});

it.each([
  [0, { state_detail: 'Queuing', progress: 0, image: '' }],
  [1, { state_detail: 'Complete', progress: 100, image: expect.stringMatching(/^http/) }],
  [-8, { state_detail: 'timeout', progress: 100, image: '' }],
])('tells state %i of a script', async (state, data) => {
  const mock = picwish({}, { taskTiming: { mode: 'scripted', states: [state] } });
  const id = await started(mock);
  expect((await mock.read(scale, id)).body.data).toMatchObject({ state, ...data });
});

it('gives a task that is ended by hand without a reason the state -1', async () => {
  const mock = picwish();
  const id = await started(mock);
  mock.world.tasks.force(id, 'failed');
  expect((await mock.read(scale, id)).body.data).toMatchObject({ state: -1, state_detail: 'failed' });
});

it('says what is wrong with a request that has no picture, no credits or half a body', async () => {
  const { create, send } = picwish({ noCreditsStatus: 400 });
  const none = await create(scale, {});
  expect(none.body).toMatchObject({ status: 400, message: expect.stringContaining('image_file') });
  expect((await create(scale, image, 'mock-picwish-poor-key')).body).toMatchObject({ status: 400 });
  const headers = { 'x-api-key': 'mock-picwish-key', 'content-type': 'application/json' };
  const url = `http://picwish.test/api/tasks/${scale}`;
  expect(await send(new Request(url, { method: 'POST', headers, body: '{"sync":' }))).toMatchObject({
    status: 400,
    body: { status: 400 },
  });
});

it('calls nobody back about a task that is still in the queue', async () => {
  const mock = picwish();
  const { url, told } = await listen({ body: '{}' });
  const id = await started(mock, { ...image, callback_url: url });
  expect((await mock.read(scale, id)).body.data.state).toBe(0);
  mock.clock.advance(10_000);
  await expect.poll(() => told.length).toBe(1);
  expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({ data: { state: 1 } });
});

it.each([
  [-1, 'failed'],
  [-2, 'upload of the result failed'],
  [-3, 'download of the source failed'],
  [-5, 'image too large'],
  [-7, 'invalid image'],
  [-8, 'timeout'],
  [-9, 'internal error'],
  [-10, 'refused by review'],
  [-11, 'empty result'],
  [-13, 'cancelled'],
  [-14, 'unsuitable content'],
  [-15, 'not enough resources'],
  [-16, 'refused by third-party review'],
  [-17, 'invalid prompt'],
  [-99, 'failed'],
])('says why a task ended in state %i: %s', async (code, words) => {
  const mock = picwish();
  mock.world.faults.add({ vendor: 'picwish', effect: { task: 'failed', code } });
  const id = await started(mock);
  mock.clock.advance(10_000);
  for (const _ of [1, 2])
    expect((await mock.read(scale, id)).body.data).toMatchObject({
      ...{ state: code, state_detail: words, err_info: words, progress: 100, image: '' },
    });
  expect(mock.world.ledger.entries.map(({ credits }) => credits)).toEqual([2, -2]);
});

const large = (length: number) => new Chunks(Buffer.concat([pngBytes, Buffer.alloc(length - png.size)]));
const wide = (width: number) =>
  sharp({ create: { width, height: 2, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();

it('takes exactly 15 MB and 4096 pixels, and 30 MB where the manual says so', async () => {
  const good = { size: { width: 24, height: 16 } };
  const tooLarge = { failure: -5 };
  expect(await examine(large(15 * mebibyte), {})).toMatchObject(good);
  expect(await examine(large(15 * mebibyte + 1), {})).toEqual(tooLarge);
  expect(await examine(large(15 * mebibyte + 1), mockTools.scalePro)).toMatchObject(good);
  expect(await examine(large(30 * mebibyte + 1), mockTools.scalePro)).toEqual(tooLarge);
  expect(await examine(new Chunks(await wide(4096)), {})).toMatchObject({ size: { width: 4096 } });
  expect(await examine(new Chunks(await wide(4097)), {})).toEqual(tooLarge);
});

it.each([
  ['visual/imgcompress', { ...image, quality: '80' }, 1],
  ['visual/imgcompress', { ...image, kbyte: '10' }, 1],
  ['visual/watermark', { ...image, mask_file: text }, -7],
  ['visual/watermark', { image_file: text, mask_file: png }, -7],
  ['visual/watermark', { ...image, mask_url: 'http://127.0.0.1:9/a.png' }, -3],
])(
  'ends %s with one of what it takes as that deserves, and charges no failure: %#',
  async (path, fields, state) => {
    const mock = picwish();
    expect(await ended(mock, path, fields)).toMatchObject({ state });
    expect(mock.world.journal.entries.some(({ charged = 0 }) => charged > 0)).toBe(state === 1);
  },
);

it('describes the picture, and not its mask', async () => {
  const fields = { ...image, crop: '1', output_type: '1' };
  const mock = picwish();
  const data = await ended(mock, 'visual/segmentation', fields);
  const { width, height } = await sharp((await mock.get(data.image)).body).metadata();
  expect(data).toMatchObject({ image_width: width, image_height: height });
});

it('answers with the file itself as a success', async () => {
  const { create } = picwish();
  const { status, headers, body } = await create(scale, { ...image, sync: '1', return_type: '3' });
  expect({ status, length: headers['content-length'] }).toEqual({ status: 200, length: String(body.length) });
});

it('spends the last credit, and tells the journal what was left', async () => {
  const mock = picwish();
  mock.setCredits(2);
  const { status } = await mock.create(scale, image);
  expect(status).toBe(200);
  expect(mock.world.journal.entries).toMatchObject([
    { account: 'rich', charged: 2, balance: { before: 2, after: 0 } },
  ]);
});

it('knows what a key without credits has used', async () => {
  const mock = picwish();
  const { body } = await mock.credits('mock-picwish-poor-key');
  expect(body.data).toEqual([{ remaining_credits: 0, used_credits: 500 }]);
  expect(mock.world.journal.entries).toMatchObject([{ account: 'poor' }]);
});

it('hurries a synchronous task only where tasks take time', async () => {
  const mock = picwish({}, { taskTiming: { mode: 'polls', polls: 3 } });
  const { body } = await mock.create(scale, { ...image, sync: '1' });
  expect(body.data.state).not.toBe(1);
});

it('warns of what looks like a real key, and of no other', async () => {
  const messageFor = async (key: string) => (await picwish().credits(key)).body.message;
  expect(await messageFor('wxabcdefghij12345')).toMatch(/real key/);
  expect(await messageFor('no-such-key')).not.toMatch(/real key/);
});

it('keeps tasks in memory for two hours, and no longer', async () => {
  const mock = picwish();
  const { tasks } = mock.world.stateOf(stateSlot);
  const first = await started(mock);
  mock.clock.advance(2 * hour);
  const second = await started(mock);
  expect([...tasks.keys()]).toEqual([first, second]);
  mock.clock.advance(1);
  const third = await started(mock);
  expect([...tasks.keys()]).toEqual([second, third]);
  expect([...mock.world.tasks.state]).toMatchObject([
    [second, { vendor: 'picwish' }],
    [third, { vendor: 'picwish' }],
  ]);
});

it('posts to callback_url at once where tasks end at once', async () => {
  const mock = picwish({}, { taskTiming: { mode: 'immediate' } });
  const { url, told } = await listen({ body: '{}' });
  await started(mock, { ...image, callback_url: url });
  mock.clock.advance(0);
  await expect.poll(() => told.length).toBe(1);
});

it.each<[CallbackEffect, number, number]>([
  [{ callback: 'lost' }, 0, 0],
  [{ callback: 'late', lateMs: 60_000 }, 0, 1],
  [{ callback: 'twice' }, 2, 2],
])('posts to callback_url as often as a fault says: %j', async (effect, inTime, inTheEnd) => {
  const mock = picwish();
  mock.world.faults.add({ vendor: 'picwish', effect });
  const { url, told } = await listen({ body: '{}' });
  const { url: other, told: toOther } = await listen({ body: '{}' });
  await started(mock, { ...image, callback_url: url });
  mock.clock.advance(10_000);
  await started(mock, { ...image, callback_url: other });
  mock.clock.advance(10_000);
  await expect.poll(() => toOther.length).toBe(1);
  await expect.poll(() => told.length).toBe(inTime);
  mock.clock.advance(60_000);
  await expect.poll(() => told.length).toBe(inTheEnd);
});

it.each(['https://example.com/told', 'not a URL'])('posts nothing to %s', async (callback_url) => {
  const sent = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => sent.mockRestore());
  const mock = picwish();
  const id = await started(mock, { ...image, callback_url });
  mock.clock.advance(10_000);
  expect((await mock.read(scale, id)).body.data.state).toBe(1);
  expect(sent).not.toHaveBeenCalled();
});

const troubles: Readonly<Record<string, (mock: Picwish) => unknown>> = {
  'cannot make a file': ({ world }) => vi.spyOn(world.blobs, 'once').mockRejectedValue(new Error('no room')),
  'has lost a picture': ({ world }) => vi.spyOn(world.blobs, 'get').mockReturnValue(undefined),
  'has lost the key of its files': ({ world }) => world.stateOf(ossSlot).keys.clear(),
};

it.each(Object.entries(troubles))('fails aloud, and charges on, where it %s', async (_, cause) => {
  const mock = picwish();
  const id = await started(mock);
  mock.clock.advance(10_000);
  cause(mock);
  expect((await mock.read(scale, id)).status).toBe(500);
  expect(mock.world.cost()).toBe(2);
});

it('fails aloud where no OSS is served beside it', async () => {
  const mock = picwish();
  const id = await started(mock);
  mock.clock.advance(10_000);
  const vendor = mockVendors.find(({ name }) => name === 'picwish');
  const { status } = await respond(mock.world, vendor ?? raise(), {
    method: 'GET',
    url: `/api/tasks/${scale}/${id}`,
    headers: { 'x-api-key': 'mock-picwish-key' },
    body: Readable.from([]),
    origins: { picwish: 'http://picwish.test' },
  });
  expect(status).toBe(500);
});

function raise(): never {
  throw new Error('there is no mock of PicWish');
}
