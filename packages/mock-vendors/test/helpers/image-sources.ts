import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { type ImageStep, render } from '../../src/world/images.ts';

export const svg = (width: number, height: number, shapes: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`);

/** A red disc in the middle of a white sheet, with a white hole. */
export const disc = (): Sharp =>
  sharp(
    svg(
      120,
      100,
      `<rect width="120" height="100" fill="#fff"/><circle cx="60" cy="50" r="30" fill="#c02020"/>
      <circle cx="60" cy="50" r="8" fill="#fff"/>`,
    ),
  ).removeAlpha();

/** The same disc before stripes of many colours. */
export function busyDisc(): Sharp {
  const stripes = Array.from(
    { length: 16 },
    (_, i) =>
      `<rect x="${i * 16}" width="16" height="200" fill="hsl(${60 + (i % 4) * 50} 60% ${30 + (i % 4) * 12}%)"/>`,
  );
  return sharp(
    svg(240, 200, `${stripes.join('')}<ellipse cx="120" cy="110" rx="60" ry="70" fill="#d03020"/>`),
  ).removeAlpha();
}

export const noise = (): Sharp =>
  sharp({
    create: {
      width: 64,
      height: 48,
      channels: 3,
      background: '#777',
      noise: { type: 'gaussian', mean: 120, sigma: 20 },
    },
  });

export const png = (image: Sharp) => image.png().toBuffer();

/** Renders to PNG and reads the pixels back, four channels each. */
export async function pixelsOf(source: Buffer, ...steps: ImageStep[]) {
  const { bytes, width, height } = await render(source, steps, { format: 'png' });
  const data = await sharp(bytes).ensureAlpha().raw().toBuffer();
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  return { at, width, height, hasAlpha: (await sharp(bytes).metadata()).hasAlpha };
}

/** A Windows bitmap, whose rows go up and whose colours begin with blue. */
export async function bmp(
  image: Sharp,
  { bits, isTopDown = false }: { bits: 8 | 24 | 32; isTopDown?: boolean },
) {
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
export function bomb(): Buffer {
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
