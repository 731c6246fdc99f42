import { open, openFile, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { OssFail } from '../failure.ts';
import type { ImageContext } from './context.ts';
import { badRequest, imageErrors, missingArgument } from './errors.ts';
import { letters } from './letters.ts';
import { placed, tiled } from './placing.ts';
import { resize } from './resize.ts';
import { ImageStep } from './step.ts';

const percent = { min: 0, max: 100 };

/** Puts a picture of the same bucket, a text, or both next to each other over the picture. */
export async function watermark(raster: Raster, step: ImageStep, context: ImageContext): Promise<Raster> {
  const image = step.decoded('image');
  const text = step.decoded('text');
  if (image === undefined && text === undefined) throw missingArgument('watermark needs image or text.');
  const marks = [
    ...(image === undefined ? [] : [await imageMark(raster, image, step, context)]),
    ...(text === undefined ? [] : [await textMark(text, step)]),
  ];
  const mark = await faded(await sideBySide(marks, step), step.integer('t', percent) ?? 100);
  return step.oneOf('fill', ['0', '1'], '0') === '1' ? tiled(raster, mark, step) : placed(raster, mark, step);
}

/** The key may have `?x-oss-process=image/resize,P_30` behind it: so many percent of the picture below. */
async function imageMark(
  base: Raster,
  named: string,
  step: ImageStep,
  context: ImageContext,
): Promise<Raster> {
  const [key = '', process] = named.split('?x-oss-process=image/', 2);
  const bytes = context.read(key);
  if (!bytes) throw badRequest(`The watermark image ${key} does not exist.`);
  let mark: Raster;
  try {
    mark = await rasterOf(openFile(bytes));
  } catch {
    throw new OssFail(imageErrors.watermarkError, {
      message: `The watermark image ${key} cannot be decoded.`,
    });
  }
  for (const part of process?.split('/') ?? []) mark = await preprocess(base, mark, new ImageStep(part));
  const share = step.integer('P', { min: 1, max: 100 });
  return share === undefined ? mark : shareOf(base, mark, share);
}

async function preprocess(base: Raster, mark: Raster, step: ImageStep): Promise<Raster> {
  if (step.action !== 'resize') throw badRequest('A watermark image can only be resized.');
  const share = step.integer('P', { min: 1, max: 100 });
  return share === undefined ? resize(mark, step) : shareOf(base, mark, share);
}

function shareOf(base: Raster, mark: Raster, share: number): Promise<Raster> {
  const width = Math.max(1, Math.round((base.width * share) / 100));
  return rasterOf(open(mark).resize({ width }));
}

const maxTextBytes = 64;

async function textMark(text: string, step: ImageStep): Promise<Raster> {
  if (text === '' || Buffer.byteLength(text) > maxTextBytes)
    throw badRequest(`The text of a watermark has 1 to ${maxTextBytes} bytes.`);
  const mark = await letters(text, {
    size: step.integer('size', { min: 1, max: 1000 }) ?? 40,
    color: step.color('color', '000000'),
    shadow: (step.integer('shadow', percent) ?? 0) / 100,
  });
  const degrees = (step.integer('rotate', { min: 0, max: 360 }) ?? 0) % 360;
  return degrees === 0 ? mark : rasterOf(open(mark).rotate(degrees, { background: '#00000000' }));
}

async function faded(mark: Raster, opacity: number): Promise<Raster> {
  // In two steps: sharp scales the channels before it adds one.
  const withAlpha = await rasterOf(open(mark).ensureAlpha());
  return rasterOf(open(withAlpha).linear([1, 1, 1, opacity / 100], [0, 0, 0, 0]));
}

async function sideBySide(marks: readonly Raster[], step: ImageStep): Promise<Raster> {
  const order = step.oneOf('order', ['0', '1'], '0');
  const [first, second] = order === '0' ? marks : [...marks].reverse();
  if (!first) throw missingArgument('watermark needs image or text.');
  if (!second) return first;
  const gap = step.integer('interval', { min: 0, max: 1000 }) ?? 0;
  const drop = Number(step.oneOf('align', ['0', '1', '2'], '2')) / 2;
  const height = Math.max(first.height, second.height);
  const top = (mark: Raster) => Math.round((height - mark.height) * drop);
  const left = first.width + gap;
  const canvas = Buffer.alloc((left + second.width) * height * 4);
  return rasterOf(
    open({ data: canvas, width: left + second.width, height, channels: 4 }).composite([
      { input: first.data, raw: first, left: 0, top: top(first) },
      { input: second.data, raw: second, left, top: top(second) },
    ]),
  );
}
