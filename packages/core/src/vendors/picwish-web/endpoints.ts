import * as v from 'valibot';
import { described } from '../../described.ts';
import { type Endpoint, endpoint, type Input } from '../../vendor.ts';
import { endpointName } from '../picwish/endpoints.ts';
import * as p from '../picwish/parameters.ts';
import { errors } from './errors.ts';
import { type WebTool, type WebToolName, type WebTools, webTools } from './tools.ts';

/** What the vendor's web page adds to every call. */
const query = { product_id: '482', language: 'zh' };

const login = endpoint({
  summary: 'Log in with telephone and password',
  method: 'POST',
  path: '/base/passport/v2/login/telephone',
  auth: false,
  encoding: 'json',
  request: v.strictObject({
    telephone: described(
      'Telephone number of the account',
      v.pipe(v.string(), v.regex(/^\d{5,15}$/, 'a telephone number has 5 to 15 digits and nothing else')),
    ),
    password: described('Password of the account', v.pipe(v.string(), v.nonEmpty())),
    country_code: v.optional(
      described('Country code of the telephone number', v.pipe(v.string(), v.regex(/^\+\d{1,3}$/))),
      '+86',
    ),
    language: v.optional(described('Language of the messages', v.string()), 'zh'),
    product_id: v.optional(described("Number of PicWish's product", v.string()), '482'),
  }),
  response: v.looseObject({ api_token: v.pipe(v.string(), v.nonEmpty()) }),
  errors: [errors.captchaNeeded],
});

const authorizeUpload = endpoint({
  summary: 'Ask for permission to store files at Aliyun OSS',
  method: 'POST',
  path: '/app/picwish/authorizations/oss',
  auth: true,
  encoding: 'json',
  query,
  request: v.strictObject({
    filenames: described('Names of the files', v.pipe(v.array(p.text(255)), v.minLength(1))),
  }),
  response: v.looseObject({
    credential: v.looseObject({
      access_key_id: v.string(),
      access_key_secret: v.string(),
      security_token: v.string(),
    }),
    bucket: v.string(),
    endpoint: v.string(),
    region: v.nullish(v.string()),
    /** Object keys by the file names that were sent. */
    objects: v.record(v.string(), v.string()),
    callback: v.looseObject({ url: v.string(), body: v.string(), type: v.nullish(v.string()) }),
  }),
  errors: [errors.neededLogin],
});

/** What PicWish answers to OSS once a file is stored, and OSS passes on. */
export const resource = v.looseObject({ resource_id: v.pipe(v.string(), v.nonEmpty()) });

/** `state` and the rest are missing now and then while a task goes on. */
const webTask = v.looseObject({
  task_id: v.nullish(v.string()),
  state: v.nullish(v.pipe(v.number(), v.integer())),
  progress: v.nullish(v.number()),
});

function createEndpoint<const T extends WebTool>(tool: T) {
  return endpoint({
    summary: `Start to ${tool.summary}`,
    method: 'POST',
    path: `/app/picwish/${tool.path}`,
    auth: true,
    encoding: 'json',
    query,
    charges: 'each',
    request: v.strictObject(tool.fields as T['fields']),
    response: v.looseObject({ task_id: p.taskId }),
    errors: [errors.neededLogin, errors.unknownId, errors.failed, errors.refused],
  });
}

function readEndpoint(tool: WebTool) {
  return endpoint({
    summary: `Read a task to ${tool.summary}`,
    method: 'GET',
    path: `/app/picwish/${tool.path}/:task_id`,
    auth: true,
    encoding: 'query',
    query,
    request: v.strictObject({ task_id: p.taskId }),
    response: v.nullish(webTask),
    errors: [errors.neededLogin, errors.unknownId, errors.failed, errors.refused],
  });
}

const readCleanFile = endpoint({
  summary: 'Get the URL of the file without a watermark',
  method: 'GET',
  path: '/app/picwish/tasks/login/image-url/:tool/:task_id',
  auth: true,
  encoding: 'query',
  query,
  request: v.strictObject({
    tool: described(
      'Tool that made the file',
      v.picklist(Object.values<WebTool>(webTools).flatMap(({ cleanAs = [] }) => cleanAs)),
    ),
    task_id: p.taskId,
    pic_quality: v.optional(described('Quality of the file', v.picklist(['hd', 'standard', 'free'])), 'hd'),
  }),
  response: v.looseObject({ image: v.nullish(v.string()), mask: v.nullish(v.string()) }),
  errors: [errors.neededLogin, errors.unknownId],
});

type Creates = {
  readonly [Name in WebToolName as `create${Capitalize<Name>}`]: ReturnType<
    typeof createEndpoint<WebTools[Name]>
  >;
};
type Reads = {
  readonly [Name in WebToolName as `read${Capitalize<Name>}`]: ReturnType<typeof readEndpoint>;
};
export type WebToolInput<Name extends WebToolName> = Input<Creates[`create${Capitalize<Name>}`]>;

const ofTools = Object.fromEntries(
  Object.entries<WebTool>(webTools).flatMap(([name, tool]): [string, Endpoint][] => [
    [endpointName('create', name), createEndpoint(tool)],
    [endpointName('read', name), readEndpoint(tool)],
  ]),
);

export const endpoints = {
  login,
  authorizeUpload,
  ...(ofTools as unknown as Creates & Reads),
  readCleanFile,
};
