import { busyKey } from './busy-key.ts';
import { brightnessOf, type Lab, labOf } from './lab.ts';
import { plainKey } from './plain-key.ts';
import { boxMean, type Plane, planeOf, type Size, smoothingAlong } from './plane.ts';
import { alphaOf, type Raster } from './raster.ts';
import { sharp } from './sharp.ts';

/** Longest side on which a busy background is separated from the subject, and the one on which edges are found. */
const keySide = 192;
const edgeSide = 768;

/**
 * The alpha of what stands out from the background, found by simple keys on the colors of the border, without artificial
 * intelligence. A picture that is already cut out keeps its alpha.
 */
export async function subjectAlpha(raster: Raster): Promise<Uint8Array> {
  const given = alphaOf(raster);
  if (given) return given;
  const lab = await labOf(raster, edgeSide);
  const key = plainKey(lab) ?? busyKey(await labOf(raster, keySide));
  return soften(raster, lab, key);
}

/** Gives a key the edges of the picture itself, and its size. */
async function soften(raster: Raster, lab: Lab, key: Plane): Promise<Uint8Array> {
  const smooth = smoothingAlong(brightnessOf(lab), { radius: Math.ceil(lab.width / 128), epsilon: 0.0005 });
  const soft = await resized(boxMean(smooth(await resized(key, lab)), 1), raster);
  return bytesOf(planeOf(soft, (i) => ((soft.values[i] as number) - 0.3) / 0.5));
}

function bytesOf({ values }: Plane): Uint8Array {
  const bytes = new Uint8ClampedArray(values.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (values[i] as number) * 255;
  return new Uint8Array(bytes.buffer);
}

async function resized(plane: Plane, to: Size): Promise<Plane> {
  if (plane.width === to.width && plane.height === to.height) return plane;
  const raw = { width: plane.width, height: plane.height, channels: 1 } as const;
  const data = await sharp(bytesOf(plane), { raw })
    .resize(to.width, to.height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return planeOf(to, (i) => (data[i] as number) / 255);
}
