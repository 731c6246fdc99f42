import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { badRequest, invalidArgument } from './errors.ts';
import { fractionsOf, gravities, type ImageStep } from './step.ts';

const length = { min: 0, max: 30_000 };

/** Cuts out a rectangle; one that reaches beyond the picture ends at its edge. */
export async function crop(raster: Raster, step: ImageStep): Promise<Raster> {
  const scale = (step.integer('p', { min: 1, max: 200 }) ?? 100) / 100;
  const width = Math.min(step.integer('w', length) || raster.width, raster.width);
  const height = Math.min(step.integer('h', length) || raster.height, raster.height);
  const at = fractionsOf(step.oneOf('g', gravities, 'nw'));
  const left = Math.round((raster.width - width) * at.x) + (step.integer('x', length) ?? 0);
  const top = Math.round((raster.height - height) * at.y) + (step.integer('y', length) ?? 0);
  if (left >= raster.width || top >= raster.height)
    throw badRequest("Advance cut's position is out of image.");
  const box = {
    left,
    top,
    width: Math.min(width, raster.width - left),
    height: Math.min(height, raster.height - top),
  };
  const part = await rasterOf(open(raster).extract(box));
  if (scale === 1) return part;
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return rasterOf(open(part).resize(side(box.width), side(box.height), { fit: 'fill' }));
}

/** Slices the picture along one axis and keeps one slice; a slice beyond the end is the whole picture. */
export async function indexCrop(raster: Raster, step: ImageStep): Promise<Raster> {
  const isHorizontal = step.has('x');
  if (isHorizontal === step.has('y')) throw invalidArgument('indexcrop needs x or y, and not both.');
  const whole = isHorizontal ? raster.width : raster.height;
  const slice = step.requiredInteger(isHorizontal ? 'x' : 'y', { min: 1, max: 30_000 });
  const start = slice * (step.integer('i', length) ?? 0);
  if (start >= whole) return raster;
  const size = Math.min(slice, whole - start);
  const box = isHorizontal
    ? { left: start, top: 0, width: size, height: raster.height }
    : { left: 0, top: start, width: raster.width, height: size };
  return rasterOf(open(raster).extract(box));
}
