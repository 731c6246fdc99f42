import type { Lab } from './lab.ts';
import { type Plane, planeOf } from './plane.ts';
import { flood } from './regions.ts';

/** Distance in CIE Lab up to which a color counts as the same. */
const tolerance = 10;

/** Keys out the one color of a plain border, as far as it reaches inwards. Undefined if the border has many colors. */
export function plainKey(lab: Lab): Plane | undefined {
  const border = borderOf(lab);
  const value = (i: number, axis: number) => lab.pixels[i * 3 + axis] as number;
  const medianOf = (axis: number) => median(border.map((i) => value(i, axis)));
  const [lightness, a, b] = [medianOf(0), medianOf(1), medianOf(2)];
  const distance = planeOf(lab, (i) => Math.hypot(value(i, 0) - lightness, value(i, 1) - a, value(i, 2) - b));
  const isPlain = (i: number) => (distance.values[i] as number) < tolerance;
  if (border.filter(isPlain).length < border.length * 0.9) return undefined;
  const outside = flood(lab, isPlain);
  if (outside.every((mark) => mark === 1)) return undefined;
  return planeOf(lab, (i) => (outside[i] === 1 ? 0 : 1));
}

/** The upper border and the upper half of the sides: a subject often stands on the lower one. */
function borderOf({ width, height }: Lab): number[] {
  const upper = Array.from({ length: width }, (_, x) => x);
  const sides = Array.from({ length: Math.floor(height / 2) }, (_, y) => [y * width, y * width + width - 1]);
  return [...upper, ...sides.flat()];
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
