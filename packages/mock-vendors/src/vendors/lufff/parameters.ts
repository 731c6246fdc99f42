import { Fail } from '../../engine/mock-vendor.ts';
import type { LufffCall } from './call.ts';
import { errors } from './errors.ts';

export const badParameter = (reason: string) => new Fail(errors.badParameter, `param error: ${reason}`);

/** A field of at most so many characters that has to be there. */
export function text({ fields }: LufffCall, name: string, maxLength: number): string {
  const value = fields[name];
  if (value === undefined || value === null || value === '') throw badParameter(`${name} is required`);
  if (typeof value !== 'string') throw badParameter(`${name} is not a string`);
  if (value.length > maxLength) throw badParameter(`${name} is longer than ${maxLength}`);
  return value;
}

/** Counted from 1. */
export function whole(call: LufffCall, name: string): number {
  const value = call.fields[name];
  const digits = typeof value === 'number' ? String(value) : text(call, name, 11);
  if (!/^[1-9]\d{0,10}$/.test(digits)) throw badParameter(`${name} is not a number from 1`);
  return Number(digits);
}

export function imageUrl(call: LufffCall): URL {
  const url = URL.parse(text(call, 'img_url', 128));
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw badParameter('img_url is not a URL');
}

const picTypes = ['general', 'human', 'object', 'head', 'beautify', 'img_fix'] as const;
export type PicType = (typeof picTypes)[number];

export function picType(call: LufffCall): PicType {
  const { fields, settings } = call;
  if (!settings.extension || fields.pic_type === undefined) return 'general';
  const found = picTypes.find((one) => one === fields.pic_type);
  if (!found) throw badParameter(`pic_type is none of ${picTypes.join(', ')}`);
  return found;
}

export interface Rectangle {
  readonly height: number;
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

/** JSON in a text: `[{"height":90,"width":80,"x":10,"y":20}]`. */
export function rectangles(call: LufffCall): Rectangle[] {
  const value = parsed(text(call, 'rectangles', 256));
  if (Array.isArray(value) && value.length > 0 && value.every(isRectangle)) return value;
  throw badParameter('rectangles is not a list of height, width, x and y');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const isRectangle = (value: unknown): value is Rectangle =>
  typeof value === 'object' &&
  value !== null &&
  (['height', 'width', 'x', 'y'] as const).every((name) => Number((value as Partial<Rectangle>)[name]) >= 0);
