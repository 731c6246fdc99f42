import { describeCost, type Scheme } from '@api-repack/core';
import type { MockAccount } from '../mock.ts';
import type { Catalogue, Operation } from '../operation.ts';
import { binary, bodiesOf, type Json, jsonSchema } from './openapi-bodies.ts';
import { failure, freeHeaders, headers, headersOf, paidHeaders } from './openapi-responses.ts';
import { hasPicture } from './send-output.ts';

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
      contact: { name: 'API RePack', url: 'https://github.com/api-repack/api-repack' },
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
    components: { securitySchemes: Object.fromEntries(schemes), headers, responses: { Failure: failure } },
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
    requestBody: { required: true, content: bodiesOf(operation.input) },
    responses: {
      200: {
        description: operation.charges ? 'Done, and paid for at most once' : 'Done',
        headers: headersOf(operation.charges ? paidHeaders : freeHeaders),
        content: resultOf(operation),
      },
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

function resultOf(operation: Operation): Json {
  const content = { 'application/json': { schema: jsonSchema(operation.output, 'output') } };
  if (!hasPicture(operation)) return content;
  return { ...content, 'image/*': { schema: binary } };
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
