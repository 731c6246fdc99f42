import { brightnessOf, type Lab } from './lab.ts';
import { boxMean, type Plane, planeOf, type Size, smoothingAlong } from './plane.ts';
import { flood, regionsOf } from './regions.ts';

/**
 * Keys out a border of many colors: colors that are common there against colors of the middle, evened out along the
 * picture's own edges. Each round knows the colors of both sides better. Where nothing stands out, the middle remains.
 */
export function busyKey(lab: Lab): Plane {
  const colors = colorsOf(lab);
  const middle = middleOf(lab);
  const even = eveningAlong(brightnessOf(lab));
  let key = middle;
  for (let round = 0; round < 4; round++) key = even(oddsOf(colors, middle, key));
  return enclose(key);
}

/** How likely a place is part of the subject before its color is looked at: an arch that stands on the lower border. */
const middleOf = ({ width, height }: Size): Plane =>
  planeOf({ width, height }, (i) => {
    const x = ((i % width) + 0.5) / width;
    const y = (Math.floor(i / width) + 0.5) / height;
    const across = (x - 0.5) / 0.5;
    const down = (y - 0.56) / (y < 0.56 ? 0.56 : 0.8);
    const likely = sigmoid((0.85 - Math.hypot(across, down)) * 9);
    return Math.min(x, 1 - x, y) < 0.04 ? likely * 0.3 : likely;
  });

/** Steps of each of the three axes of color. */
const steps = 16;

/** Which of the steps³ colors each pixel has. */
function colorsOf({ pixels }: Lab): Uint16Array {
  const stepOf = (value: number) => Math.min(steps - 1, Math.max(0, Math.floor(value * steps)));
  const colors = new Uint16Array(pixels.length / 3);
  for (let i = 0; i < colors.length; i++) {
    const [lightness = 0, a = 0, b = 0] = [pixels[i * 3], pixels[i * 3 + 1], pixels[i * 3 + 2]];
    colors[i] = (stepOf(lightness / 100) * steps + stepOf(a / 100 + 0.5)) * steps + stepOf(b / 100 + 0.5);
  }
  return colors;
}

/** Subject against background, by color and by place, as logarithms. */
function oddsOf(colors: Uint16Array, middle: Plane, key: Plane): Plane {
  const subject = sharesOf(colors, key);
  // The outermost places count more: nearly always they are background.
  const rest = planeOf(
    key,
    (i) => (1 - (key.values[i] as number)) * ((middle.values[i] as number) < 0.2 ? 3 : 1),
  );
  const background = sharesOf(colors, rest);
  return planeOf(key, (i) => {
    const color = colors[i] as number;
    const place = 0.3 + 0.4 * (middle.values[i] as number);
    return Math.log(((subject[color] as number) * place) / ((background[color] as number) * (1 - place)));
  });
}

/** The share of each color, blurred towards similar colors; never 0. */
function sharesOf(colors: Uint16Array, { values }: Plane): Float32Array {
  let counts = new Float32Array(steps ** 3);
  for (let i = 0; i < colors.length; i++)
    counts[colors[i] as number] = (counts[colors[i] as number] as number) + (values[i] as number);
  for (const axis of [1, steps, steps ** 2]) {
    const before = counts;
    counts = before.map((count, i) => {
      const step = Math.floor(i / axis) % steps;
      const below = step > 0 ? (before[i - axis] as number) : 0;
      const above = step < steps - 1 ? (before[i + axis] as number) : 0;
      return (2 * count + below + above) / 4;
    });
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total) + 1e-6);
}

/** Makes a function from odds to a key, 0 to 1, in which neighbours that look alike agree. */
function eveningAlong(guide: Plane): (odds: Plane) => Plane {
  const smooth = smoothingAlong(guide, { radius: 6, epsilon: 0.005 });
  return (odds) => {
    let key = planeOf(odds, (i) => sigmoid(odds.values[i] as number));
    for (let round = 0; round < 4; round++) {
      const around = smooth(key);
      key = planeOf(odds, (i) => sigmoid((odds.values[i] as number) + 6 * (around.values[i] as number) - 3));
    }
    return key;
  };
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** Fills the holes of the largest piece, and drops the other pieces and frays. */
function enclose(key: Plane): Plane {
  const outside = flood(key, (i) => (key.values[i] as number) < 0.5);
  const pieces = regionsOf(key, (i) => outside[i] === 0);
  const subject = pieces.sort((a, b) => b.length - a.length)[0] ?? [];
  const values = new Float32Array(outside.length);
  for (const i of subject) values[i] = 1;
  const around = boxMean({ ...key, values }, 4);
  return planeOf(key, (i) => ((around.values[i] as number) > 0.42 ? 1 : 0));
}
