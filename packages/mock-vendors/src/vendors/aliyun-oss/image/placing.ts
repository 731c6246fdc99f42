import type { OverlayOptions } from 'sharp';
import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { fractionsOf, gravities, type ImageStep } from './step.ts';

const margin = { min: 0, max: 4096 };

/** Puts a mark at its place; what reaches beyond the picture is cut off. */
export async function placed(base: Raster, mark: Raster, step: ImageStep): Promise<Raster> {
  const at = fractionsOf(step.oneOf('g', gravities, 'se'));
  const x = step.integer('x', margin) ?? 10;
  const y = step.integer('y', margin) ?? 10;
  const raised = at.y === 0.5 ? (step.integer('voffset', { min: -1000, max: 1000 }) ?? 0) : 0;
  const left = position(base.width - mark.width, at.x, x);
  const top = position(base.height - mark.height, at.y, y) + raised;
  const visible = await visiblePart(base, mark, { left, top });
  if (!visible) return base;
  const overlay = { input: visible.data, raw: visible, left: Math.max(0, left), top: Math.max(0, top) };
  return covered(base, overlay);
}

/** An opaque picture stays opaque. */
function covered(base: Raster, overlay: OverlayOptions): Promise<Raster> {
  const image = open(base).composite([overlay]);
  return rasterOf(base.channels === 3 ? image.removeAlpha() : image);
}

function position(room: number, fraction: number, distance: number): number {
  if (fraction === 0) return distance;
  return fraction === 1 ? room - distance : Math.round(room / 2);
}

interface Corner {
  readonly left: number;
  readonly top: number;
}

async function visiblePart(base: Raster, mark: Raster, { left, top }: Corner): Promise<Raster | undefined> {
  const hidden = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const width = Math.min(mark.width, base.width - left) - hidden.left;
  const height = Math.min(mark.height, base.height - top) - hidden.top;
  return width > 0 && height > 0 ? rasterOf(open(mark).extract({ ...hidden, width, height })) : undefined;
}

/** Covers the picture with a mark, with gaps of `padx` and `pady`. */
export async function tiled(base: Raster, mark: Raster, step: ImageStep): Promise<Raster> {
  const right = step.integer('padx', margin) ?? 0;
  const bottom = step.integer('pady', margin) ?? 0;
  const tile = await rasterOf(open(mark).extend({ right, bottom, background: '#00000000' }));
  const visible = await visiblePart(base, tile, { left: 0, top: 0 });
  if (!visible) return base;
  const overlay = { input: visible.data, raw: visible, tile: true, left: 0, top: 0 };
  return covered(base, overlay);
}
