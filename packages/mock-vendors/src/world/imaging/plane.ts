/** One number for each pixel, usually 0 to 1. */
export interface Plane {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

export type Size = Pick<Plane, 'width' | 'height'>;

export function planeOf({ width, height }: Size, valueAt: (i: number) => number): Plane {
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) values[i] = valueAt(i);
  return { values, width, height };
}

/**
 * Makes a function that smooths planes without crossing the edges of the guide: He, Sun and Tang, "Guided Image
 * Filtering", 2010. The larger `epsilon`, the stronger an edge must be to count.
 */
export function smoothingAlong(
  guide: Plane,
  { radius, epsilon }: { radius: number; epsilon: number },
): (plane: Plane) => Plane {
  const product = (one: Plane, other: Plane) => planeOf(guide, (i) => at(one, i) * at(other, i));
  const mean = boxMean(guide, radius);
  const square = boxMean(product(guide, guide), radius);
  const variance = planeOf(guide, (i) => at(square, i) - at(mean, i) ** 2 + epsilon);
  return (plane) => {
    const level = boxMean(plane, radius);
    const common = boxMean(product(guide, plane), radius);
    const slope = planeOf(plane, (i) => (at(common, i) - at(mean, i) * at(level, i)) / at(variance, i));
    const offset = planeOf(plane, (i) => at(level, i) - at(slope, i) * at(mean, i));
    const slopes = boxMean(slope, radius);
    const offsets = boxMean(offset, radius);
    return planeOf(plane, (i) => at(slopes, i) * at(guide, i) + at(offsets, i));
  };
}

const at = ({ values }: Plane, i: number) => values[i] as number;

/** Each pixel becomes the mean of the square around it. */
export function boxMean({ values, width, height }: Plane, radius: number): Plane {
  const rows = new Float32Array(values.length);
  const means = new Float32Array(values.length);
  for (let y = 0; y < height; y++) slide(values, rows, { first: y * width, step: 1, length: width, radius });
  for (let x = 0; x < width; x++) slide(rows, means, { first: x, step: width, length: height, radius });
  return { values: means, width, height };
}

interface Line {
  readonly first: number;
  readonly step: number;
  readonly length: number;
  readonly radius: number;
}

/** Running mean along a row or a column: the cost does not depend on the radius. */
function slide(from: Float32Array, to: Float32Array, { first, step, length, radius }: Line): void {
  let sum = 0;
  for (let i = -radius; i < length; i++) {
    const entering = i + radius;
    const leaving = i - radius - 1;
    if (entering < length) sum += from[first + entering * step] as number;
    if (leaving >= 0) sum -= from[first + leaving * step] as number;
    if (i < 0) continue;
    const count = Math.min(entering, length - 1) - Math.max(leaving + 1, 0) + 1;
    to[first + i * step] = sum / count;
  }
}
