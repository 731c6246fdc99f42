import * as v from 'valibot';
import { didYouMean, unknownWord } from '../engine/did-you-mean.ts';

/** One thing that is wrong in what was given, and where. */
export interface InputProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** In a file, from 1. */
  readonly line?: number;
  readonly col?: number;
}

/** What the caller can put right. Named as Fastify names it, so that its errors and ours are answered alike. */
export class BadRequest extends Error {
  readonly statusCode: number;
  readonly problems: readonly InputProblem[];

  constructor(problems: string | readonly InputProblem[], statusCode = 400) {
    super(typeof problems === 'string' ? problems : problems.map(lineOf).join('\n'));
    this.statusCode = statusCode;
    this.problems = typeof problems === 'string' ? [] : problems;
  }
}

function lineOf({ path, message, line, col }: InputProblem): string {
  const where = line === undefined ? '' : `line ${line}, column ${col}: `;
  return `${where}${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`;
}

/** Checks all of it, and throws everything that is wrong. `at` is where it stands in what was given. */
export function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  at: InputProblem['path'] = [],
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new BadRequest(
    result.issues.map(({ path, message }) => ({
      path: [...at, ...(path?.map(({ key }) => key as string | number) ?? [])],
      message,
    })),
  );
}

/** An object with these fields and no others. */
export const fields = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected, received, path }) => {
    const known = Object.keys(entries);
    if (expected === 'Object') return `give an object with ${known.join(', ')}`;
    if (expected !== 'never') return 'is missing';
    const name = String(path?.at(-1)?.key ?? received);
    return `is not known here${didYouMean(name, known) || (known.length > 0 ? `; known are ${known.join(', ')}` : '')}`;
  });

export const oneOf = <const Choice extends string>(...choices: readonly Choice[]) =>
  v.picklist(choices, ({ input }) => unknownWord(input, choices));

const inWords = (min: number, max: number) =>
  max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;

export function count(min = 0, max = Number.MAX_SAFE_INTEGER) {
  const message = `give a whole number ${inWords(min, max)}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

export function number(min = 0, max = Number.MAX_SAFE_INTEGER) {
  const message = `give a number ${inWords(min, max)}`;
  return v.pipe(v.number(message), v.finite(message), v.minValue(min, message), v.maxValue(max, message));
}

export const text = v.string('give a text');
export const flag = v.boolean('give true or false');
export const texts = v.record(v.string(), text, 'give an object with texts');
