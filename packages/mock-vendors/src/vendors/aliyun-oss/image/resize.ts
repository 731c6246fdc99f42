import { open, type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { badRequest, missingArgument } from './errors.ts';
import type { ImageStep } from './step.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Documented for the result of a resize. */
const maxSide = 16_384;
const maxResultPixels = 16_777_216;
const side = { min: 1, max: maxSide };

/** What a resize asks for; a side that is not named follows from the other one. */
interface Wanted {
  readonly width: number | undefined;
  readonly height: number | undefined;
}

const modes = ['lfit', 'mfit', 'fill', 'pad', 'fixed'] as const;
type Mode = (typeof modes)[number];

export async function resize(raster: Raster, step: ImageStep): Promise<Raster> {
  const percentage = step.integer('p', { min: 1, max: 1000 });
  if (percentage !== undefined && !step.has('w') && !step.has('h'))
    return stretched(raster, scaled(raster, percentage / 100));
  const mode = step.oneOf('m', modes, 'lfit');
  const wanted = wantedSize(raster, step);
  const mayEnlarge = step.oneOf('limit', ['0', '1'], '1') === '0';
  const inner = innerSize(raster, wanted, mode);
  if (!mayEnlarge && inner.width * inner.height > raster.width * raster.height) return raster;
  const picture = await stretched(raster, inner);
  const frame = { width: wanted.width ?? inner.width, height: wanted.height ?? inner.height };
  if (mode === 'fill') return cut(picture, frame);
  if (mode === 'pad') return padded(picture, frame, step.color('color', 'FFFFFF'));
  return picture;
}

/** `l` and `s` are the longer and the shorter side, whichever these are. */
function wantedSize({ width, height }: Raster, step: ImageStep): Wanted {
  const long = step.integer('l', side);
  const short = step.integer('s', side);
  const isWide = width >= height;
  const wanted = {
    width: step.integer('w', side) ?? (isWide ? long : short),
    height: step.integer('h', side) ?? (isWide ? short : long),
  };
  if (wanted.width === undefined && wanted.height === undefined)
    throw missingArgument('resize needs one of w, h, l, s and p.');
  return wanted;
}

/** The size of the picture itself, before it is cut or padded. */
function innerSize(raster: Raster, wanted: Wanted, mode: Mode): Size {
  const { width, height } = wanted;
  if (mode === 'fixed' && width !== undefined && height !== undefined) return { width, height };
  const factors = [
    width === undefined ? [] : width / raster.width,
    height === undefined ? [] : height / raster.height,
  ].flat();
  return scaled(raster, mode === 'mfit' || mode === 'fill' ? Math.max(...factors) : Math.min(...factors));
}

const scaled = ({ width, height }: Size, factor: number): Size => ({
  width: Math.max(1, Math.round(width * factor)),
  height: Math.max(1, Math.round(height * factor)),
});

function stretched(raster: Raster, { width, height }: Size): Promise<Raster> {
  checkSize({ width, height });
  return rasterOf(open(raster).resize(width, height, { fit: 'fill' }));
}

function checkSize({ width, height }: Size): void {
  if (Math.max(width, height) > maxSide || width * height > maxResultPixels)
    throw badRequest(
      `The result of ${width} × ${height} pixels is too large: a side has ${maxSide} pixels at most, and the image ${maxResultPixels}.`,
    );
}

function cut(raster: Raster, frame: Size): Promise<Raster> {
  const width = Math.min(frame.width, raster.width);
  const height = Math.min(frame.height, raster.height);
  const left = Math.floor((raster.width - width) / 2);
  const top = Math.floor((raster.height - height) / 2);
  return rasterOf(open(raster).extract({ left, top, width, height }));
}

function padded(raster: Raster, frame: Size, background: string): Promise<Raster> {
  checkSize(frame);
  const horizontal = Math.max(0, frame.width - raster.width);
  const vertical = Math.max(0, frame.height - raster.height);
  return rasterOf(
    open(raster).extend({
      left: Math.floor(horizontal / 2),
      right: Math.ceil(horizontal / 2),
      top: Math.floor(vertical / 2),
      bottom: Math.ceil(vertical / 2),
      background,
    }),
  );
}
