import type { Size } from './plane.ts';
import { type Box, openFile, type Raster } from './raster.ts';
import { regionsOf } from './regions.ts';

/** What is to disappear: boxes, or what is white in the picture of a mask. */
export type Unwanted = { readonly boxes: readonly Box[] } | { readonly mask: Uint8Array };

/** Fills boxes from their surroundings. */
export async function inpaint(raster: Raster, unwanted: Unwanted): Promise<Raster> {
  if ('boxes' in unwanted) return patched(raster, unwanted.boxes);
  const mask = await maskFor(raster, unwanted.mask);
  const whole = patched(raster, boxesOf(mask, raster));
  for (let i = 0; i < whole.data.length; i++) {
    const share = (mask[Math.floor(i / raster.channels)] as number) / 255;
    whole.data[i] = (whole.data[i] as number) * share + (raster.data[i] as number) * (1 - share);
  }
  return whole;
}

function patched(raster: Raster, boxes: readonly Box[]): Raster {
  const result = { ...raster, data: Buffer.from(raster.data) };
  const within = boxes
    .map((box) => clipped(box, raster))
    .filter(({ width, height }) => width > 0 && height > 0);
  for (const box of disjoint(within)) patch(result, box);
  return result;
}

/** Boxes that overlap become the one around them, so that no pixel is filled twice. */
function disjoint(boxes: readonly Box[]): Box[] {
  const apart: Box[] = [];
  for (const box of boxes) {
    let whole = box;
    for (let i = apart.findIndex((one) => overlap(one, whole)); i !== -1; ) {
      whole = around(apart[i] as Box, whole);
      apart.splice(i, 1);
      i = apart.findIndex((one) => overlap(one, whole));
    }
    apart.push(whole);
  }
  return apart;
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function around(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}

async function maskFor({ width, height }: Raster, mask: Uint8Array): Promise<Buffer> {
  return openFile(mask)
    .autoOrient()
    .flatten({ background: '#000000' })
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

const maxBoxes = 50;

/** Boxes around the white spots of a mask, with some pixels to spare. */
function boxesOf(mask: Buffer, size: Size): Box[] {
  const spots = regionsOf(size, (i) => (mask[i] as number) > 16);
  return spots
    .sort((a, b) => b.length - a.length)
    .slice(0, maxBoxes)
    .map((spot) => boxAround(spot, size.width));
}

function boxAround(spot: readonly number[], rowLength: number): Box {
  let [left, top, right, bottom] = [rowLength, Number.POSITIVE_INFINITY, 0, 0];
  for (const i of spot) {
    const [x, y] = [i % rowLength, Math.floor(i / rowLength)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left - 2, y: top - 2, width: right - left + 5, height: bottom - top + 5 };
}

function clipped({ x, y, width, height }: Box, raster: Raster): Box {
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  const right = Math.min(raster.width, Math.ceil(x + width));
  const bottom = Math.min(raster.height, Math.ceil(y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A way to read another place of the picture, or nothing where no place fits. */
type Offset = readonly [dx: number, dy: number];

/** Copies the neighbourhood whose rim fits best, and shifts its colors so that they meet the picture at all sides. */
function patch(raster: Raster, box: Box): void {
  const offset = bestOffset(raster, box);
  for (let c = 0; c < 3; c++) {
    const rim = rimOf(box, raster, (x, y) => at(raster, x, y, c) - texture(raster, [x, y], offset, c));
    // The texture may be read from pixels beside the box only, so each can be filled at once.
    for (let y = box.y; y < box.y + box.height; y++)
      for (let x = box.x; x < box.x + box.width; x++) {
        const value = texture(raster, [x, y], offset, c) + between(rim, box, [x - box.x, y - box.y]);
        raster.data[(y * raster.width + x) * raster.channels + c] = Math.min(255, Math.max(0, value));
      }
  }
}

const at = ({ data, width, channels }: Raster, x: number, y: number, channel: number) =>
  data[(y * width + x) * channels + channel] as number;

const texture = (
  raster: Raster,
  [x, y]: readonly [number, number],
  offset: Offset | undefined,
  channel: number,
) => (offset ? at(raster, x + offset[0], y + offset[1], channel) : 0);

function bestOffset(raster: Raster, box: Box): Offset | undefined {
  const [dx, dy] = [box.width + 2, box.height + 2];
  const offsets: Offset[] = [
    [-dx, 0],
    [dx, 0],
    [0, -dy],
    [0, dy],
    [-dx, -dy],
    [dx, -dy],
    [-dx, dy],
    [dx, dy],
  ];
  const fitting = offsets.filter(
    ([x, y]) =>
      box.x + x >= 1 &&
      box.y + y >= 1 &&
      box.x + x + box.width < raster.width &&
      box.y + y + box.height < raster.height,
  );
  const mismatch = (offset: Offset) =>
    Object.values(
      rimOf(box, raster, (x, y) => Math.abs(at(raster, x, y, 1) - texture(raster, [x, y], offset, 1))),
    )
      .flat()
      .reduce((sum, value) => sum + value, 0);
  return fitting.map((offset) => ({ offset, cost: mismatch(offset) })).sort((a, b) => a.cost - b.cost)[0]
    ?.offset;
}

/** Values along the pixels just outside a box. A side is empty where the picture ends. */
interface Rim {
  readonly left: number[];
  readonly right: number[];
  readonly top: number[];
  readonly bottom: number[];
}

function rimOf({ x, y, width, height }: Box, raster: Raster, valueAt: (x: number, y: number) => number): Rim {
  const column = (at: number) =>
    at < 0 || at >= raster.width
      ? []
      : smoothed(Array.from({ length: height }, (_, i) => valueAt(at, y + i)));
  const row = (at: number) =>
    at < 0 || at >= raster.height
      ? []
      : smoothed(Array.from({ length: width }, (_, i) => valueAt(x + i, at)));
  return { left: column(x - 1), right: column(x + width), top: row(y - 1), bottom: row(y + height) };
}

/** Grain on the rim would grow into stripes. */
const smoothed = (values: number[]): number[] =>
  values.map((_, i) => {
    const near = values.slice(Math.max(0, i - 3), i + 4);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });

/** The nearer a side, the more it counts. */
function between(
  { left, right, top, bottom }: Rim,
  { width, height }: Size,
  [x, y]: readonly [number, number],
): number {
  let [sum, weights] = [0, 0];
  const add = (value: number | undefined, distance: number) => {
    if (value === undefined) return;
    sum += value / distance;
    weights += 1 / distance;
  };
  add(left[y], x + 1);
  add(right[y], width - x);
  add(top[x], y + 1);
  add(bottom[x], height - y);
  return weights === 0 ? 0 : sum / weights;
}
