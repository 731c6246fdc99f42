import sharp from 'sharp';
import { expect, it } from 'vitest';
import { listen } from '../helpers/callback-server.ts';
import { jpeg, png, text } from '../helpers/pictures.ts';
import { ended, picwish } from '../helpers/picwish.ts';

const scale = 'visual/scale';
const image = { image_file: jpeg };
const refusal = (status: number) => ({ status, body: { status, message: expect.any(String) } });

it.each([['', 'no-such-key', 'MOCK-PICWISH-KEY']].flat())('refuses the key "%s"', async (key) => {
  const { create, read, credits } = picwish();
  expect(await create(scale, image, key)).toMatchObject(refusal(401));
  expect(await read(scale, 'x', key)).toMatchObject(refusal(401));
  expect(await credits(key)).toMatchObject(refusal(401));
});

it('lets a key make two calls a second, polls included', async () => {
  const { create, read, clock, credits } = picwish({ qps: 2 });
  const { task_id } = (await create(scale, image)).body.data;
  expect(await read(scale, task_id)).toMatchObject({ status: 200 });
  for (const refused of [create(scale, image), read(scale, task_id), credits()])
    expect(await refused).toMatchObject({ ...refusal(429), headers: { 'retry-after': '1' } });
  expect((await credits('mock-picwish-poor-key')).status).toBe(200);
  clock.advance(999);
  expect((await credits()).status).toBe(429);
  clock.advance(1);
  expect((await credits()).status).toBe(200);
});

it('does not count polls where it is told so', async () => {
  const { create, read } = picwish({ qps: 1, pollsCount: false });
  const { task_id } = (await create(scale, image)).body.data;
  expect((await read(scale, task_id)).status).toBe(200);
  expect((await create(scale, image)).status).toBe(429);
});

it('walks through all states that a running task has', async () => {
  const { create, read, clock } = picwish();
  const { task_id } = (await create(scale, image)).body.data;
  const seen = new Map<number, string>();
  for (let elapsed = 0; elapsed <= 10_000; elapsed += 250) {
    const { state, image, progress } = (await read(scale, task_id)).body.data;
    seen.set(state, `${typeof progress} ${image === '' ? 'no image' : 'image'}`);
    clock.advance(250);
  }
  expect([...seen]).toEqual(
    [0, 2, 3, 4, 1].map((state) => [state, `number ${state === 1 ? '' : 'no '}image`]),
  );
});

it('describes a finished task as the manual does', async () => {
  const mock = picwish();
  const created = await mock.create(scale, { ...image, type: 'face' });
  expect(created.body).toEqual({ status: 200, message: 'success', data: { task_id: expect.any(String) } });
  const { task_id } = created.body.data;
  mock.clock.advance(20_000);
  const { headers, body } = await mock.read(scale, task_id);
  expect(headers['cache-control']).toBe('public,max-age=1');
  const start = Date.UTC(2026, 0, 1) / 1000;
  expect(body).toEqual({
    status: 200,
    data: {
      task_id,
      state: 1,
      state_detail: 'Complete',
      progress: 100,
      created_at: start,
      processed_at: start,
      completed_at: start + 10,
      download_time: 0,
      time_elapsed: 10_000,
      err_info: '',
      return_type: 1,
      type: 'face',
      image_width: 96,
      image_height: 64,
      image: expect.stringMatching(
        new RegExp(`/wxtechsz/tasks/output/visual_scale/${task_id}\\.png\\?.*x-oss-expires=3600`),
      ),
    },
  });
});

it.each([-1, -2, -3, -5, -7, -8, -9, -10, -11, -13, -14, -15, -16, -17, -4])(
  'can be told to end a task in state %i, and gives the credits back',
  async (code) => {
    const { world, ...mock } = picwish();
    world.faults.add({ vendor: 'picwish', endpoint: 'createScale', effect: { task: 'failed', code } });
    const data = await ended({ world, ...mock }, scale, image);
    expect(data).toMatchObject({ state: code, image: '', err_info: expect.stringMatching(/\w/) });
    expect(world.ledger.entries.map(({ credits }) => credits)).toEqual([2, -2]);
  },
);

it('ends a task by hand, too', async () => {
  const { world, create, read } = picwish();
  const { task_id } = (await create(scale, image)).body.data;
  world.tasks.force(task_id, 'failed', -15);
  expect((await read(scale, task_id)).body.data.state).toBe(-15);
});

const padded = new File([png, new Uint8Array(16 << 20)], 'large.png');
const wide = sharp({ create: { width: 4097, height: 2, channels: 3, background: '#fff' } });
const wideFile = new File([new Uint8Array(await wide.png().toBuffer())], 'wide.png');
const half = new File([png.slice(0, png.size - 40)], 'half.png');

