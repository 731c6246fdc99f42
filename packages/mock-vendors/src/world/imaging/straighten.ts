import { type Plane, planeOf } from './plane.ts';
import { open, type Raster, rasterOf, trim } from './raster.ts';

const maxDegrees = 12;

/** Turns a page until its lines lie level, evens out its light, and leaves an even margin. Photos are only cut. */
export async function straighten(raster: Raster): Promise<Raster> {
  const degrees = await slantOf(raster);
  if (degrees === undefined) return trim(raster, { threshold: 24 });
  const level = await rasterOf(open(await evenlyLit(raster)).rotate(-degrees, { background: '#ffffff' }));
  return withMargin(await trim(level, { threshold: 24 }));
}

/** Text that touches the edge looks cut off. */
function withMargin(raster: Raster): Promise<Raster> {
  const margin = Math.ceil(Math.max(raster.width, raster.height) / 25);
  const sides = { top: margin, bottom: margin, left: margin, right: margin };
  return rasterOf(open(raster).extend({ ...sides, background: '#ffffff' }));
}

/** Divides by the light of the surroundings, so that paper becomes white. */
async function evenlyLit(raster: Raster): Promise<Raster> {
  const light = await rasterOf(
    open(raster)
      .removeAlpha()
      .blur(Math.max(raster.width, raster.height) / 16)
      .negate(),
  );
  const { data, width, height, channels } = light;
  return rasterOf(
    open(raster)
      .removeAlpha()
      .composite([{ input: data, raw: { width, height, channels }, blend: 'colour-dodge' }]),
  );
}

/** How far lines of text lean, in degrees; undefined if there are no lines. */
async function slantOf(raster: Raster): Promise<number | undefined> {
  const edges = await horizontalEdges(raster);
  const angles = Array.from({ length: maxDegrees * 8 + 1 }, (_, i) => i / 4 - maxDegrees);
  const scores = angles.map((degrees) => ({ degrees, score: sharpness(edges, degrees) }));
  const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  const best = scores.sort((a, b) => b.score - a.score)[0];
  return best && best.score > 1.5 * mean ? best.degrees : undefined;
}

async function horizontalEdges(raster: Raster): Promise<Plane> {
  const { data, info } = await open(raster)
    .removeAlpha()
    .resize(400, 400, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return planeOf(info, (i) => Math.abs((data[i] as number) - (data[i + info.width] ?? (data[i] as number))));
}

/** Sums the edges along slanted lines: they pile up on few lines if the slant is right. */
function sharpness({ values, width, height }: Plane, degrees: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const sums = new Float64Array(height * 2);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const line = Math.round(y + height / 2 - (x - width / 2) * slope);
      sums[line] = (sums[line] as number) + (values[y * width + x] as number);
    }
  const mean = sums.reduce((sum, value) => sum + value, 0) / height;
  return sums.reduce((sum, value) => sum + Math.max(0, value - mean) ** 2, 0);
}
