import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ImageStep, inspect, render } from '../src/world/images.ts';
import { bmp, bomb, busyDisc, disc, pixelsOf, png } from './helpers/image-sources.ts';

describe('encoding', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('writes %s', async (format) => {
    const { bytes, type } = await render(await png(disc()), [], { format });
    expect(type).toBe(`image/${format}`);
    expect(await inspect(bytes)).toEqual({ format, width: 120, height: 100 });
  });

  it('keeps transparency in webp and paints it white in jpeg', async () => {
    const steps = [{ step: 'background', background: 'transparent' }] as const;
    const source = await png(busyDisc());
    const webp = await render(source, steps, { format: 'webp' });
    expect((await sharp(webp.bytes).metadata()).hasAlpha).toBe(true);
    const jpeg = await render(source, steps, { format: 'jpeg' });
    const [corner] = await sharp(jpeg.bytes).raw().toBuffer();
    expect(corner).toBeGreaterThan(245);
  });

  it('writes the density', async () => {
    const { bytes } = await render(await png(disc()), [], { format: 'jpeg', dpi: 300 });
    expect((await sharp(bytes).metadata()).density).toBe(300);
  });

  it('makes smaller files with a lower quality, and under a limit', async () => {
    const source = await png(busyDisc());
    const size = async (options: { quality?: number; maxBytes?: number }) =>
      (await render(source, [], { format: 'jpeg', ...options })).bytes.length;
    const [good, poor] = [await size({ quality: 95 }), await size({ quality: 20 })];
    expect(poor).toBeLessThan(good);
    expect(await size({ maxBytes: (good + poor) / 2 })).toBeLessThanOrEqual((good + poor) / 2);
  });

  it('makes the same bytes of the same picture', async () => {
    const source = await png(busyDisc());
    const [one, other] = await Promise.all(
      [1, 2].map(() =>
        render(source, [{ step: 'background', background: 'transparent' }], { format: 'png' }),
      ),
    );
    expect(one?.bytes.equals(other?.bytes as Buffer)).toBe(true);
  });
});

describe('what is uploaded', () => {
  const cutOut: ImageStep = { step: 'background', background: 'transparent' };

  it('is turned upright as EXIF says', async () => {
    const lying = await disc().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await inspect(lying)).toEqual({ format: 'jpeg', width: 100, height: 120 });
    expect(await pixelsOf(lying)).toMatchObject({ width: 100, height: 120 });
  });

  it.each([
    ['grey', () => png(disc().toColourspace('b-w'))],
    ['grey with alpha', () => png(disc().toColourspace('b-w').ensureAlpha(0.5))],
    ['16 bits a channel', () => png(disc().toColourspace('rgb16'))],
    ['CMYK', () => disc().toColourspace('cmyk').jpeg().toBuffer()],
    ['a palette', () => disc().png({ palette: true }).toBuffer()],
    ['GIF', () => disc().gif().toBuffer()],
    ['TIFF', () => disc().tiff().toBuffer()],
    ['one pixel', () => png(disc().resize(1, 1))],
    ['a thin line', () => png(disc().resize(3000, 1, { fit: 'fill' }))],
  ])('may be %s', async (_name, make) => {
    const source = await make();
    const { width = 0, height = 0 } = (await inspect(source)) ?? {};
    const every: ImageStep[] = [
      { step: 'sharpen' },
      { step: 'colorize' },
      { step: 'inpaint', boxes: [{ x: 0, y: 0, width: 5, height: 5 }] },
      cutOut,
      { step: 'ellipse' },
      { step: 'correct' },
    ];
    for (const step of every) expect(await render(source, [step], { format: 'png' })).toBeTruthy();
    expect(await pixelsOf(source, cutOut)).toMatchObject({ width, height });
  });

  it.each([{ bits: 24 } as const, { bits: 32 } as const, { bits: 24, isTopDown: true } as const])(
    'may be a bitmap of %j',
    async (form) => {
      const upper = disc().extract({ left: 0, top: 0, width: 119, height: 50 });
      const source = await bmp(upper, form);
      expect(await inspect(source)).toEqual({ format: 'bmp', width: 119, height: 50 });
      const { at } = await pixelsOf(source);
      expect([at(60, 3), at(60, 30)]).toEqual([
        [255, 255, 255, 255],
        [192, 32, 32, 255],
      ]);
    },
  );

  it('may be a bitmap with a palette', async () => {
    const grey = sharp({ create: { width: 5, height: 3, channels: 3, background: '#404040' } });
    expect((await pixelsOf(await bmp(grey, { bits: 8 }))).at(2, 2)).toEqual([64, 0, 191, 255]);
  });

  it.each([
    ['empty', async () => Buffer.alloc(0)],
    ['text', async () => Buffer.from('not a picture')],
    ['half a JPEG', async () => half(await busyDisc().jpeg().toBuffer())],
    ['half a PNG', async () => half(await png(busyDisc()))],
    ['half a bitmap', async () => half(await bmp(disc(), { bits: 24 }))],
    ['the head of a bitmap', async () => Buffer.from('BM')],
    ['a decompression bomb', async () => bomb()],
  ])('is refused if it is %s', async (_name, make) => {
    const source = await make();
    expect(await inspect(source)).toBeUndefined();
    await expect(render(source, [], { format: 'png' })).rejects.toThrow();
  });
});

const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);
