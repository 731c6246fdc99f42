import { descriptionOf } from '@api-repack/core';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { entriesOf } from '../input.ts';

export type Json = Readonly<Record<string, unknown>>;

export const binary: Json = { type: 'string', format: 'binary' };

/** A body in each encoding that works: files travel in forms only, so the others are for what can be done without. */
export function bodiesOf(input: GenericSchema): Json {
  const schema = jsonSchema(input, 'input');
  const multipart = { 'multipart/form-data': { schema } };
  const plain = withoutFiles(schema);
  if (!plain) return multipart;
  const content = { schema: plain };
  return { ...multipart, 'application/json': content, 'application/x-www-form-urlencoded': content };
}

/** Undefined where a file is required. */
function withoutFiles(schema: Json): Json | undefined {
  const { properties = {}, required = [] } = schema as { properties?: Json; required?: readonly string[] };
  const fields = Object.entries(properties);
  const files = fields.filter(([, field]) => isFile(field as Json)).map(([name]) => name);
  if (files.some((name) => required.includes(name))) return undefined;
  return { ...schema, properties: Object.fromEntries(fields.filter(([name]) => !files.includes(name))) };
}

const isFile = ({ format, items }: Json): boolean =>
  format === binary.format || (items !== undefined && isFile(items as Json));

/** Checks that JSON Schema cannot express are left out. */
export function jsonSchema(schema: GenericSchema, typeMode: 'input' | 'output'): Json {
  const { $schema, properties, ...rest } = toJsonSchema(schema, {
    typeMode,
    target: 'draft-2020-12',
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema }) =>
      ['file', 'blob', 'custom'].includes(valibotSchema.type) ? binary : undefined,
  });
  return properties ? { ...rest, properties: withDescriptions(schema, properties) } : rest;
}

/** Those of fields that are transformed get lost on the way to JSON Schema. */
function withDescriptions(schema: GenericSchema, properties: Json): Json {
  const entries = entriesOf(schema) as unknown as Readonly<Record<string, GenericSchema>>;
  const described = Object.entries(properties).map(([name, property]) => {
    const description = entries[name] && descriptionOf(entries[name]);
    return [name, { ...(property as Json), ...(description !== undefined && { description }) }];
  });
  return Object.fromEntries(described);
}
