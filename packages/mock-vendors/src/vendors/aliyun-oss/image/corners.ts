import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { sharp } from '../../../world/imaging/sharp.ts';
import type { ImageStep } from './step.ts';

const radiusLimits = { min: 1, max: 4096 };

/** The largest circle has the shorter side as its diameter. The picture is cut to the circle. */
export async function circle(raster: Raster, step: ImageStep): Promise<Raster> {
  const shorter = Math.min(raster.width, raster.height);
  const radius = Math.min(step.requiredInteger('r', radiusLimits), Math.floor(shorter / 2) || 1);
  const diameter = Math.min(radius * 2, shorter);
  const box = {
    left: Math.floor((raster.width - diameter) / 2),
    top: Math.floor((raster.height - diameter) / 2),
    width: diameter,
    height: diameter,
  };
  return rounded(await rasterOf(open(raster).extract(box)), diameter / 2);
}

export async function roundedCorners(raster: Raster, step: ImageStep): Promise<Raster> {
  const radius = step.requiredInteger('r', radiusLimits);
  return rounded(raster, Math.min(radius, raster.width / 2, raster.height / 2));
}

async function rounded(raster: Raster, radius: number): Promise<Raster> {
  const { width, height } = raster;
  const shape = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" rx="${radius}"/></svg>`,
  );
  const mask = await sharp(shape).png().toBuffer();
  return rasterOf(
    open(raster)
      .ensureAlpha()
      .composite([{ input: mask, blend: 'dest-in' }]),
  );
}
