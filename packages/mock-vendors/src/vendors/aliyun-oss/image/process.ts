import { isBmp } from '../../../world/imaging/bmp.ts';
import { openFile, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { OssFail } from '../failure.ts';
import type { ImageContext } from './context.ts';
import { circle, roundedCorners } from './corners.ts';
import { crop, indexCrop } from './crop.ts';
import { badRequest, imageErrors, invalidArgument } from './errors.ts';
import { averageHueJson, infoJson, type Source } from './facts.ts';
import { withinGate } from './gate.ts';
import { changedOutput, type Encoded, encode, initialOutput } from './output.ts';
import { resize } from './resize.ts';
import { ImageStep } from './step.ts';
import { blur, bright, contrast, sharpen } from './tone.ts';
import { rotate, upright } from './turn.ts';
import { watermark } from './watermark.ts';

type PixelStep = (raster: Raster, step: ImageStep, context: ImageContext) => Promise<Raster>;

const pixelSteps: ReadonlyMap<string, PixelStep> = new Map<string, PixelStep>([
  ['resize', resize],
  ['crop', crop],
  ['indexcrop', indexCrop],
  ['rotate', rotate],
  ['circle', circle],
  ['rounded-corners', roundedCorners],
  ['blur', blur],
  ['sharpen', sharpen],
  ['bright', bright],
  ['contrast', contrast],
  ['watermark', watermark],
]);

/** Documented for the file that is processed. */
export const maxSourceBytes = 20 << 20;
/** Documented for each side of it. The limit of pixels is the decoder's own and lower than the documented one. */
const maxSourceSide = 30_000;

/** Applies the actions behind `image/` to a picture. */
export function processImage(bytes: Uint8Array, actions: string, context: ImageContext): Promise<Encoded> {
  return withinGate(() => run(bytes, actions, context));
}

async function run(bytes: Uint8Array, actions: string, context: ImageContext): Promise<Encoded> {
  const steps = actions.split('/').map((text) => new ImageStep(text));
  const { maxActions } = context;
  if (steps.length > maxActions) throw invalidArgument(`More than ${maxActions} actions in one request.`);
  const source = await sourceOf(bytes);
  const last = steps.at(-1)?.action;
  if (last === 'info') return jsonOf(infoJson(source, bytes.length));
  const isHue = last === 'average-hue';
  const picture = await transformed(bytes, isHue ? steps.slice(0, -1) : steps, { source, context });
  return isHue ? jsonOf(await averageHueJson(picture.raster)) : encode(picture.raster, picture.output);
}

const jsonOf = (text: string): Encoded => ({ bytes: Buffer.from(text), type: 'application/json' });

async function sourceOf(bytes: Uint8Array): Promise<Source> {
  if (bytes.length > maxSourceBytes) throw new OssFail(imageErrors.imageTooLarge);
  const source = await describe(bytes);
  if (Math.max(source.width, source.height) > maxSourceSide) throw new OssFail(imageErrors.memLimitExceeded);
  return source;
}

async function describe(bytes: Uint8Array): Promise<Source> {
  try {
    const { format, width, height, orientation = 1, pages = 1, exif } = await openFile(bytes).metadata();
    return {
      format: isBmp(bytes) ? 'bmp' : format,
      width,
      height,
      orientation,
      pages,
      hasExif: exif !== undefined,
    };
  } catch (error) {
    throw imageFailure(error);
  }
}

interface Picture {
  readonly raster: Raster;
  readonly output: ReturnType<typeof initialOutput>;
}

async function transformed(
  bytes: Uint8Array,
  steps: readonly ImageStep[],
  { source, context }: { source: Source; context: ImageContext },
): Promise<Picture> {
  let output = initialOutput(source.format, source.orientation);
  let raster = await decoded(bytes);
  for (const step of steps) {
    const changed = changedOutput(output, step);
    if (changed) {
      output = changed;
    } else if (step.action === 'auto-orient') {
      if (step.requiredInteger('', { min: 0, max: 1 }) === 0) continue;
      raster = await upright(raster, output.orientation);
      output = { ...output, orientation: 1 };
    } else {
      const change = pixelSteps.get(step.action);
      if (!change) throw invalidArgument(`Unsupported action ${step.action}.`);
      raster = await change(raster, step, context);
    }
  }
  return { raster, output };
}

async function decoded(bytes: Uint8Array): Promise<Raster> {
  try {
    return await rasterOf(openFile(bytes));
  } catch (error) {
    throw imageFailure(error);
  }
}

/** libvips reports too many pixels only in its message. */
function imageFailure(error: unknown): OssFail {
  if (error instanceof Error && /pixel limit/i.test(error.message))
    return new OssFail(imageErrors.memLimitExceeded);
  return badRequest('This image format is not supported.');
}
