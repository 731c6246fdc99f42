import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inspect, render } from '../src/world/images.ts';
import { busyDisc, disc, noise, pixelsOf, png, svg } from './helpers/image-sources.ts';

describe('background', () => {
  it('keys out a plain border and leaves the subject, with its enclosed hole', async () => {
    const { at, hasAlpha } = await pixelsOf(await png(disc()), {
      step: 'background',
      background: 'transparent',
    });
    expect(hasAlpha).toBe(true);
    expect(at(2, 2)).toEqual([0, 0, 0, 0]);
    expect(at(60, 95)[3]).toBe(0);
    expect(at(60, 30)).toEqual([192, 32, 32, 255]);
    expect(at(60, 50)).toEqual([255, 255, 255, 255]);
  });

  it('gives the subject a soft edge', async () => {
    const { at } = await pixelsOf(await png(disc()), { step: 'background', background: 'transparent' });
    const alphas = Array.from({ length: 12 }, (_, i) => at(60, 14 + i)[3] as number);
    expect(alphas.some((alpha) => alpha > 20 && alpha < 235)).toBe(true);
  });

  it('puts the subject on a colour', async () => {
    const { at, hasAlpha } = await pixelsOf(await png(disc()), {
      step: 'background',
      background: [85, 142, 213],
    });
    expect(hasAlpha).toBe(false);
    expect(at(2, 2)).toEqual([85, 142, 213, 255]);
    expect(at(60, 30)).toEqual([192, 32, 32, 255]);
  });

  it('puts the subject on a vertical gradient', async () => {
    const background = { top: [120, 120, 120], bottom: [220, 220, 220] } as const;
    const { at } = await pixelsOf(await png(disc()), { step: 'background', background });
    expect(at(5, 0)[0]).toBeLessThan(125);
    expect(at(5, 99)[0]).toBeGreaterThan(215);
  });

  it('tells the subject from a border of many colours', async () => {
    const { at } = await pixelsOf(await png(busyDisc()), { step: 'background', background: 'transparent' });
    expect([at(2, 2)[3], at(237, 2)[3], at(40, 150)[3], at(200, 150)[3]]).toEqual([0, 0, 0, 0]);
    expect([at(120, 60)[3], at(120, 110)[3], at(80, 110)[3]]).toEqual([255, 255, 255]);
  });

  it('keeps the middle where nothing stands out', async () => {
    const plain = sharp({ create: { width: 90, height: 60, channels: 3, background: '#456' } });
    const { at } = await pixelsOf(await png(plain), { step: 'background', background: 'transparent' });
    expect(at(1, 1)[3]).toBe(0);
    expect(at(45, 34)[3]).toBe(255);
  });

  it('keeps the alpha of a picture that is already cut out', async () => {
    const corner = await png(sharp(svg(60, 60, '<circle cx="12" cy="12" r="10" fill="#000"/>')));
    const { at } = await pixelsOf(corner, { step: 'background', background: [0, 0, 255] });
    expect([at(12, 12), at(30, 30)]).toEqual([
      [0, 0, 0, 255],
      [0, 0, 255, 255],
    ]);
  });

  it('tells where the subject is', async () => {
    const source = await png(disc());
    const { visible } = await render(source, [{ step: 'background', background: 'transparent' }], {
      format: 'png',
    });
    for (const [name, value] of Object.entries({ x: 30, y: 20, width: 60, height: 60 }))
      expect(Math.abs((visible?.[name as 'x'] as number) - value)).toBeLessThanOrEqual(4);
    expect((await render(source, [], { format: 'png' })).visible).toBeUndefined();
  });

  it('can be had as a mask', async () => {
    const { at, hasAlpha } = await pixelsOf(await png(disc()), { step: 'mask' });
    expect(hasAlpha).toBe(false);
    expect([at(2, 2), at(60, 30)]).toEqual([
      [0, 0, 0, 255],
      [255, 255, 255, 255],
    ]);
  });
});