it.each([
  ['16 MB', { image_file: padded }, -5],
  ['4097 pixels', { image_file: wideFile }, -5],
  ['text', { image_file: text }, -7],
  ['half a picture', { image_file: half }, -7],
  ['a name that does not exist', { image_url: 'https://photos.invalid/a.jpg' }, -3],
  ['a port where nobody listens', { image_url: 'http://127.0.0.1:9/a.jpg' }, -3],
  ['another kind of URL', { image_url: 'ftp://photos.example/a.jpg' }, -3],
])('fails at a source of %s, free of charge', async (_, fields, state) => {
  const mock = picwish();
  expect(await ended(mock, scale, fields)).toMatchObject({ state, image: '' });
  expect(mock.world.ledger.entries).toEqual([]);
});

it('takes larger files where the manual says so', async () => {
  const mock = picwish();
  expect(await ended(mock, 'visual/scale-pro', { image_file: padded })).toMatchObject({ state: 1 });
  const { status } = await picwish({ maxUploadBytes: 1 << 20 }).create(scale, { image_file: padded });
  expect(status).toBe(413);
});

it('fetches pictures from this machine', async () => {
  const mock = picwish();
  const { origin } = await listen({ type: 'text/plain', body: 'no picture' });
  expect(await ended(mock, scale, { image_url: `${origin}/a.jpg` })).toMatchObject({ state: -7 });
  const missing = await listen({ status: 404, body: '{}' });
  expect(await ended(mock, scale, { image_url: `${missing.origin}/a.jpg` })).toMatchObject({ state: -3 });
});

it('shows a sample picture for any other URL, the same each time', async () => {
  const pixels = async (image_url: string) => {
    const mock = picwish();
    const { image } = await ended(mock, 'visual/colorization', { image_url });
    return (await mock.get(image)).body;
  };
  const cat = await pixels('https://photos.example/cat.jpg');
  expect(cat.equals(await pixels('https://photos.example/cat.jpg'))).toBe(true);
  expect(cat.equals(await pixels('https://photos.example/dog.jpg'))).toBe(false);
});

it.each([
  ['no source', scale, {}],
  ['two sources', scale, { ...image, image_url: 'https://photos.example/a.jpg' }],
  ['an unknown type', scale, { ...image, type: 'both' }],
  ['an unknown factor', scale, { ...image, scale_factor: '3' }],
  ['an unknown return type', scale, { ...image, return_type: '4' }],
  ['a file as an answer later', scale, { ...image, return_type: '3' }],
  ['no mask', 'visual/inpaint', image],
  [
    'two masks',
    'visual/inpaint',
    { ...image, mask_file: png, rectangles: '[{"x":0,"y":0,"width":1,"height":1}]' },
  ],
  ['rectangles that are none', 'visual/inpaint', { ...image, rectangles: '[{"x":0}]' }],
  ['rectangles that are no JSON', 'visual/inpaint', { ...image, rectangles: '0,0,1,1' }],
  ['two ways to compress', 'visual/imgcompress', { ...image, quality: '80', kbyte: '10' }],
  ['a large ID photo', 'visual/idphoto', { ...image, size: '3000x100' }],
  ['OCR at once', 'document/ocr', { ...image, sync: '1' }],
  ['a background of nothing', 'visual/background', image],
  ['an unknown earlier picture', 'visual/external/idphoto', { last_id: 'abc' }],
])('refuses %s with 400', async (_, path, fields) => {
  const { create, world } = picwish();
  expect(await create(path, fields)).toMatchObject(refusal(400));
  expect(world.tasks.state.size).toBe(0);
});

it('prefers the file where the manual says so', async () => {
  const both = { image_file: text, image_url: 'https://photos.example/a.jpg' };
  expect(await ended(picwish(), 'visual/scale-pro', both)).toMatchObject({ state: -7 });
});

it('uses the picture of an earlier ID photo again', async () => {
  const mock = picwish();
  const { image_id } = await ended(mock, 'visual/external/idphoto', image);
  expect(await ended(mock, 'visual/external/idphoto', { last_id: image_id })).toMatchObject({ state: 1 });
});

