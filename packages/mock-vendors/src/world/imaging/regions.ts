import type { Size } from './plane.ts';

type Belongs = (i: number) => boolean;

/** Marks with 1 what can be reached from the border through pixels that belong. */
export function flood(size: Size, belongs: Belongs): Uint8Array {
  const { width, height } = size;
  const marks = new Uint8Array(width * height);
  for (let i = 0; i < marks.length; i++) {
    const x = i % width;
    const isBorder = x === 0 || x === width - 1 || i < width || i >= width * (height - 1);
    if (isBorder) spread(size, belongs, { marks, start: i });
  }
  return marks;
}

/** The connected sets of pixels that belong. */
export function regionsOf(size: Size, belongs: Belongs): number[][] {
  const marks = new Uint8Array(size.width * size.height);
  const regions: number[][] = [];
  for (let start = 0; start < marks.length; start++) {
    const region = spread(size, belongs, { marks, start });
    if (region.length > 0) regions.push(region);
  }
  return regions;
}

/** Marks everything connected to one pixel, and returns what is newly marked. */
function spread(
  { width, height }: Size,
  belongs: Belongs,
  { marks, start }: { marks: Uint8Array; start: number },
): number[] {
  const region: number[] = [];
  const visit = (i: number) => {
    if (marks[i] !== 0 || !belongs(i)) return;
    marks[i] = 1;
    region.push(i);
  };
  visit(start);
  for (const i of region) {
    const x = i % width;
    if (x > 0) visit(i - 1);
    if (x < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < width * (height - 1)) visit(i + width);
  }
  return region;
}
