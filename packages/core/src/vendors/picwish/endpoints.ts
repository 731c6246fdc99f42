import * as v from 'valibot';
import { described } from '../../described.ts';
import type { ExactlyOneOfEach, InputOf } from '../../exactly-one.ts';
import type { ByteStream } from '../../http.ts';
import { type Endpoint, endpoint } from '../../vendor.ts';
import { errors } from './errors.ts';
import * as p from './parameters.ts';
import { conflict, type Tool, type ToolName, type Tools, tools } from './tools.ts';

/** A task as PicWish describes it; `results` of its tool says which further fields hold files. */
export const task = v.looseObject({
  task_id: v.string(),
  state: v.pipe(v.number(), v.integer()),
  progress: v.nullish(v.number()),
  err_info: v.nullish(v.string()),
});

/** With `sync` it holds the whole task; here only what every answer has, since the task is paid for from now on. */
const created = v.looseObject({ task_id: v.string() });
const fileAnswer = v.strictObject({
  body: v.custom<ByteStream>((value) => typeof value === 'object' && value !== null),
  type: v.optional(v.string()),
});

function createEndpoint<const T extends Tool>(tool: T) {
  return endpoint({
    summary: `Start to ${tool.summary}`,
    method: 'POST',
    path: `/api/tasks/${tool.path}`,
    auth: true,
    encoding: 'multipart',
    charges: 'each',
    ...(tool.answersFile && { fileWhen: { return_type: 3 } }),
    request: v.pipe(
      v.strictObject(tool.fields as T['fields']),
      v.check(
        (input) => conflict(tool, input) === undefined,
        ({ input }) => conflict(tool, input) ?? '',
      ),
    ),
    response: v.union([created, fileAnswer]),
    errors: [
      errors.badInput,
      errors.invalidKey,
      errors.noCredits,
      errors.tooLarge,
      errors.tooFast,
      errors.internal,
    ],
  });
}

function readEndpoint(tool: Tool) {
  return endpoint({
    summary: `Read a task to ${tool.summary}`,
    method: 'GET',
    path: `/api/tasks/${tool.path}/:task_id`,
    auth: true,
    encoding: 'query',
    request: v.strictObject({ task_id: p.taskId }),
    response: task,
    errors: [errors.invalidKey, errors.unknownTask, errors.tooFast, errors.internal],
  });
}

/** The manual says `/tech/customers/package-credits`, which answers 404. */
const credits = endpoint({
  summary: 'Read how many credits are left',
  method: 'GET',
  path: '/api/customers/package-credits',
  auth: true,
  encoding: 'query',
  request: v.strictObject({}),
  response: v.array(v.looseObject({ remaining_credits: v.number(), used_credits: v.nullish(v.number()) })),
  errors: [errors.invalidKey, errors.tooFast, errors.internal],
});

/** Where PicWish's web page has its own API. */
export const templateOrigin = 'https://aw.aoscdn.com';

/** In no manual; one public client calls it. Its answer is passed on as it is. */
const backgroundTemplates = endpoint({
  summary: 'List the background templates, whose numbers are the scene types',
  method: 'GET',
  baseUrl: templateOrigin,
  path: '/app/picwish/third-party/background-template',
  auth: true,
  encoding: 'query',
  request: v.strictObject({
    language: v.optional(described('Language of the names, for example en or zh', p.text(10)), 'en'),
  }),
  response: v.unknown(),
  errors: [errors.invalidKey, errors.tooFast, errors.internal],
});

export type ToolInput<Name extends ToolName> = Name extends ToolName
  ? ExactlyOneOfEach<InputOf<Tools[Name]['fields']>, Tools[Name]['exactlyOneOf']>
  : never;

type Creates = {
  readonly [Name in ToolName as `create${Capitalize<Name>}`]: Omit<
    ReturnType<typeof createEndpoint<Tools[Name]>>,
    'request'
  > & { readonly request: v.GenericSchema<ToolInput<Name>> };
};
type Reads = { readonly [Name in ToolName as `read${Capitalize<Name>}`]: ReturnType<typeof readEndpoint> };

/** `createScale`, for the verb `create` and the tool `scale`. */
export const endpointName = (verb: 'create' | 'read', tool: string): string =>
  verb + tool.charAt(0).toUpperCase() + tool.slice(1);

const ofTools = Object.fromEntries(
  Object.entries<Tool>(tools).flatMap(([name, tool]): [string, Endpoint][] => [
    [endpointName('create', name), createEndpoint(tool)],
    [endpointName('read', name), readEndpoint(tool)],
  ]),
);

export const endpoints = { ...(ofTools as unknown as Creates & Reads), credits, backgroundTemplates };
