import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { badRequest } from './errors.ts';
import type { ImageStep } from './step.ts';

/** Documented for the picture that is rotated. */
const maxRotatedSide = 4096;

/** Clockwise; what is not covered by the picture is white, or transparent where it was. */
export async function rotate(raster: Raster, step: ImageStep): Promise<Raster> {
  const degrees = step.requiredInteger('', { min: 0, max: 360 });
  if (Math.max(raster.width, raster.height) > maxRotatedSide)
    throw badRequest('Picture exceed the maximum allowable rotation range.');
  const background = raster.channels === 4 ? '#ffffff00' : '#ffffff';
  return rasterOf(open(raster).rotate(degrees % 360, { background }));
}

const quarterTurns: Readonly<Record<number, readonly [degrees: number, isMirrored: boolean]>> = {
  2: [0, true],
  3: [180, false],
  4: [180, true],
  5: [270, true],
  6: [90, false],
  7: [90, true],
  8: [270, false],
};

/** Turns a picture as its EXIF orientation says. */
export async function upright(raster: Raster, orientation: number): Promise<Raster> {
  const turn = quarterTurns[orientation];
  if (!turn) return raster;
  const [degrees, isMirrored] = turn;
  const mirrored = isMirrored ? await rasterOf(open(raster).flop()) : raster;
  return rasterOf(open(mirrored).rotate(degrees));
}
