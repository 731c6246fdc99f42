import type { Sharp } from 'sharp';
import { colorize } from './colorize.ts';
import { defog } from './defog.ts';
import { expand } from './expand.ts';
import { headEllipse, withinEllipse } from './head.ts';
import { inpaint } from './inpaint.ts';
import { watermarkSvg } from './lettering.ts';
import { alphaOf, open, openFile, type Raster, rasterOf, trim, visibleBox, withAlpha } from './raster.ts';
import type { ImageBackground, ImageEncoding, ImageFormat, ImageStep, RenderedImage, Rgb } from './steps.ts';
import { straighten } from './straighten.ts';
import { subjectAlpha } from './subject.ts';

/** What a step may make at most: 512 × 512 pixels enlarged eight times. Keeps a mock from filling the memory. */
const maxPixels = 4096 * 4096;

/** The longest side that every format can have. */
const maxSide = 16_383;

/** Slow, and much of it keeps its thread busy: only the worker calls it. */
export async function renderHere(
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
      return defog(raster);
    case 'colorize':
      return colorize(raster);
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
    case 'expand':
      return expand(raster, step, maxPixels);
    case 'resize':
      return rasterOf(image.resize(step.width, step.height, { fit: 'cover' }));
    case 'watermark':
      // More than cairo can draw; a picture so long is no photo.
      if (Math.max(raster.width, raster.height) > 32_767) return raster;
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
  return onGradient(subject, 'top' in background ? background : { top: background, bottom: background });
}

/** Puts a cut-out in front of colors that change from top to bottom. */
function onGradient({ data, width, height }: Raster, { top, bottom }: { top: Rgb; bottom: Rgb }): Raster {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const share = height === 1 ? 0 : Math.floor(i / width) / (height - 1);
    const opacity = (data[i * 4 + 3] as number) / 255;
    for (let c = 0; c < 3; c++) {
      const behind = (top[c] as number) * (1 - share) + (bottom[c] as number) * share;
      pixels[i * 3 + c] = (data[i * 4 + c] as number) * opacity + behind * (1 - opacity) + 0.5;
    }
  }
  return { data: pixels, width, height, channels: 3 };
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

/** The longest side that the format can have. */
const maxSideOf: Readonly<Record<ImageFormat, number>> = {
  png: Number.POSITIVE_INFINITY,
  jpeg: 65_500,
  webp: maxSide,
};

function encoder(raster: Raster, { format, dpi, quality = 90 }: ImageEncoding): Sharp {
  const fitting = fitted(open(raster), raster, maxSideOf[format]);
  const image = dpi === undefined ? fitting : fitting.withMetadata({ density: dpi });
  if (format === 'png') return image.png();
  if (format === 'webp') return image.webp({ quality });
  return image.flatten({ background: '#ffffff' }).jpeg({ quality });
}

const fitted = (image: Sharp, { width, height }: Raster, side: number): Sharp =>
  Math.max(width, height) > side ? image.resize(side, side, { fit: 'inside' }) : image;