it('takes what older clients send: JSON without a type, base64, and a file called file', async () => {
  const { send, create, clock, read } = picwish();
  const ask = (body: object) =>
    send(
      new Request('http://picwish.test/api/tasks/visual/colorization', {
        method: 'POST',
        headers: { 'x-api-key': 'mock-picwish-key', 'content-type': '' },
        body: JSON.stringify(body),
      }),
    );
  const answers = await Promise.all([
    ask({ image_url: 'https://photos.example/a.jpg', sync: 0 }),
    ask({ image_base64: Buffer.from(await png.arrayBuffer()).toString('base64') }),
    create('visual/colorization', { file: jpeg }),
  ]);
  clock.advance(10_000);
  for (const { body } of answers)
    expect((await read('visual/colorization', body.data.task_id)).body.data.state).toBe(1);
});

it('knows a task only by its tool and its key, and for one hour', async () => {
  const { create, read, clock } = picwish();
  const { task_id } = (await create(scale, image)).body.data;
  expect(await read('visual/segmentation', task_id)).toMatchObject(refusal(404));
  expect(await read(scale, task_id, 'mock-picwish-poor-key')).toMatchObject(refusal(404));
  expect(await read(scale, 'f1acd233-5d0e-4c3f-9a0b-6f6f0f0d2c11')).toMatchObject(refusal(404));
  clock.advance(3_600_000);
  expect((await read(scale, task_id)).status).toBe(200);
  clock.advance(1);
  expect(await read(scale, task_id)).toMatchObject(refusal(404));
});

it('gives out URLs that end after an hour', async () => {
  const mock = picwish();
  const { image: url } = await ended(mock, scale, image);
  expect(await mock.get(url)).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
  expect((await mock.get(url.replace(/\?.*/, ''))).status).toBe(403);
  mock.clock.advance(3_600_001);
  expect((await mock.get(url)).status).toBe(403);
});

it('answers at once with sync, even a failure', async () => {
  const { create } = picwish();
  const good = await create(scale, { ...image, sync: '1' });
  expect(good.body).toMatchObject({ status: 200, message: 'success', data: { state: 1, progress: 100 } });
  const bad = await create(scale, { image_file: text, sync: '1', return_type: '3' });
  expect(bad.body).toMatchObject({ status: 200, data: { state: -7 } });
});

it('answers with base64 or the file itself', async () => {
  const { create } = picwish();
  const base64 = await create(scale, { ...image, sync: '1', return_type: '2' });
  const file = await create(scale, { ...image, sync: '1', return_type: '3' });
  expect(file.headers['content-type']).toBe('image/png');
  expect(file.body.equals(Buffer.from(base64.body.data.image, 'base64'))).toBe(true);
});

it('keeps the pictures of two copies of a world apart', async () => {
  const mock = picwish();
  const copy = picwish({}, {}, mock.world.fork());
  const [one, other] = await Promise.all([
    ended(mock, 'visual/colorization', image),
    ended(copy, 'visual/colorization', { image_url: 'https://photos.example/a.jpg' }),
  ]);
  expect(one.task_id).toBe(other.task_id);
  expect([one.image_width, other.image_width]).toEqual([24, 480]);
});

it('posts to callback_url what a poll answers, once', async () => {
  const mock = picwish();
  const { url, told } = await listen({ body: '{}' });
  const { task_id } = (await mock.create(scale, { ...image, callback_url: url })).body.data;
  mock.clock.advance(9_999);
  expect(told).toEqual([]);
  mock.clock.advance(1);
  await expect.poll(() => told.length).toBe(1);
  const polled = (await mock.read(scale, task_id)).body.data;
  expect(JSON.parse(told[0]?.body ?? '')).toEqual({ status: 200, message: 'success', data: polled });
  expect(told[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(told).toHaveLength(1);
});

it('reports a task that moves with the polls when one sees it ended', async () => {
  const mock = picwish({}, { taskTiming: { mode: 'polls', polls: 2 } });
  const { url, told } = await listen({ body: '{}' });
  const { task_id } = (await mock.create(scale, { ...image, callback_url: url })).body.data;
  await mock.read(scale, task_id);
  expect(told).toEqual([]);
  for (let polls = 0; polls < 3; polls++) await mock.read(scale, task_id);
  await mock.create(scale, { ...image, callback_url: url });
  const other = [...mock.world.tasks.state.keys()].at(-1) ?? '';
  for (let polls = 0; polls < 2; polls++) await mock.read(scale, other);
  await expect.poll(() => told.at(-1)?.body).toContain(other);
  expect(told).toHaveLength(2);
});

it('posts to callback_url however long a task takes', async () => {
  const { url, told } = await listen({ body: '{}' });
  const mock = picwish({}, { taskTiming: { mode: 'timed', minMs: 2_000, maxMs: 4_000 } });
  for (let n = 0; n < 10; n++) await mock.create(scale, { ...image, callback_url: url });
  mock.clock.advance(4_000);
  await expect.poll(() => told.length).toBe(10);
});
