import { type Plane, planeOf, type Size } from './plane.ts';
import { open, type Raster } from './raster.ts';

/** CIE Lab, three numbers a pixel: equal distances look equally different. */
export interface Lab extends Size {
  readonly pixels: Float32Array;
}

export async function labOf(raster: Raster, maxSide: number): Promise<Lab> {
  const { data, info } = await open(raster)
    .removeAlpha()
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('lab')
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  return { pixels, width: info.width, height: info.height };
}

export const brightnessOf = (lab: Lab): Plane => planeOf(lab, (i) => (lab.pixels[i * 3] as number) / 100);
