import sharp from 'sharp';
import { expect, it } from 'vitest';
import { jpeg, png } from '../helpers/pictures.ts';
import { ended, picwish } from '../helpers/picwish.ts';

const image = { image_file: jpeg };
const boxes = '[{"x":2,"y":2,"width":4,"height":4}]';

const pictureOf = (width: number, height: number, format: 'png' | 'jpeg' = 'png') =>
  sharp({ create: { width, height, channels: 3, background: '#446688' } })
    .toFormat(format)
    .toBuffer()
    .then((bytes) => new File([new Uint8Array(bytes)], `a.${format}`));

it.each([
  ['visual/segmentation', image, 1],
  ['visual/self-face-cutout', image, 1],
  ['visual/colorization', image, 1],
  ['visual/scale', image, 2],
  ['visual/scale-pro', image, 5],
  ['visual/scale-pro', { ...image, type: '1' }, 4],
  ['visual/correction', image, 3],
  ['visual/inpaint', { ...image, rectangles: boxes }, 1],
  ['visual/watermark', { ...image, mask_file: png }, 1],
  ['visual/external/watermark-remove', { file: jpeg }, 1],
  ['visual/advanced/watermark-remove', image, 1],
  ['visual/idphoto', image, 1],
  ['visual/external/idphoto', image, 6],
  ['visual/external/idphoto', { ...image, clothes_id: '7' }, 15],
  ['visual/external/idphoto', { ...image, auto_smooth: '1', layout: '1' }, 19],
  ['visual/external/idphoto', { ...image, preview: '1', layout: '1' }, 0],
  ['visual/imgcompress', image, 1],
  ['visual/clothing-segmentation', image, 3],
  ['visual/r-clothing-segmentation', image, 3],
  ['visual/retouching-collection', { ...image, mask_file: png }, 1],
  ['visual/background', { ...image, prompt: 'sea' }, 6],
  ['visual/background', { ...image, scene_type: '105', batch_size: '1' }, 3],
  ['document/ocr', image, 1],
])('charges for %s with %j what the price list says', async (path, fields, credits) => {
  const { create, credits: balance, world } = picwish();
  expect((await create(path, fields)).status).toBe(200);
  expect(world.ledger.cost({ vendor: 'picwish', account: 'rich' })).toBe(credits);
  expect((await balance()).body.data).toEqual([{ remaining_credits: 500 - credits, used_credits: credits }]);
});

it('charges more for larger pictures', async () => {
  const wide = await pictureOf(2049, 10);
  const wider = await pictureOf(4097, 10);
  const { create, world } = picwish();
  await create('visual/scale', { image_file: wide });
  await create('visual/imgcompress', { image_file: wider });
  expect(world.ledger.entries.map(({ credits }) => credits)).toEqual([3, 2]);
});

it('refuses what the credits do not suffice for, with a status that is a setting', async () => {
  const { create, setCredits, world } = picwish();
  setCredits(1);
  expect(await create('visual/scale', image)).toMatchObject({ status: 402, body: { status: 402 } });
  expect(world.tasks.state.size).toBe(0);
  expect((await create('visual/colorization', image)).status).toBe(200);
  const strange = picwish({ noCreditsStatus: 400 });
  expect(await strange.create('visual/scale', image, 'mock-picwish-poor-key')).toMatchObject({ status: 400 });
});

async function result(path: string, fields: Parameters<typeof ended>[2], field = 'image') {
  const mock = picwish();
  const data = await ended(mock, path, fields);
  const { body, headers } = await mock.get(data[field]);
  return {
    data,
    bytes: body as Buffer,
    type: headers['content-type'],
    read: () => sharp(body as Buffer).metadata(),
  };
}

it.each([
  ['200', 800],
  ['600', 1200],
  ['1100', 1100],
])('enlarges %s pixels by itself to %i', async (side, expected) => {
  const { read } = await result('visual/scale', { image_file: await pictureOf(Number(side), 20) });
  expect(await read()).toMatchObject({ width: expected });
});

