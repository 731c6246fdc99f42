import { open, type Raster, rasterOf } from './raster.ts';

/** Standard deviation of brightness in a clear photo, of 255. */
const clearDeviation = 64;

/** More would show grain and steps instead of the picture. */
const maxGain = 1.6;

/** Strengthens contrast around the mean brightness, the more the flatter a picture is. */
export async function defog(raster: Raster): Promise<Raster> {
  const { channels } = await open(raster).stats();
  const colors = channels.slice(0, 3);
  const mean = colors.reduce((sum, color) => sum + color.mean, 0) / colors.length;
  // One pixel has no deviation.
  const deviation = Math.max(...colors.map(({ stdev }) => stdev)) || clearDeviation;
  const gain = Math.min(maxGain, Math.max(1.1, clearDeviation / deviation));
  const offset = mean * (1 - gain);
  const alpha = raster.channels === 4;
  const image = open(raster).linear(
    alpha ? [gain, gain, gain, 1] : gain,
    alpha ? [offset, offset, offset, 0] : offset,
  );
  return rasterOf(image.modulate({ saturation: 1.15 }));
}
