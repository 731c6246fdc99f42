import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { version } from '../version.ts';
import { answers } from './response-schemas.ts';
import type { ControlRoute } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** The control API as OpenAPI 3.1, from the table that it runs on. */
export const openApi = (routes: readonly ControlRoute[]): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Mock vendors: control API',
    version: version(),
    description:
      'Worlds, accounts, tasks, time, faults and the journal of local image-AI vendors. Failures are `{error, problems}`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
  paths: Object.fromEntries(
    [...new Set(routes.map(({ path }) => path))].map((path) => [
      path.replace(/:(\w+)/g, '{$1}'),
      Object.fromEntries(
        routes
          .filter((route) => route.path === path)
          .map((route) => [route.method.toLowerCase(), describe(route, answered[`${route.method} ${path}`])]),
      ),
    ]),
  ),
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'Only if started with --control-token' },
    },
    schemas: { Failure: failure },
  },
  security: [{}, { token: [] }],
});

/** JSON Schema without what only a check can say. */
export function jsonSchema(schema: GenericSchema): Json {
  return toJsonSchema(schema, { typeMode: 'input', target: 'draft-2020-12', errorMode: 'ignore' }) as Json;
}

const answered = answers();

function describe(
  {
    method,
    path,
    tag,
    summary,
    documented,
    body = documented,
    example,
    status = 200,
    type,
    ...route
  }: ControlRoute,
  answer: GenericSchema | undefined,
): Json {
  const parameters = [
    ...pathParameters(path),
    ...(route.worldless ? [] : [world]),
    ...queryParameters(route.query),
  ];
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[/:.-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(route.open && { security: [{}] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: bare(body), example } } },
    }),
    responses: {
      [status]: {
        description: 'Done',
        content: { [type?.split(';')[0] ?? 'application/json']: answer ? { schema: bare(answer) } : {} },
      },
      default: {
        description: 'What is wrong, and what to do',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}

const bare = (schema: GenericSchema): Json => {
  const { $schema, ...rest } = jsonSchema(schema);
  return rest;
};

const world = {
  name: 'world',
  in: 'query',
  description: 'Name of the world; `main` if left out',
  schema: { type: 'string', default: 'main' },
};

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }));

function queryParameters(query: GenericSchema | undefined): Json[] {
  const properties = query ? (jsonSchema(query).properties as Json) : {};
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

const failure: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: { type: 'string', description: 'In words' },
    problems: {
      type: 'array',
      description: 'Each thing that is wrong in a body, with where it stands',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          message: { type: 'string' },
          line: { type: 'integer' },
        },
      },
    },
  },
};
