import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import { ImageFailure } from '../../src/world/images.ts';
import { openFile } from '../../src/world/imaging/raster.ts';
import { fangtang } from '../helpers/fangtang.ts';
import { jpeg } from '../helpers/pictures.ts';
import { ended, picwish } from '../helpers/picwish.ts';

async function plain(width: number, height: number): Promise<Blob> {
  const image = sharp({ create: { width, height, channels: 3, background: '#888' } });
  return new Blob([new Uint8Array(await image.png().toBuffer())]);
}

/** A JPEG whose head claims a size: to make one that is really so large takes seconds. */
async function jpegThatClaims(width: number, height: number): Promise<Blob> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
  bytes.set([height >> 8, height & 255, width >> 8, width & 255], frame + 5);
  return new Blob([bytes]);
}

it.each([
  [10_000, 6_000],
  [4_097, 10],
])('tells a JPEG of %i × %i from a broken one: it is too large', async (width, height) => {
  const image_file = await jpegThatClaims(width, height);
  expect(await ended(picwish(), 'visual/colorization', { image_file })).toMatchObject({ state: -5 });
});

it('hands no SVG to the decoder, however it is nested', () => {
  const groups = Array.from(
    { length: 30 },
    (_, i) => `<g id="a${i + 1}">${`<use href="#a${i}"/>`.repeat(8)}</g>`,
  );
  const bomb = `<svg xmlns="http://www.w3.org/2000/svg"><defs><rect id="a0"/>${groups.join('')}</defs><use href="#a30"/></svg>`;
  expect(() => openFile(Buffer.from(bomb))).toThrow();
});

it.each([
  [{ seq: 'scratch' }, 4, 40],
  [{ seq: 'sr', rate: '4' }, 16_400, 1],
  [{ seq: 'repair' }, 66_000, 1],
  [{ seq: 'defogging,colour,bg', rgb: '-1' }, 2, 2],
  [{ seq: 'bg', rgb: '1' }, 1, 1],
])('Fangtang does %j with a picture of %i × %i', async (fields, width, height) => {
  const { ask, get, clock } = fangtang();
  const file = await plain(width, height);
  const { mdf } = (await ask('uploads', { ...fields, platform: 'pc', file })).body.data;
  clock.advance(10_000);
  const { mdfs } = (await ask('status', { mdf, platform: 'pc' })).body.data;
  expect(mdfs[0]).toMatchObject({ code: 1 });
  expect((await get(mdfs[0].wmk_url)).status).toBe(200);
  const { url } = (await ask('download', { mdf })).body.data;
  expect((await get(url)).status).toBe(200);
});

it.each([
  ['visual/external/watermark-remove', {}],
  ['visual/segmentation', { crop: '1' }],
  ['visual/self-face-cutout', { crop: '1' }],
  ['visual/colorization', { format: 'webp' }],
  ['visual/correction', {}],
  ['visual/inpaint', { rectangles: '[{"x":0,"y":0,"width":2,"height":2}]' }],
  ['visual/idphoto', {}],
  ['visual/scale', {}],
] as const)('PicWish does %s with a picture of 2 × 2', async (path, fields) => {
  const source = path.includes('external') ? 'file' : 'image_file';
  expect(await ended(picwish(), path, { [source]: await plain(2, 2), ...fields })).toMatchObject({
    state: 1,
  });
});

it.each([
  [{ isTimeout: false }, -9],
  [{ isTimeout: true }, -8],
])(
  'PicWish fails a task whose result cannot be made (%j) with state %i, and gives the credits back',
  async (how, state) => {
    const mock = picwish();
    const before = (await mock.credits()).body.data[0].remaining_credits;
    vi.spyOn(mock.world.blobs, 'once').mockRejectedValue(new ImageFailure('broken', how));
    expect(await ended(mock, 'visual/colorization', { image_file: jpeg })).toMatchObject({ state });
    expect((await mock.credits()).body.data[0].remaining_credits).toBe(before);
  },
);

it('Fangtang fails a task whose result cannot be made, and charges no download of it', async () => {
  const { ask, clock, world } = fangtang();
  const third_code = 'hili-download';
  const fields = { third_code, seq: 'repair', platform: 'pc', file: jpeg };
  const { mdf } = (await ask('uploads', fields)).body.data;
  clock.advance(10_000);
  vi.spyOn(world.blobs, 'once').mockRejectedValue(new ImageFailure('broken'));
  expect((await ask('download', { third_code, mdf })).body).toMatchObject({ code: 9000 });
  const { mdfs } = (await ask('status', { third_code, mdf, platform: 'pc' })).body.data;
  expect(mdfs[0]).toMatchObject({ code: 2, task: 2010 });
  expect(world.ledger.entries).toEqual([]);
});
