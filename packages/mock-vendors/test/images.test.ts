import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ImageStep, inspect, render } from '../src/world/images.ts';

const svg = (width: number, height: number, shapes: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`);

/** A red disc in the middle of a white sheet, with a white hole. */
const disc = (): Sharp =>
  sharp(
    svg(
      120,
      100,
      `<rect width="120" height="100" fill="#fff"/><circle cx="60" cy="50" r="30" fill="#c02020"/>
      <circle cx="60" cy="50" r="8" fill="#fff"/>`,
    ),
  ).removeAlpha();

/** The same disc before stripes of many colours. */
function busyDisc(): Sharp {
  const stripes = Array.from(
    { length: 16 },
    (_, i) =>
      `<rect x="${i * 16}" width="16" height="200" fill="hsl(${60 + (i % 4) * 50} 60% ${30 + (i % 4) * 12}%)"/>`,
  );
  return sharp(
    svg(240, 200, `${stripes.join('')}<ellipse cx="120" cy="110" rx="60" ry="70" fill="#d03020"/>`),
  ).removeAlpha();
}

const noise = (): Sharp =>
  sharp({
    create: {
      width: 64,
      height: 48,
      channels: 3,
      background: '#777',
      noise: { type: 'gaussian', mean: 120, sigma: 20 },
    },
  });

const png = (image: Sharp) => image.png().toBuffer();

/** Renders to PNG and reads the pixels back, four channels each. */
async function pixelsOf(source: Buffer, ...steps: ImageStep[]) {
  const { bytes, width, height } = await render(source, steps, { format: 'png' });
  const data = await sharp(bytes).ensureAlpha().raw().toBuffer();
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  return { at, width, height, hasAlpha: (await sharp(bytes).metadata()).hasAlpha };
}

/** A Windows bitmap, whose rows go up and whose colours begin with blue. */
async function bmp(image: Sharp, { bits, isTopDown = false }: { bits: 8 | 24 | 32; isTopDown?: boolean }) {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const palette =
    bits === 8
      ? Buffer.from(Array.from({ length: 256 }, (_, i) => [255 - i, 0, i, 0]).flat())
      : Buffer.alloc(0);
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + palette.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(info.width, 18);
  head.writeInt32LE(isTopDown ? -info.height : info.height, 22);
  head.writeUInt16LE(bits, 28);
  const rows = Array.from({ length: info.height }, (_, y) => {
    const row = Buffer.alloc(Math.ceil((info.width * bits) / 32) * 4);
    for (let x = 0; x < info.width; x++) {
      const [red = 0, green = 0, blue = 0] = data.subarray((y * info.width + x) * 3);
      row.set([blue, green, red].slice(0, bits === 8 ? 1 : 3), (x * bits) / 8);
    }
    return row;
  });
  return Buffer.concat([head, palette, ...(isTopDown ? rows : rows.reverse())]);
}

/** 64 megapixels in some kilobytes of valid PNG. */
function bomb(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const side = 8000;
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc((1 + side / 8) * side));
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

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
    const corner = svg(60, 60, '<circle cx="12" cy="12" r="10" fill="#000"/>');
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
  });

  it('paints a grey picture and hardly touches a coloured one', async () => {
    const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } });
    const [red = 0, , blue = 0] = (
      await pixelsOf(await png(grey.toColourspace('b-w')), { step: 'colourize' })
    ).at(4, 4);
    expect(red - blue).toBeGreaterThan(30);
    const coloured = (await pixelsOf(await png(busyDisc()), { step: 'colourize' })).at(120, 110);
    for (const [i, value] of [208, 48, 32, 255].entries())
      expect(Math.abs((coloured[i] as number) - value)).toBeLessThan(12);
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
    const sky = svg(
      100,
      100,
      `<linearGradient id="g" x2="0" y2="1"><stop stop-color="#205080"/><stop offset="1" stop-color="#80b0e0"/></linearGradient>
      <rect width="100" height="100" fill="url(#g)"/><rect x="40" y="40" width="20" height="20" fill="#f00"/>`,
    );
    const { at } = await pixelsOf(sky, { step: 'inpaint', boxes: [{ x: 38, y: 38, width: 24, height: 24 }] });
    const [filled, beside] = [at(50, 50), at(10, 50)];
    for (const i of [0, 1, 2])
      expect(Math.abs((filled[i] as number) - (beside[i] as number))).toBeLessThan(12);
  });

  it('fills what is white in a mask and nothing else', async () => {
    const source = await png(noise());
    const mask = svg(
      64,
      48,
      '<rect width="64" height="48" fill="#000"/><rect x="24" y="19" width="12" height="12" fill="#fff"/>',
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
    const page = svg(
      400,
      400,
      `<rect width="400" height="400" fill="#b8b4aa"/><g transform="rotate(5 200 200)">${lines.join('')}</g>`,
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
      { step: 'colourize' },
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
