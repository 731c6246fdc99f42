import type { Raster } from './raster.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** From shadow to light: what a hand-colored portrait is painted with. */
const palette: readonly (readonly [brightness: number, color: Rgb])[] = [
  [0, [14, 12, 24]],
  [48, [58, 44, 52]],
  [96, [128, 88, 66]],
  [144, [186, 142, 104]],
  [184, [214, 186, 156]],
  [216, [206, 218, 226]],
  [255, [255, 252, 246]],
];

/** Paints a grey picture by brightness. The more color a picture has, the less it changes. */
export function colorize(raster: Raster): Raster {
  const { data, channels } = raster;
  const strength = 0.92 * Math.max(0.04, 1 - chromaOf(raster) / 12);
  const colors = Array.from({ length: 256 }, (_, brightness) => colorAt(brightness));
  const pixels = Buffer.from(data);
  for (let i = 0; i < data.length; i += channels) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    const painted = colors[Math.round(red * 0.3 + green * 0.59 + blue * 0.11)] as Rgb;
    pixels[i] = red + (painted[0] - red) * strength;
    pixels[i + 1] = green + (painted[1] - green) * strength;
    pixels[i + 2] = blue + (painted[2] - blue) * strength;
  }
  return { ...raster, data: pixels };
}

/** Mean distance of the strongest from the weakest channel. */
function chromaOf({ data, channels, width, height }: Raster): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    sum += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return sum / (width * height);
}

function colorAt(brightness: number): Rgb {
  const above = Math.max(
    1,
    palette.findIndex(([start]) => start >= brightness),
  );
  const [low, from] = palette[above - 1] as (typeof palette)[number];
  const [high, to] = palette[above] as (typeof palette)[number];
  const share = (brightness - low) / (high - low);
  return [0, 1, 2].map(
    (c) => (from[c] as number) + ((to[c] as number) - (from[c] as number)) * share,
  ) as unknown as Rgb;
}
