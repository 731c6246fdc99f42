import { describeIssue } from '@api-repack/core';
import { type GenericSchema, getDotPath, type InferInput, safeParse } from 'valibot';
import { badInput } from './http-error.ts';

/** Values from a form, a command line or a JSON object, before the schema has checked them. */
export type Given = ReadonlyMap<string, readonly unknown[]>;

interface Shape {
  readonly type: string;
  readonly wrapped?: Shape;
  readonly item?: Shape;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly options?: readonly unknown[];
}

/** The parameters an operation knows, by name. */
export const entriesOf = (schema: GenericSchema): Readonly<Record<string, Shape>> => {
  const { entries, options = [] } = schema as unknown as Shape;
  return entries ?? Object.assign({}, ...options.map((option) => entriesOf(option as GenericSchema)));
};

export const knownOf = (schema: GenericSchema, given: Given): Given =>
  new Map([...given].filter(([name]) => Object.hasOwn(entriesOf(schema), name)));

/** @throws HttpError if the operation has no parameter of this name. */
export function expectKnown(schema: GenericSchema, name: string): true {
  const known = Object.keys(entriesOf(schema));
  if (known.includes(name)) return true;
  // A name that is not a word may be a value in the wrong place, even a secret.
  const shown = /^[\w-]{1,40}$/.test(name) ? name : 'a field';
  throw badInput(`${shown}: unknown parameter`, `Known: ${known.join(', ') || 'none'}`);
}

/** True if the operation passes this file on while it arrives. */
export const isStreamed = (schema: GenericSchema, name: string): boolean =>
  Object.hasOwn(entriesOf(schema), name) && bare(entriesOf(schema)[name])?.type === 'custom';

/**
 * Converts strings to the types of the schema, then checks them. Returns the checked input and not the schema's output:
 * core parses it again, and a transform must not run twice.
 */
export function parseInput<Schema extends GenericSchema>(schema: Schema, given: Given): InferInput<Schema> {
  const entries = entriesOf(schema);
  const pairs = [...given].map(([name, values]) => {
    expectKnown(schema, name);
    return [name, convert(bare(entries[name]) as Shape, values, name)] as const;
  });
  const input = Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
  const { success, issues } = safeParse(schema, input);
  if (success) return input as InferInput<Schema>;
  const field = getDotPath(issues[0]);
  const reason = describeIssue(issues[0]);
  throw badInput(field ? `${field}: ${reason}` : reason);
}

function bare(shape: Shape | undefined): Shape | undefined {
  return shape?.wrapped ? bare(shape.wrapped) : shape;
}

/** A form sends an empty string for a field that was left empty. */
function convert(shape: Shape, values: readonly unknown[], name: string): unknown {
  const filled = values.filter((value) => value !== '');
  if (shape.type === 'array') return list(shape.item as Shape, filled, name);
  const flat = filled.flat();
  if (flat.length > 1) throw badInput(`${name}: give it once`);
  return one(shape, flat[0], name);
}

function list(item: Shape, values: readonly unknown[], name: string): unknown {
  const [only] = values;
  if (values.length === 0) return undefined;
  if (values.length > 1) return values.map((value) => one(item, value, name));
  if (typeof only === 'string' && /^\s*\[/.test(only)) return json(only, name);
  if (bare(item)?.type.endsWith('object')) return [one(item, only, name)];
  if (typeof only === 'string') return only.split(',').map((part) => one(item, part.trim(), name));
  return Array.isArray(only) ? only : [only].map((value) => one(item, value, name));
}

function one(shape: Shape, value: unknown, name: string): unknown {
  const { type, options = [] } = bare(shape) as Shape;
  if (typeof value !== 'string') return value;
  if (type === 'number' || (type === 'picklist' && typeof options[0] === 'number'))
    return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (type === 'boolean') return { true: true, '1': true, false: false, '0': false }[value] ?? value;
  return type.endsWith('object') ? json(value, name) : value;
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badInput(`${name}: is not valid JSON`);
  }
}
