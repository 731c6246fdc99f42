import type { Sharp } from 'sharp';
import { isBmp } from './imaging/bmp.ts';
import { colourize } from './imaging/colourize.ts';
import { headEllipse, withinEllipse } from './imaging/head.ts';
import { inpaint } from './imaging/inpaint.ts';
import { watermarkSvg } from './imaging/lettering.ts';
import {
  alphaOf,
  type Box,
  open,
  openFile,
  type Raster,
  rasterOf,
  trim,
  visibleBox,
  withAlpha,
} from './imaging/raster.ts';
import { straighten } from './imaging/straighten.ts';
import { subjectAlpha } from './imaging/subject.ts';

type Rgb = readonly [red: number, green: number, blue: number];
export type ImageBackground = 'transparent' | Rgb | { readonly top: Rgb; readonly bottom: Rgb };

/** What can be done to a picture. Real operations on real pixels, but no artificial intelligence. */
export type ImageStep =
  | { readonly step: 'sharpen' | 'smooth' | 'defog' | 'colourize' }
  | { readonly step: 'scale'; readonly factor: number }
  /** A simple border-colour key takes the background away. */
  | { readonly step: 'background'; readonly background: ImageBackground }
  /** The same key as a grey picture: white is the subject. */
  | { readonly step: 'mask' }
  /** An ellipse around the upper part of the subject; transparent outside. */
  | { readonly step: 'ellipse' }
  /** Cuts off what is wholly transparent. */
  | { readonly step: 'crop' }
  /** Levels a page, evens out its light and cuts off its plain border. */
  | { readonly step: 'correct' }
  /** Fills boxes from their surroundings, or what is white in a mask. */
  | { readonly step: 'inpaint'; readonly boxes: readonly Box[] }
  | { readonly step: 'inpaint'; readonly mask: Uint8Array }
  /** To an exact size, cut to its shape around the middle. */
  | { readonly step: 'resize'; readonly width: number; readonly height: number }
  | { readonly step: 'watermark'; readonly text: string }
  | { readonly step: 'thumbnail' /** Longest side in pixels. */; readonly size: number };

export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface ImageEncoding {
  readonly format: ImageFormat;
  readonly dpi?: number | undefined;
  /** 1 to 100, for `jpeg` and `webp`. */
  readonly quality?: number | undefined;
  /** Lowers the quality until the file is this small, where the format can. */
  readonly maxBytes?: number | undefined;
}

export interface RenderedImage {
  readonly bytes: Buffer;
  readonly type: `image/${ImageFormat}`;
  readonly width: number;
  readonly height: number;
  /** What is not transparent; undefined for an opaque picture. */
  readonly visible: Box | undefined;
}

/** What a step may make at most: 512 × 512 pixels enlarged eight times. Keeps a mock from filling the memory. */
const maxPixels = 4096 * 4096;

/** The longest side that every format can have. */
const maxSide = 16_383;

/** Size as it is seen, after EXIF rotation. Undefined if it cannot be decoded or is larger than 50 megapixels. */
export async function inspect(
  bytes: Uint8Array,
): Promise<{ format: string; width: number; height: number } | undefined> {
  try {
    const { format, autoOrient } = await openFile(bytes).metadata();
    // A few bytes of SVG can keep the processor busy for minutes, and no vendor takes it.
    if (format === 'svg') return undefined;
    // Decodes all pixels: a broken file often has a good head.
    await openFile(bytes).resize(1, 1).raw().toBuffer();
    return { format: isBmp(bytes) ? 'bmp' : format, ...autoOrient };
  } catch {
    return undefined;
  }
}

export async function render(
  source: Uint8Array,
  steps: readonly ImageStep[],
  encoding: ImageEncoding,
): Promise<RenderedImage> {
  let raster = await rasterOf(openFile(source).autoOrient());
  for (const step of steps) raster = await apply(raster, step);
  return encode(raster, encoding);
}

