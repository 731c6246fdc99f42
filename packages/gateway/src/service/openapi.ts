import { describeCost, type Scheme } from '@api-repack/core';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { MockAccount } from '../mock.ts';
import type { Catalogue, Operation } from '../operation.ts';
import { hasPicture } from './send-output.ts';

type Json = Readonly<Record<string, unknown>>;

/** All operations as OpenAPI 3.1, from the declarations that the gateway runs on. */
export function openApi(catalogues: readonly Catalogue[], mockAccounts: readonly MockAccount[]): Json {
  const operations = catalogues.flatMap((catalogue) =>
    catalogue.operations.map((operation) => ({ catalogue, operation })),
  );
  const schemes = operations.flatMap(({ catalogue, operation }) =>
    operation.credentials
      .filter(inHeader)
      .map((scheme) => [schemeName(catalogue, scheme), securityScheme(scheme)]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'API RePack gateway',
      version: '1',
      description: about(mockAccounts),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: catalogues.flatMap(({ name, displayName }) => [
      { name, description: displayName },
      { name: `${name} endpoints`, description: `${displayName}, as in its manual: one request each` },
    ]),
    paths: Object.fromEntries(
      operations.map(({ catalogue, operation }) => [
        `/${catalogue.name}/${operation.name}`,
        { post: describe(catalogue, operation) },
      ]),
    ),
    components: { securitySchemes: Object.fromEntries(schemes), responses: { Failure: failure } },
  };
}

/** In Markdown, as the page for people shows it. */
function about(mockAccounts: readonly MockAccount[]): string {
  const all =
    'Image-AI vendors with the same conventions: form-data in, JSON or the picture out. Failures are `{error: {kind, vendor, code, message, hint, ids, operation, charged}}`; `ids` holds the ids of what is already paid for.';
  if (mockAccounts.length === 0) return all;
  const rows = mockAccounts.map(({ vendor, fields }) => {
    const values = Object.entries(fields).map(([name, value]) => `${name} \`${value}\``);
    return `* **${vendor}**: ${values.join(', ')}`;
  });
  return `${all}\n\nBehind it are mock vendors, which cost nothing. They take these credentials, to be typed in at *Authorize* or in the forms:\n\n${rows.join('\n')}`;
}

function describe(catalogue: Catalogue, operation: Operation): Json {
  return {
    tags: [operation.isEndpoint ? `${catalogue.name} endpoints` : catalogue.name],
    operationId: `${catalogue.name}-${operation.name}`,
    summary: operation.summary,
    description: operation.charges
      ? `Costs ${operation.cost ? describeCost(operation.cost) : 'credits'}.`
      : 'Free.',
    // Credentials in the form are parameters like others, so no header is needed.
    security: operation.credentials.map((scheme) =>
      inHeader(scheme) ? { [schemeName(catalogue, scheme)]: [] } : {},
    ),
    parameters: parametersOf(operation),
    requestBody: { required: true, content: contentOf(operation) },
    responses: {
      200: { description: 'Done', content: resultOf(operation) },
      '4XX': { $ref: '#/components/responses/Failure' },
      '5XX': { $ref: '#/components/responses/Failure' },
    },
  };
}

function parametersOf(operation: Operation): Json[] {
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same key gives the same result, and is never paid twice',
    schema: { type: 'string', maxLength: 255 },
  };
  const result = {
    name: 'result',
    in: 'query',
    description: 'The URL of the picture, or the picture itself; `Accept: image/*` also asks for it',
    schema: { type: 'string', enum: ['url', 'bytes'], default: 'url' },
  };
  return [...(operation.charges ? [key] : []), ...(hasPicture(operation) ? [result] : [])];
}

function contentOf({ input }: Operation): Json {
  const schema = jsonSchema(input, 'input');
  const form = { 'multipart/form-data': { schema } };
  if (JSON.stringify(schema).includes('"binary"')) return form;
  return { ...form, 'application/x-www-form-urlencoded': { schema }, 'application/json': { schema } };
}

function resultOf(operation: Operation): Json {
  const content = { 'application/json': { schema: jsonSchema(operation.output, 'output') } };
  if (!hasPicture(operation)) return content;
  return { ...content, 'image/*': { schema: { type: 'string', format: 'binary' } } };
}

/** Checks that JSON Schema cannot express are left out. */
function jsonSchema(schema: GenericSchema, typeMode: 'input' | 'output'): Json {
  const { $schema, ...rest } = toJsonSchema(schema, {
    typeMode,
    target: 'draft-2020-12',
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema }) =>
      ['file', 'blob', 'custom'].includes(valibotSchema.type)
        ? { type: 'string', format: 'binary' }
        : undefined,
  });
  return rest;
}

type HeaderScheme = Exclude<Scheme, { kind: 'form' }>;

const inHeader = (scheme: Scheme): scheme is HeaderScheme => scheme.kind !== 'form';

const schemeName = ({ name }: Catalogue, scheme: HeaderScheme): string =>
  `${name}-${scheme.kind === 'basic' ? scheme.fields.join('-') : `${scheme.kind}-${scheme.field}`}`;

function securityScheme(scheme: HeaderScheme): Json {
  if (scheme.kind === 'header') return { type: 'apiKey', in: 'header', name: scheme.header };
  const description = scheme.kind === 'basic' ? scheme.fields.join(' and ') : scheme.description;
  return { type: 'http', scheme: scheme.kind, description };
}

const text = (description: string) => ({ type: ['string', 'null'], description });

const failureSchema: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['kind', 'vendor', 'code', 'message', 'hint', 'ids', 'operation', 'charged'],
      properties: {
        kind: { type: 'string', description: 'What the caller can act on' },
        vendor: text('Null where the gateway itself refuses'),
        code: { type: ['string', 'number', 'null'], description: "The vendor's own number" },
        message: { type: 'string' },
        hint: text('What to do about it'),
        ids: { type: ['object', 'null'], description: 'Ids that fetch what is already paid for' },
        resume: { type: ['object', 'null'], description: 'The same as ids', deprecated: true },
        operation: { type: ['string', 'null'], description: 'The operation that takes the ids' },
        charged: { enum: ['no', 'yes', 'maybe'], description: 'Whether the failed call was charged' },
      },
    },
  },
};

const failure: Json = {
  description: 'What went wrong, whose fault it is, and what to do',
  content: { 'application/json': { schema: failureSchema } },
};
