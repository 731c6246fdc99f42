import type { Sharp } from 'sharp';
import { open, type Raster } from '../../../world/imaging/raster.ts';
import { notEmulated } from '../failure.ts';
import { writeBmp } from './bmp.ts';
import { badRequest } from './errors.ts';
import type { ImageStep } from './step.ts';

const formats = ['jpg', 'png', 'webp', 'bmp', 'gif', 'tiff', 'avif', 'heic'] as const;
type OutputFormat = (typeof formats)[number];

export interface Output {
  readonly format: OutputFormat;
  /** 1 to 100. */
  readonly quality: number;
  readonly isInterlaced: boolean;
  /** EXIF orientation that viewers still have to apply. */
  readonly orientation: number;
}

const sourceFormats: Readonly<Record<string, OutputFormat>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  bmp: 'bmp',
  gif: 'gif',
  tiff: 'tiff',
  heif: 'avif',
};

/** A picture keeps its format unless another is asked for. */
export function initialOutput(sourceFormat: string, orientation: number): Output {
  const format = sourceFormats[sourceFormat];
  if (!format) throw badRequest('This image format is not supported.');
  return { format, quality: 90, isInterlaced: false, orientation };
}

const qualityLimits = { min: 1, max: 100 };

/** Steps that say how the result is written; undefined for another step. */
export function changedOutput(output: Output, step: ImageStep): Output | undefined {
  switch (step.action) {
    case 'format':
      return { ...output, format: formatOf(step) };
    case 'quality': {
      // The quality of the source is not known, so that a relative one counts as of the best.
      const quality = step.integer('Q', qualityLimits) ?? step.requiredInteger('q', qualityLimits);
      return { ...output, quality };
    }
    case 'interlace':
      return { ...output, isInterlaced: step.requiredInteger('', { min: 0, max: 1 }) === 1 };
    default:
      return undefined;
  }
}

function formatOf(step: ImageStep): OutputFormat {
  const name = step.text('') === 'jpeg' ? 'jpg' : step.text('');
  const format = formats.find((known) => known === name);
  if (!format) throw badRequest('This image format is not supported.');
  if (format === 'heic') throw notEmulated('the image format heic');
  return format;
}

export interface Encoded {
  readonly bytes: Buffer;
  readonly type: string;
}

export async function encode(raster: Raster, output: Output): Promise<Encoded> {
  if (output.format === 'bmp') return { bytes: await writeBmp(raster), type: 'image/bmp' };
  const turned = output.orientation > 1 ? open(raster).withMetadata(output) : open(raster);
  const bytes = await encoder(turned, output).toBuffer();
  return { bytes, type: output.format === 'jpg' ? 'image/jpeg' : `image/${output.format}` };
}

function encoder(image: Sharp, { format, quality, isInterlaced }: Output): Sharp {
  switch (format) {
    case 'jpg':
      return image.flatten({ background: '#ffffff' }).jpeg({ quality, progressive: isInterlaced });
    case 'png':
      return image.png({ progressive: isInterlaced });
    case 'webp':
      return image.webp({ quality });
    case 'gif':
      return image.gif();
    case 'tiff':
      return image.tiff();
    default:
      return image.avif({ quality, effort: 2 });
  }
}
