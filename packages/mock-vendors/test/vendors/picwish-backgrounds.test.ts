import sharp from 'sharp';
import { expect, it } from 'vitest';
import { jpeg, png } from '../helpers/pictures.ts';
import { ended, type Picwish, picwish } from '../helpers/picwish.ts';

const expandTool = 'visual/advanced-image-expand';

/** Half red and half blue, so that what stays can be told from what is added. */
const half = { create: { width: 50, height: 80, channels: 3, background: '#d02020' } } as const;
const bytes = await sharp({ create: { width: 100, height: 80, channels: 3, background: '#2020d0' } })
  .composite([{ input: half, left: 0, top: 0 }])
  .png()
  .toBuffer();
const image_file = new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' });

const sizeOf = async (mock: Picwish, url: string) => {
  const { width, height } = await sharp((await mock.get(url)).body).metadata();
  return [width, height];
};

it('expands a picture by a tenth at each side, and by the ratios that are given', async () => {
  const mock = picwish();
  const usual = await ended(mock, expandTool, { image_file });
  expect(usual).toMatchObject({ state: 1, image_width: 120, image_height: 96 });
  const own = await ended(mock, expandTool, {
    image_file,
    top: '0.5',
    bottom: '1',
    left: '0.2',
    right: '0.3',
  });
  expect(await sizeOf(mock, own.image)).toEqual([150, 200]);
  const { data, info } = await sharp((await mock.get(own.image)).body)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  expect(at(20 + 25, 40 + 40)[0]).toBeGreaterThan(180);
  expect(at(20 + 75, 40 + 40)[2]).toBeGreaterThan(180);
});

it('keeps the size where a mask says what to paint', async () => {
  const mock = picwish();
  expect(await ended(mock, expandTool, { image_file, mask_file: png })).toMatchObject({
    state: 1,
    image_width: 100,
    image_height: 80,
  });
});

it.each([
  { top: '0' },
  { left: '1.1' },
  { right: '-1' },
  { bottom: 'NaN' },
  { image_url: `http://e.com/${'a'.repeat(512)}` },
])('refuses an expansion with %j', async (fields) => {
  const { create } = picwish();
  expect((await create(expandTool, { image_file, ...fields })).status).toBe(400);
});

it('takes the file if an expansion has a URL as well, and no formats but JPEG and PNG', async () => {
  const both = { image_file, image_url: 'https://example.com/a.jpg' };
  expect(await ended(picwish(), expandTool, both)).toMatchObject({ image_width: 120 });
  const webp = new File([new Uint8Array(await sharp(bytes).webp().toBuffer())], 'a.webp');
  expect(await ended(picwish(), expandTool, { image_file: webp })).toMatchObject({ state: -7 });
});

it.each([
  ['1', 3],
  ['2', 6],
  ['3', 8],
  ['4', 10],
])('makes %s backgrounds for %i credits, at both addresses', async (batch_size, credits) => {
  for (const path of ['visual/background', 'visual/r-background']) {
    const mock = picwish();
    const data = await ended(mock, path, { image_file: jpeg, prompt: 'sea', batch_size });
    const images = [1, 2, 3, 4].map((i) => data[`image_${i}`]).filter(Boolean);
    expect([images.length, mock.world.ledger.cost()]).toEqual([Number(batch_size), credits]);
  }
});

it('answers r-background with four slots, at once with sync, and leaves the rest empty', async () => {
  const fields = { image_file: jpeg, scene_type: '105', batch_size: '1', sync: '1' };
  const { body } = await picwish().create('visual/r-background', fields);
  const url = expect.stringMatching(/^http/);
  expect(body.data).toMatchObject({ state: 1, image_1: url, image_2: '', image_3: '', image_4: '' });
});

it('makes two backgrounds at most where the settings follow the newer page', async () => {
  const { create } = picwish({ maxBackgroundBatch: 2 });
  const fields = { image_file: jpeg, prompt: 'sea' };
  expect((await create('visual/background', { ...fields, batch_size: '3' })).status).toBe(400);
  expect((await create('visual/background', { ...fields, batch_size: '2' })).status).toBe(200);
  expect((await create('visual/r-background', { ...fields, batch_size: '4' })).status).toBe(200);
});

it('lists the background templates of its settings to a key', async () => {
  const backgroundTemplates = [{ id: 7, name: 'Beach', category: 'Nature' }];
  const mock = picwish({ backgroundTemplates });
  const url = 'http://picwish.test/app/picwish/third-party/background-template?language=en';
  const asked = (headers = {}) => mock.send(new Request(url, { headers }));
  expect((await asked({ 'x-api-key': 'mock-picwish-key' })).body).toMatchObject({
    status: 200,
    data: backgroundTemplates,
  });
  expect((await asked()).status).toBe(401);
});
