import type { Arguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A whole number in digits, without sign or exponent. Throws an `Error` whose message completes "--parallel: …". */
export function wholeNumber(value: unknown, { min, max }: Range): number {
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new Error(`use a whole number from ${min} to ${max}`);
}

/** The number typed last for this flag; undefined if it was not typed. @throws UsageError */
export function wholeFlag({ flags }: Arguments, name: string, range: Range): number | undefined {
  const typed = flags.get(name)?.at(-1);
  if (typed === undefined) return undefined;
  try {
    return wholeNumber(typed, range);
  } catch (error) {
    throw new UsageError(`--${name}: ${(error as Error).message}`);
  }
}

/** Enough for any account. */
export const creditRange: Range = { min: 0, max: 1_000_000_000 };
