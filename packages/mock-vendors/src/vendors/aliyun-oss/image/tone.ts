import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import type { ImageStep } from './step.ts';

const percent = { min: -100, max: 100 };

export function blur(raster: Raster, step: ImageStep): Promise<Raster> {
  const limits = { min: 1, max: 50 };
  step.requiredInteger('r', limits);
  // The radius only bounds how far the deviation reaches.
  const deviation = step.requiredInteger('s', limits);
  return rasterOf(open(raster).blur(Math.max(0.3, deviation)));
}

export function sharpen(raster: Raster, step: ImageStep): Promise<Raster> {
  const strength = step.requiredInteger('', { min: 50, max: 399 });
  return rasterOf(open(raster).sharpen({ sigma: 1, m1: strength / 100, m2: strength / 50 }));
}

/** Adds the same to every color. */
export function bright(raster: Raster, step: ImageStep): Promise<Raster> {
  const added = (step.requiredInteger('', percent) / 100) * 255;
  return linear(raster, 1, added);
}

/** Spreads the colors away from the middle gray, or draws them to it. */
export function contrast(raster: Raster, step: ImageStep): Promise<Raster> {
  const factor = 1 + step.requiredInteger('', percent) / 100;
  return linear(raster, factor, 128 * (1 - factor));
}

function linear(raster: Raster, factor: number, added: number): Promise<Raster> {
  const isOpaque = raster.channels === 3;
  const factors = [factor, factor, factor];
  const additions = [added, added, added];
  return rasterOf(
    open(raster).linear(isOpaque ? factors : [...factors, 1], isOpaque ? additions : [...additions, 0]),
  );
}
