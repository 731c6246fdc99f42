import type { Wait } from '@api-repack/core';
import { waitNames } from './fields.ts';
import { refuse } from './refuse.ts';
import type { Item } from './run-items.ts';

/** In seconds. Timers do not know numbers that are much larger. */
const longestWait = 1_000_000;

/** Never polls more often than 50 times a second, whatever the settings say. */
export function waitOf(item: Item, defaults: Wait): Wait {
  const everyMs = Math.max(20, waitMsOf(item, 'pollInterval', defaults.everyMs));
  return {
    ...defaults,
    everyMs,
    firstMs: waitMsOf(item, 'firstWait', defaults.firstMs),
    // 0 would be a look without waiting.
    timeoutMs: Math.max(1, waitMsOf(item, 'waitLimit', defaults.timeoutMs)),
    maxEveryMs: Math.max(everyMs, defaults.maxEveryMs),
  };
}

/** One of the options that `waitOptions` describes. */
export function waitMsOf(item: Item, name: keyof typeof waitNames, fallbackMs: number): number {
  const value = item.parameter<unknown>(`options.${name}`, fallbackMs / 1000);
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= longestWait) return seconds * 1000;
  throw refuse(
    item,
    `'${waitNames[name]}' is not a number of seconds`,
    `Enter a number from 0 to ${longestWait}`,
  );
}

/** The name of the field for the file of `toOutput`. */
export function outputFieldOf(item: Item): string {
  const name = item.parameter<unknown>('outputField', 'data');
  if (typeof name === 'string' && name.trim() !== '') return name;
  throw refuse(item, "'Put Output File in Field' is empty", 'Enter the name of a field, such as data');
}

export const booleanOf = (item: Item, name: string, fallback: boolean): boolean =>
  toBoolean(item, name.replace('options.', ''), item.parameter<unknown>(name, fallback));

/** What an expression gives for a switch. */
export function toBoolean(item: Item, name: string, value: unknown): boolean {
  const word = String(value ?? '').trim();
  const said = booleans.get(word.toLowerCase());
  if (said !== undefined) return said;
  throw refuse(item, `'${name}' is neither true nor false`, 'Enter true or false');
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

/** How the input's JSON is to be put into the output. */
export function includedInput(item: Item): 'no' | 'field' | 'merged' {
  const value = item.parameter<unknown>('options.includeInput', 'no');
  if (value === 'no' || value === 'field' || value === 'merged') return value;
  throw refuse(item, "'Include Input JSON' has no such choice", 'Choose one of: no, field, merged');
}

/** Before anything is paid, refuses what would only show afterwards. */
export function checkFields(item: Item): void {
  for (const name of Object.keys(waitNames)) waitMsOf(item, name as keyof typeof waitNames, 0);
  outputFieldOf(item);
  includedInput(item);
  booleanOf(item, 'options.includeFiles', false);
}