it.each([
  ['visual/segmentation', image, { format: 'png', hasAlpha: true }],
  ['visual/segmentation', { ...image, format: 'jpg', bg_color: 'FF0000' }, { format: 'jpeg' }],
  ['visual/self-face-cutout', image, { format: 'png', hasAlpha: true }],
  ['visual/self-face-cutout', { ...image, output_format: 'jpg' }, { format: 'jpeg' }],
  ['visual/colorization', image, { format: 'jpeg' }],
  ['visual/colorization', { ...image, format: 'webp' }, { format: 'webp' }],
  ['visual/idphoto', { ...image, size: '300x400' }, { format: 'png', width: 300, height: 400 }],
  ['visual/idphoto', { ...image, format: 'jpg', bg_color: '438EDB' }, { format: 'jpeg' }],
  [
    'visual/external/idphoto',
    { ...image, px_width: '120', px_height: '160', dpi: '300' },
    { width: 120, height: 160, density: 300 },
  ],
  ['visual/imgcompress', { ...image, width: '12' }, { width: 12, height: 8, format: 'jpeg' }],
  [
    'visual/imgcompress',
    { ...image, width: '10', height: '10', format: 'webp' },
    { width: 10, height: 10, format: 'webp' },
  ],
])('makes a picture with %s as asked: %#', async (path, fields, expected) => {
  expect(await (await result(path, fields)).read()).toMatchObject(expected);
});

it('cuts out, crops and says where', async () => {
  const { data, read } = await result('visual/segmentation', { ...image, crop: '1', output_type: '1' });
  const { width, height } = await read();
  expect([width < 24 || height < 16, data.mask]).toEqual([true, expect.stringContaining('_1.png?')]);
  expect(data.foreground_rect).toMatchObject({ x: expect.any(Number), width: expect.any(Number) });
  const { data: maskOnly } = await result('visual/segmentation', { ...image, output_type: '3' }, 'mask');
  expect(maskOnly.image).toBe('');
});

it('compresses below a size', async () => {
  const noise = await sharp({
    create: {
      width: 256,
      height: 256,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg({ quality: 100 })
    .toBuffer();
  const image_file = new File([new Uint8Array(noise)], 'noise.jpg');
  const { bytes } = await result('visual/imgcompress', { image_file, kbyte: '20' });
  expect([noise.length > 40_000, bytes.length <= 20 * 1024]).toEqual([true, true]);
});

it('erases what is marked', async () => {
  const untouched = await sharp(await jpeg.arrayBuffer())
    .raw()
    .toBuffer();
  const { bytes } = await result('visual/inpaint', { ...image, rectangles: boxes });
  expect((await sharp(bytes).raw().toBuffer()).equals(untouched)).toBe(false);
});

it('makes one or two backgrounds', async () => {
  const mock = picwish();
  const fields = { image_file: png, prompt: 'a beach' };
  expect(await ended(mock, 'visual/background', fields)).toMatchObject({
    image_1: expect.stringContaining('http'),
    image_2: expect.stringContaining('http'),
  });
  const one = await ended(mock, 'visual/background', { ...fields, batch_size: '1' });
  expect([one.image_1 === '', one.image_2]).toEqual([false, '']);
});

it('gives masks of clothes one by one, as an archive, or both', async () => {
  const path = 'visual/clothing-segmentation';
  const masks = async (output_type: string) => {
    const { class_masks, clothes_masks } = await ended(picwish(), path, { ...image, output_type });
    return [Object.keys(class_masks), clothes_masks === ''];
  };
  expect(await masks('1')).toEqual([['clothes'], true]);
  expect(await masks('2')).toEqual([[], false]);
  expect(await masks('3')).toEqual([['clothes'], false]);
  const { bytes, type } = await result(path, { ...image, output_type: '2' }, 'clothes_masks');
  expect([type, bytes.subarray(0, 4).toString('hex')]).toEqual(['application/zip', '504b0304']);
});

it.each([
  ['txt', /^text\/plain/, 'PicW'],
  ['pdf', /^application\/pdf/, '%PDF'],
  ['docx', /wordprocessingml/, 'PK\u0003\u0004'],
  ['xlsx', /spreadsheetml/, 'PK\u0003\u0004'],
  ['pptx', /presentationml/, 'PK\u0003\u0004'],
])('writes down text as %s', async (format, type, head) => {
  const written = await result('document/ocr', { ...image, format }, 'file');
  expect(written.type).toMatch(type);
  expect(written.bytes.subarray(0, 4).toString()).toBe(head);
});

it('reads documents, too', async () => {
  const image_file = new File(['%PDF-1.7 invented'], 'a.pdf');
  expect(await ended(picwish(), 'document/ocr', { image_file })).toMatchObject({ state: 1 });
  expect(await ended(picwish(), 'visual/scale', { image_file })).toMatchObject({ state: -7 });
});
