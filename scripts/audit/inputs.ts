import type { AnyOperation } from '@api-repack/core';
import { photo } from './subject.ts';

type Schema = AnyOperation['input'];
type Values = Readonly<Record<string, unknown>>;

/** Values for fields that operations cannot do without, by their names. */
const values: Values = {
  image_file: photo,
  file: photo,
  mask_file: photo,
  image_url: 'https://example.com/cat.jpg',
  img_url: 'https://example.com/cat.jpg',
  seq: ['repair'],
  prompt: 'a cat on a sofa',
  repair_type: 'sr',
  width: 64,
  height: 48,
  horizontal_expansion_ratio: 1.5,
  vertical_expansion_ratio: 1,
  source_language: 'en',
  target_language: 'zh',
  img_trans_key: 'general',
  bgColor: '#438edb',
  printBgColor: '#ffffff',
  dpi: 300,
  mmWidth: 25,
  mmHeight: 35,
  printMmWidth: 89,
  printMmHeight: 127,
};

const alwaysGiven = ['image_file', 'mask_file'];

/** Fields of which an operation wants one, where none of the others is given. */
const either = ['prompt', 'file'];

/** An input for an operation: one picture, and what else is needed. `more` are values that are not the same in all worlds. */
export function inputFor(name: string, schema: Schema, more: Values = {}): Values {
  const { entries } = schema as Schema & { readonly entries: Readonly<Record<string, Schema>> };
  const known = { ...values, ...more };
  const pick = (fields: readonly string[]) =>
    Object.fromEntries(fields.filter((field) => field in entries).map((field) => [field, known[field]]));
  const required = Object.keys(entries).filter((field) => entries[field]?.type !== 'optional');
  const usual = [...required, ...alwaysGiven];
  const picked = [usual, ...either.map((field) => [...usual, field])].map(pick);
  const inputs = picked.flatMap((input) => [
    input,
    ...('file' in input ? [{ ...input, file: [photo] }] : []),
  ]);
  const problems = inputs.map((input) => problemWith(input, schema));
  const found = inputs[problems.indexOf(undefined)];
  if (found) return found;
  throw new Error(`${name}: scripts/audit/inputs.ts has no input for it: ${problems[0]}`);
}

function problemWith(input: Values, schema: Schema): string | undefined {
  const checked = schema['~standard'].validate(input);
  if (checked instanceof Promise) throw new Error('schemas of operations are not asynchronous');
  return checked.issues?.map(({ message, path }) => `${String(path?.[0] ?? '')} ${message}`).join('; ');
}