describe('steps', () => {
  it('multiplies pixels', async () => {
    expect(await pixelsOf(await png(disc()), { step: 'scale', factor: 4 })).toMatchObject({
      width: 480,
      height: 400,
    });
  });

  it('bounds what an enlargement may make', async () => {
    const large = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#fff' } });
    const { width, height } = await render(await png(large), [{ step: 'scale', factor: 8 }], {
      format: 'jpeg',
    });
    expect(width * height).toBeLessThanOrEqual(4096 * 4096);
    expect(width / height).toBeCloseTo(4 / 3, 2);
  }, 60_000);

  it('paints a grey picture and hardly touches a coloured one', async () => {
    const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } });
    const [red = 0, , blue = 0] = (
      await pixelsOf(await png(grey.toColourspace('b-w')), { step: 'colorize' })
    ).at(4, 4);
    expect(red - blue).toBeGreaterThan(30);
    const coloured = (await pixelsOf(await png(busyDisc()), { step: 'colorize' })).at(120, 110);
    for (const [i, value] of [208, 48, 32, 255].entries())
      expect(Math.abs((coloured[i] as number) - value)).toBeLessThan(12);
  });

  it('clears fog without making another picture of it', async () => {
    const fog = await png(
      sharp({
        create: {
          ...{ width: 200, height: 100, channels: 3, background: '#888' },
          noise: { type: 'gaussian', mean: 190, sigma: 8 },
        },
      }),
    );
    const { bytes } = await render(fog, [{ step: 'defog' }], { format: 'png' });
    const [before, after] = await Promise.all([fog, bytes].map((one) => sharp(one).stats()));
    const [was, is] = [before?.channels[0], after?.channels[0]];
    expect(is?.stdev).toBeGreaterThan(9);
    expect(is?.stdev).toBeLessThan(20);
    expect(Math.abs((is?.mean ?? 0) - (was?.mean ?? 0))).toBeLessThan(6);
  });

  it.each(['sharpen', 'smooth', 'defog'] as const)('%s changes pixels, but not the size', async (step) => {
    const source = await png(noise());
    const [before, after] = [await pixelsOf(source), await pixelsOf(source, { step })];
    expect([after.width, after.height]).toEqual([64, 48]);
    expect(after.at(20, 20)).not.toEqual(before.at(20, 20));
  });

  it('writes a watermark over the whole picture without any font', async () => {
    const plain = await png(
      sharp({ create: { width: 300, height: 200, channels: 3, background: '#808080' } }),
    );
    const { bytes } = await render(plain, [{ step: 'watermark', text: 'Preview' }], { format: 'png' });
    const quarters = [0, 150].flatMap((left) =>
      [0, 100].map((top) => ({ left, top, width: 150, height: 100 })),
    );
    for (const quarter of quarters) {
      const { channels } = await sharp(await sharp(bytes).extract(quarter).png().toBuffer()).stats();
      expect(channels[0]?.max).toBeGreaterThan(180);
    }
  });

  it('writes other letters for another text', async () => {
    const plain = await png(
      sharp({ create: { width: 300, height: 200, channels: 3, background: '#808080' } }),
    );
    const marked = async (text: string) =>
      (await render(plain, [{ step: 'watermark', text }], { format: 'png' })).bytes;
    expect((await marked('ABC')).equals(await marked('ABD'))).toBe(false);
  });

  it('cuts out an ellipse and crops to it', async () => {
    const { at, width, height } = await pixelsOf(
      await png(busyDisc()),
      { step: 'ellipse' },
      { step: 'crop' },
    );
    expect(width).toBeLessThan(200);
    expect(height).toBeLessThan(190);
    expect(at(0, 0)[3]).toBe(0);
    expect(at(Math.floor(width / 2), Math.floor(height / 2))[3]).toBe(255);
  });

  it('fills a box from what is around it', async () => {
    const sky = await png(
      sharp(
        svg(
          100,
          100,
          `<linearGradient id="g" x2="0" y2="1"><stop stop-color="#205080"/><stop offset="1" stop-color="#80b0e0"/></linearGradient>
      <rect width="100" height="100" fill="url(#g)"/><rect x="40" y="40" width="20" height="20" fill="#f00"/>`,
        ),
      ),
    );
    const { at } = await pixelsOf(sky, { step: 'inpaint', boxes: [{ x: 38, y: 38, width: 24, height: 24 }] });
    const [filled, beside] = [at(50, 50), at(10, 50)];
    for (const i of [0, 1, 2])
      expect(Math.abs((filled[i] as number) - (beside[i] as number))).toBeLessThan(12);
  });

  it('fills what is white in a mask and nothing else', async () => {
    const source = await png(noise());
    const mask = await png(
      sharp(
        svg(
          64,
          48,
          '<rect width="64" height="48" fill="#000"/><rect x="24" y="19" width="12" height="12" fill="#fff"/>',
        ),
      ),
    );
    const [before, after] = [await pixelsOf(source), await pixelsOf(source, { step: 'inpaint', mask })];
    expect(after.at(30, 25)).not.toEqual(before.at(30, 25));
    expect([after.at(23, 25), after.at(36, 25)]).toEqual([before.at(23, 25), before.at(36, 25)]);
  });

  it.each([
    [{ x: -50, y: -50, width: 20, height: 20 }],
    [{ x: 0, y: 0, width: 1000, height: 1000 }],
    [{ x: 110, y: 90, width: 50, height: 50 }],
    [{ x: 10, y: 10, width: 0, height: 5 }],
  ])('survives the box %j', async (box) => {
    const { width, height } = await pixelsOf(await png(disc()), { step: 'inpaint', boxes: [box] });
    expect([width, height]).toEqual([120, 100]);
  });

  it('levels a slanted page and whitens its paper', async () => {
    const lines = Array.from(
      { length: 9 },
      (_, i) => `<rect x="60" y="${60 + i * 30}" width="280" height="8" fill="#222"/>`,
    );
    const page = await png(
      sharp(
        svg(
          400,
          400,
          `<rect width="400" height="400" fill="#b8b4aa"/><g transform="rotate(5 200 200)">${lines.join('')}</g>`,
        ),
      ),
    );
    const { at, width } = await pixelsOf(page, { step: 'correct' });
    const rows = [40, width - 41].map((x) => Array.from({ length: 60 }, (_, y) => at(x, y)[0] as number));
    const [left, right] = rows.map((column) => column.findIndex((value) => value < 100));
    expect(Math.abs((left as number) - (right as number))).toBeLessThanOrEqual(4);
    expect(Math.max(...(rows[0] as number[]))).toBeGreaterThan(240);
  });

  it('fits an id photo exactly and a thumbnail within its side', async () => {
    const source = await png(disc());
    expect(await pixelsOf(source, { step: 'resize', width: 295, height: 413 })).toMatchObject({
      width: 295,
      height: 413,
    });
    expect(await pixelsOf(source, { step: 'thumbnail', size: 60 })).toMatchObject({ width: 60, height: 50 });
    expect(await pixelsOf(source, { step: 'thumbnail', size: 600 })).toMatchObject({
      width: 120,
      height: 100,
    });
  });
});

it('takes no SVG, which a few bytes can make endless', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  expect(await inspect(Buffer.from(svg))).toBeUndefined();
});

it.each([
  ['smooth', { step: 'smooth' }, 4, 40],
  ['smooth', { step: 'smooth' }, 2, 2],
  ['defog', { step: 'defog' }, 1, 1],
  ['expand', { step: 'expand', top: 0.1, bottom: 1, left: 0, right: 0.5 }, 2, 2],
  ['expand', { step: 'expand', top: 3, bottom: 3, left: 3, right: 3 }, 4000, 1],
  ['scale', { step: 'scale', factor: 4 }, 16_300, 1],
] as const)('renders %s of a picture with odd sides', async (_name, step, width, height) => {
  const source = await sharp({ create: { width, height, channels: 3, background: '#888' } })
    .png()
    .toBuffer();
  expect((await render(source, [step], { format: 'jpeg' })).bytes.length).toBeGreaterThan(0);
});
