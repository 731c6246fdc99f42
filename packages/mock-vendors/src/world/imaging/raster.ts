import type { Sharp, TrimOptions } from 'sharp';
import { isBmp, readBmp } from './bmp.ts';
import { isRasterFile } from './file-kind.ts';
import { sharp } from './sharp.ts';

/** Pixels between two steps: sRGB, 8 bits a channel, with alpha if there is a fourth channel. */
export interface Raster {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Larger pictures are not decoded: a few kilobytes of PNG can unpack to gigabytes. */
export const maxInputPixels = 50_000_000;

/**
 * Forgives what every viewer forgives, but not a file that ends early. Throws for a file that is no raster picture. With
 * `anySize`, only the head may be read.
 */
export function openFile(bytes: Uint8Array, { anySize = false } = {}): Sharp {
  if (!isRasterFile(bytes)) throw new Error('the file is not a picture');
  if (isBmp(bytes)) return open(readBmp(bytes, maxInputPixels));
  return sharp(bytes, { limitInputPixels: anySize ? false : maxInputPixels, failOn: 'truncated' });
}

export const open = ({ data, width, height, channels }: Raster): Sharp =>
  sharp(data, { raw: { width, height, channels } });

export async function rasterOf(image: Sharp): Promise<Raster> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

/** Cuts off the border that looks like the first pixel, or like a color. */
export async function trim(raster: Raster, options: TrimOptions): Promise<Raster> {
  // libvips refuses anything smaller.
  if (Math.min(raster.width, raster.height) < 3) return raster;
  return rasterOf(open(raster).trim(options));
}

/** The same colors with another alpha. What is wholly transparent loses its color, too. */
export function withAlpha({ data, width, height, channels }: Raster, alpha: Uint8Array): Raster {
  const pixels = Buffer.alloc(width * height * 4);
  for (let i = 0; i < alpha.length; i++) {
    const opacity = alpha[i] as number;
    if (opacity === 0) continue;
    data.copy(pixels, i * 4, i * channels, i * channels + 3);
    pixels[i * 4 + 3] = opacity;
  }
  return { data: pixels, width, height, channels: 4 };
}

/** The fourth channel, or undefined if the picture is opaque. */
export function alphaOf({ data, channels }: Raster): Uint8Array | undefined {
  if (channels === 3) return undefined;
  const alpha = new Uint8Array(data.length / 4);
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[i * 4 + 3] as number;
  return alpha.some((value) => value < 128) ? alpha : undefined;
}

export function visibleBox(raster: Raster): Box | undefined {
  const alpha = alphaOf(raster);
  if (!alpha) return undefined;
  const { width } = raster;
  let [left, top, right, bottom] = [width, raster.height, -1, -1];
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] === 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: Math.max(0, right - left + 1), height: Math.max(0, bottom - top + 1) };
}
