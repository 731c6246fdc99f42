import { open, type Raster, rasterOf } from './raster.ts';

/** What is added at each side: shares of the picture's height or width, 0 and up. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Mirrors a picture beyond its edges, softened, and leaves the picture itself as it is. Shrinks what would have too many pixels. */
export async function expand(raster: Raster, margins: Margins, maxPixels: number): Promise<Raster> {
  const { top, bottom, left, right } = margins;
  const pixels = raster.width * (1 + left + right) * raster.height * (1 + top + bottom);
  const shrunk = pixels > maxPixels ? await scaled(raster, Math.sqrt(maxPixels / pixels)) : raster;
  const { data, width, height, channels } = shrunk;
  const sides = {
    top: Math.round(height * top),
    bottom: Math.round(height * bottom),
    left: Math.round(width * left),
    right: Math.round(width * right),
  };
  const mirrored = await rasterOf(open(shrunk).extend({ ...sides, extendWith: 'mirror' }));
  const picture = { input: data, raw: { width, height, channels }, left: sides.left, top: sides.top };
  return rasterOf(open(mirrored).blur(6).composite([picture]));
}

const scaled = ({ width, height, ...raster }: Raster, factor: number): Promise<Raster> =>
  rasterOf(
    open({ ...raster, width, height }).resize(
      Math.max(1, Math.floor(width * factor)),
      Math.max(1, Math.floor(height * factor)),
      { fit: 'fill' },
    ),
  );
