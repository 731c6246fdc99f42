import type { DocumentedError, Endpoint } from '@api-repack/core';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { ApiFacts } from './api-facts.ts';

type Json = Readonly<Record<string, unknown>>;
type Entries = Readonly<Record<string, GenericSchema>>;

const contentTypes = { json: 'application/json', multipart: 'multipart/form-data' } as const;

/** One endpoint as an OpenAPI operation. */
export function operationOf(name: string, endpoint: Endpoint, { envelope, securitySchemes }: ApiFacts): Json {
  const [scheme] = Object.keys(securitySchemes);
  const parameters = parametersOf(endpoint);
  return {
    operationId: name,
    summary: endpoint.summary,
    ...(endpoint.charges && { description: 'Costs credits.' }),
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(endpoint),
    responses: responsesOf(endpoint, envelope),
    security: endpoint.auth && scheme !== undefined ? [{ [scheme]: [] }] : [],
  };
}

const entriesOf = ({ request }: Endpoint): Entries => (request as { entries?: Entries }).entries ?? {};

const isInPath = ({ path }: Endpoint, name: string): boolean => path.split('/').includes(`:${name}`);

const isOptional = (schema: GenericSchema): boolean => ['optional', 'nullish'].includes(schema.type);

/** Beside path and query, an endpoint that takes bytes has its other fields in headers. */
function parametersOf(endpoint: Endpoint): Json[] {
  const declared = Object.entries(entriesOf(endpoint)).flatMap(([name, schema]): Json[] => {
    const where = isInPath(endpoint, name) ? 'path' : placeOf(endpoint, name);
    if (where === undefined) return [];
    return [{ name, in: where, required: where === 'path' || !isOptional(schema), schema: schemaOf(schema) }];
  });
  const constant = Object.entries(endpoint.query ?? {}).map(([name, value]) => ({
    ...{ name, in: 'query', required: false },
    schema: { type: 'string', default: value },
  }));
  return [...declared, ...constant];
}

function placeOf({ encoding }: Endpoint, name: string): 'query' | 'header' | undefined {
  if (encoding === 'query') return 'query';
  return encoding === 'bytes' && name !== 'body' ? 'header' : undefined;
}

function bodyOf(endpoint: Endpoint): Json {
  const { encoding } = endpoint;
  if (encoding === 'query') return {};
  if (encoding === 'bytes')
    return 'body' in entriesOf(endpoint)
      ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } }
      : {};
  const fields = Object.entries(entriesOf(endpoint)).filter(([name]) => !isInPath(endpoint, name));
  const required = fields.flatMap(([name, schema]) => (isOptional(schema) ? [] : [name]));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)])),
    ...(required.length > 0 && { required }),
  };
  return {
    requestBody: { required: required.length > 0, content: { [contentTypes[encoding]]: { schema } } },
  };
}

function responsesOf({ response, errors, fileWhen }: Endpoint, envelope: ApiFacts['envelope']): Json {
  const failures = Map.groupBy(errors, ({ status = 200 }) => status);
  const inEnvelope = { type: 'object', properties: { ...envelope, data: schemaOf(response) } };
  const content = {
    ...(envelope ? { 'application/json': { schema: inEnvelope } } : { '*/*': {} }),
    ...(fileWhen && { 'application/octet-stream': {} }),
  };
  const described = [...failures].map(([status, ofStatus]) => [
    String(status),
    { description: reasons(ofStatus) },
  ]);
  return {
    ...Object.fromEntries(described),
    200: {
      description: ['Success', reasons(failures.get(200) ?? [])].filter(Boolean).join('; or '),
      content,
    },
  };
}

const reasons = (errors: readonly DocumentedError[]): string =>
  errors.map(({ code, message }) => `${code}: ${message}`).join('; ');

/** JSON Schema without what only a check can say; a file is binary. */
function schemaOf(schema: GenericSchema): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    ...{ typeMode: 'input', target: 'draft-2020-12', errorMode: 'ignore' },
    overrideSchema: ({ valibotSchema: { type } }) =>
      type === 'blob' || type === 'custom' ? { type: 'string', format: 'binary' } : undefined,
  });
  return rest;
}
