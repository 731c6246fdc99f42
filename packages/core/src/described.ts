import {
  description,
  type GenericSchema,
  getDescription,
  type OptionalSchema,
  optional,
  pipe,
} from 'valibot';

type Wrapper = OptionalSchema<GenericSchema, unknown>;

/** Adds the description of a field: the one source of help texts, OpenAPI, hints in n8n and docs. */
export function described<Schema extends GenericSchema>(text: string, schema: Schema): Schema {
  if (schema.type !== 'optional') return pipe(schema, description(text)) as unknown as Schema;
  const { wrapped, default: value } = schema as unknown as Wrapper;
  return optional(described(text, wrapped), value as never) as unknown as Schema;
}

/** The description of a field, or undefined if it has none. */
export const descriptionOf = (schema: GenericSchema): string | undefined =>
  getDescription(schema as never) ??
  ('wrapped' in schema ? descriptionOf((schema as unknown as Wrapper).wrapped) : undefined);
