import type { Endpoint, Vendor } from '@api-repack/core';
import { toJsonSchema } from '@valibot/to-json-schema';

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

const charges = { each: 'each call', once: 'the first call for the same id' };

export const endpointsTable = ({ endpoints }: Vendor): string =>
  [
    '| endpoint | call | costs | fields |',
    '| --- | --- | --- | --- |',
    ...Object.entries(endpoints).map(([name, endpoint]) => {
      const { method, path, summary } = endpoint;
      const cost = endpoint.charges ? charges[endpoint.charges] : 'nothing';
      return `| \`${name}\`<br>${summary} | \`${method} ${path}\` | ${cost} | ${fieldsOf(endpoint)} |`;
    }),
  ].join('\n');

export const errorsTable = ({ errors }: Vendor): string =>
  [
    '| code | name | kind | vendor says | what to do |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(errors).map(
      ([name, { code, kind, message, hint }]) => `| ${code} | ${name} | ${kind} | ${message} | ${hint} |`,
    ),
  ].join('\n');

function fieldsOf({ request }: Endpoint): string {
  const schema = toJsonSchema(request, { errorMode: 'ignore', typeMode: 'input' }) as JsonSchema;
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const isRequired = schema.required?.includes(name) && field.default === undefined;
    return `\`${name}\`${isRequired ? '' : '?'}: ${typeOf(field)}`;
  });
  return fields.join('<br>') || 'none';
}

function typeOf({ type, enum: values, items, default: standard }: JsonSchema): string {
  const text = items ? `list of ${typeOf(items)}` : (values?.join(', ') ?? type ?? 'file');
  return standard === undefined || items ? text : `${text} (${String(standard)})`;
}
