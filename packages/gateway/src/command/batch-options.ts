import { Readable } from 'node:stream';
import type { Arguments } from '../arguments.ts';
import { entriesOf, type Given, isStreamed, parseInput } from '../input.ts';
import type { Operation } from '../operation.ts';
import { Upload } from '../upload.ts';
import { UsageError } from '../usage-error.ts';
import { creditRange, wholeFlag } from '../whole-number.ts';
import { flagFor, givenBy, sourceParameters } from './parameters.ts';

export interface BatchOptions {
  readonly out: string;
  /** Pictures in progress at once. */
  readonly parallel: number;
  readonly isDry: boolean;
  readonly isAgain: boolean;
  readonly isRecursive: boolean;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Credits. */
  readonly spendLimit: number | undefined;
}

export function readBatchOptions(typed: Arguments): BatchOptions {
  const { flags } = typed;
  const out = flags.get('out')?.at(-1);
  if (typeof out !== 'string') throw new UsageError('--out: name the folder for the results');
  return {
    out,
    parallel: wholeFlag(typed, 'parallel', { min: 1, max: 100 }) ?? 4,
    isDry: flags.has('dry-run'),
    isAgain: flags.has('again'),
    isRecursive: !flags.has('no-recursive'),
    isJson: flags.has('json'),
    isQuiet: flags.has('quiet'),
    spendLimit: wholeFlag(typed, 'spend-limit', creditRange),
  };
}

/** The parameters beside the picture, from flags. */
export async function settingsOf(operation: Operation, typed: Arguments): Promise<Record<string, unknown>> {
  const source = sourceParameters.map(flagFor).find((flag) => typed.flags.has(flag));
  if (source) throw new UsageError(`--${source}: name the pictures without a flag`);
  return checkedSettings(operation, await givenBy(operation, typed));
}

/** Checked with an empty picture, so that a typo is reported before anything is paid. */
export function checkedSettings(operation: Operation, given: Given): Record<string, unknown> {
  const [name, placeholder] = placeholderFor(operation);
  const { [name]: _, ...settings } = parseInput(
    operation.input,
    new Map([...given, [name, [placeholder]]]),
  ) as Record<string, unknown>;
  return settings;
}

function placeholderFor({ input }: Operation): [name: string, value: unknown] {
  if (!('image_file' in entriesOf(input))) return ['image_url', 'https://example.com/picture.jpg'];
  const file = { name: 'picture.jpg', type: 'image/jpeg' };
  if (!isStreamed(input, 'image_file')) return ['image_file', new File(['picture'], file.name)];
  return ['image_file', new Upload({ ...file, stream: Readable.from([]), end: Promise.resolve() })];
}
