import { didYouMean } from '../engine/did-you-mean.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { BadRequest, type InputProblem } from './check.ts';
import { vendorNamed } from './find.ts';

type Settings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Whether vendors have these settings, and the values are of the same type as their defaults. */
export function checkSettings(settings: Settings, vendors: readonly MockVendor[], path: string[] = []): void {
  const problems = Object.entries(settings).flatMap(([vendor, values]): InputProblem[] => {
    const { defaults } = vendorNamed(vendors, vendor, [...path, vendor]);
    return Object.entries(values).flatMap(([name, value]) => {
      const message = problemOf(name, value, defaults as Readonly<Record<string, unknown>>);
      return message === undefined ? [] : [{ path: [...path, vendor, name], message }];
    });
  });
  if (problems.length > 0) throw new BadRequest(problems);
}

function problemOf(
  name: string,
  value: unknown,
  defaults: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = Object.keys(defaults);
  if (!names.includes(name))
    return `is not a setting here${didYouMean(name, names) || `; there are ${names.join(', ') || 'none'}`}`;
  const wanted = typeOf(defaults[name]);
  const article = wanted === 'object' ? 'an' : 'a';
  return typeOf(value) === wanted
    ? undefined
    : `give ${article} ${wanted}, such as ${JSON.stringify(defaults[name])}`;
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);