async function apply(raster: Raster, step: ImageStep): Promise<Raster> {
  const image = open(raster);
  // libvips needs as many pixels as its filter is wide; there is nothing to smooth in fewer.
  if (step.step === 'smooth' && Math.min(raster.width, raster.height) < 5) return raster;
  switch (step.step) {
    case 'sharpen':
      return rasterOf(image.sharpen({ sigma: 1.4, m1: 0.4, m2: 2.4 }).modulate({ saturation: 1.08 }));
    case 'smooth':
      return rasterOf(image.median(5).sharpen({ sigma: 0.8 }));
    case 'defog':
      return rasterOf(image.normalise({ lower: 1, upper: 99 }).modulate({ saturation: 1.2 }));
    case 'colourize':
      return colourize(raster);
    case 'scale':
      return scale(raster, step.factor);
    case 'background':
      return replaceBackground(raster, step.background);
    case 'mask':
      return greyOf(await subjectAlpha(raster), raster);
    case 'ellipse': {
      const alpha = await subjectAlpha(raster);
      return withAlpha(raster, withinEllipse(alpha, headEllipse(alpha, raster), raster));
    }
    case 'crop':
      return alphaOf(raster) ? trim(raster, { background: '#00000000', threshold: 1 }) : raster;
    case 'correct':
      return straighten(raster);
    case 'inpaint':
      return inpaint(raster, step);
    case 'resize':
      return rasterOf(image.resize(step.width, step.height, { fit: 'cover' }));
    case 'watermark':
      return rasterOf(image.composite([{ input: watermarkSvg(step.text, raster) }]));
    case 'thumbnail':
      return rasterOf(image.resize(step.size, step.size, { fit: 'inside', withoutEnlargement: true }));
  }
}

function scale(raster: Raster, wanted: number): Promise<Raster> {
  const { width, height } = raster;
  const factor = Math.max(
    1,
    Math.min(wanted, Math.sqrt(maxPixels / (width * height)), maxSide / Math.max(width, height)),
  );
  return rasterOf(
    open(raster).resize(Math.floor(width * factor), Math.floor(height * factor), {
      fit: 'fill',
      kernel: 'lanczos3',
    }),
  );
}

async function replaceBackground(raster: Raster, background: ImageBackground): Promise<Raster> {
  const subject = withAlpha(raster, await subjectAlpha(raster));
  if (background === 'transparent') return subject;
  const { top, bottom } = 'top' in background ? background : { top: background, bottom: background };
  const { width, height } = raster;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="fade" x2="0" y2="1"><stop stop-color="rgb(${top})"/><stop offset="1" stop-color="rgb(${bottom})"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#fade)"/></svg>`;
  return rasterOf(
    open(subject)
      .composite([{ input: Buffer.from(svg), blend: 'dest-over' }])
      .removeAlpha(),
  );
}

function greyOf(values: Uint8Array, { width, height }: Raster): Raster {
  const data = Buffer.alloc(values.length * 3);
  for (let i = 0; i < data.length; i++) data[i] = values[Math.floor(i / 3)] as number;
  return { data, width, height, channels: 3 };
}

async function encode(
  raster: Raster,
  { format, dpi, quality = 90, maxBytes }: ImageEncoding,
): Promise<RenderedImage> {
  const { data, info } = await encoder(raster, { format, dpi, quality }).toBuffer({
    resolveWithObject: true,
  });
  if (maxBytes !== undefined && data.length > maxBytes && format !== 'png' && quality > 1)
    return encode(raster, { format, dpi, quality: Math.max(1, quality - 8), maxBytes });
  return {
    bytes: data,
    type: `image/${format}`,
    width: info.width,
    height: info.height,
    visible: visibleBox(raster),
  };
}

function encoder(raster: Raster, { format, dpi, quality = 90 }: ImageEncoding): Sharp {
  const image = dpi === undefined ? open(raster) : open(raster).withMetadata({ density: dpi });
  if (format === 'png') return image.png();
  if (format === 'webp') return image.webp({ quality });
  return image.flatten({ background: '#ffffff' }).jpeg({ quality });
}
