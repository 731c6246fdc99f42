import { connect } from '@api-repack/core';
import { putObjectWithAliOss } from '@api-repack/core/node';
import { endpointName } from '@api-repack/core/picwish';
import {
  accountSession,
  finishInAccount,
  login,
  type PicwishWebClient,
  picwishWeb,
  uploadToAccount,
  type WebTool,
  type WebToolName,
  webTools,
  webWait,
} from '@api-repack/core/picwish-web';
import * as v from 'valibot';
import type { Scheme } from '../credentials.ts';
import {
  type Call,
  capitalized,
  endpointOperations,
  kebab,
  type Operation,
  operation,
} from '../operation.ts';
import { imageStream, type Upload } from '../upload.ts';
import { filesOf, pictureOutput } from './picwish-files.ts';

const bearer: Scheme = { kind: 'bearer', field: 'token', about: 'the api_token of /picwish/login' };
const account = { telephone: v.optional(v.string()), password: v.optional(v.string()) };
/** With them, login, upload, task and result are one call. */
const bearerOrAccount: readonly Scheme[] = [bearer, { kind: 'form', fields: ['telephone', 'password'] }];

/** Logs in once for all calls with the same account, and again when PicWish wants it. */
function client(call: Call): PicwishWebClient {
  const options = call.to(picwishWeb);
  const { telephone, password } = call.credentials;
  if (telephone === undefined || password === undefined) return connect(picwishWeb, options);
  const { credentials: _, signal, ...lasting } = options;
  const session = call.remember('login', () =>
    accountSession(connect(picwishWeb, lasting), { telephone, password }, { kept: {} }),
  );
  return connect(picwishWeb, { ...lasting, signal, session });
}

async function store(call: Call, { name, type, stream, end }: Upload): Promise<string> {
  const id = await uploadToAccount(client(call), { name, type, body: stream }, putObjectWithAliOss);
  await end;
  return id;
}

const logIn = operation({
  name: 'login',
  vendor: picwishWeb,
  summary: 'Log in with telephone and password, and get the token for the other calls',
  credentials: [],
  charges: false,
  input: v.strictObject({
    telephone: picwishWeb.endpoints.login.request.entries.telephone,
    password: picwishWeb.endpoints.login.request.entries.password,
    country_code: picwishWeb.endpoints.login.request.entries.country_code,
  }),
  output: v.object({ api_token: v.string() }),
  async start(call, { telephone, password, country_code: countryCode }) {
    const { token } = await login(connect(picwishWeb, call.to(picwishWeb)), {
      telephone,
      password,
      countryCode,
    });
    return { api_token: `Bearer ${token}` };
  },
});

const ossImage = operation({
  name: 'oss-img',
  vendor: picwishWeb,
  summary: "Store a picture in PicWish's Aliyun OSS, and get its resource id; passed on while it arrives",
  credentials: bearerOrAccount,
  charges: false,
  input: v.strictObject({ ...account, image_file: imageStream }),
  output: v.object({ resource_id: v.string() }),
  start: async (call, { image_file }) => ({ resource_id: await store(call, image_file) }),
});

const source = ['source_resource_id', 'source_resource_ids'] as const;
/** Always the same for the vendor's own web page. */
const fixed = ['language', 'product_id'];
const quality = picwishWeb.endpoints.readCleanFile.request.entries.pic_quality;
const { task_id } = picwishWeb.endpoints.readFaceCutout.request.entries;

interface Started {
  readonly tool: string;
  readonly task_id: string;
  readonly quality: v.InferInput<typeof quality>;
}

async function result(call: Call, { tool, task_id, quality }: Started) {
  const wait = call.within(webWait);
  const name = names.find((one) => kebab(one) === tool) as WebToolName;
  return filesOf(await finishInAccount(client(call), name, task_id, { wait, quality }));
}

const sourceEntries = {
  resource_id: v.optional(picwishWeb.endpoints.createScale.request.entries.source_resource_id),
  image_file: v.optional(imageStream),
};

interface ToolInput {
  readonly resource_id?: string;
  readonly image_file?: Upload;
  readonly quality?: Started['quality'];
  readonly telephone?: string;
  readonly password?: string;
}

const requireSource = v.check<ToolInput, string>(
  ({ resource_id, image_file }) => resource_id !== undefined || image_file !== undefined,
  'either resource_id or image_file: is missing',
);
const notBothSources = v.check<ToolInput, string>(
  ({ resource_id, image_file }) => resource_id === undefined || image_file === undefined,
  'give either resource_id or image_file, not both',
);

function toolOperation(name: WebToolName, tool: WebTool): Operation {
  const sourceField = source.find((field) => field in tool.fields);
  const own = Object.entries(tool.fields).filter(
    ([field]) => field !== sourceField && !fixed.includes(field),
  );
  const entries = { ...account, ...Object.fromEntries(own), quality, ...(sourceField && sourceEntries) };
  const fields = v.strictObject(entries) as unknown as v.GenericSchema<ToolInput>;
  const create = endpointName('create', name) as 'createFaceCutout';
  return operation({
    name: name === 'faceCutout' ? 'face-cutout' : `web-${kebab(name)}`,
    vendor: picwishWeb,
    summary: `${capitalized(tool.summary)}, with an account; the picture was stored before or comes along`,
    credentials: bearerOrAccount,
    charges: true,
    input: sourceField ? v.pipe(fields, requireSource, notBothSources) : fields,
    output: pictureOutput,
    async start(call, { resource_id, image_file, quality, telephone: _, password: __, ...chosen }) {
      const id = resource_id ?? (image_file && (await store(call, image_file)));
      const from = sourceField && { [sourceField]: sourceField === 'source_resource_ids' ? [id] : id };
      const { task_id } = await client(call)[create]({ ...chosen, ...from } as never);
      return { tool: kebab(name), task_id, quality };
    },
    finish: result,
    resumedBy: 'web-result',
  });
}

const names = Object.keys(webTools) as WebToolName[];

const fetchResult = operation({
  name: 'web-result',
  vendor: picwishWeb,
  summary: 'Wait for a task of an account that was started before, and get its files; costs nothing again',
  credentials: bearerOrAccount,
  charges: false,
  input: v.strictObject({
    ...account,
    tool: v.optional(v.picklist(names.map(kebab)), 'face-cutout'),
    task_id,
    quality,
  }),
  output: pictureOutput,
  start: (call, { tool = 'face-cutout', task_id, quality }) => result(call, { tool, task_id, quality }),
});

const ofTools = names.map((name) => toolOperation(name, webTools[name]));

/** Those of the original service. */
export const originalOperations: readonly Operation[] = [
  logIn,
  ossImage,
  ...ofTools.filter(({ name }) => name === 'face-cutout'),
];

/** What else picwish.cn itself uses, with an account. */
export const picwishWebOperations: readonly Operation[] = [
  ...ofTools.filter(({ name }) => name !== 'face-cutout'),
  fetchResult,
];

export const picwishWebEndpoints: readonly Operation[] = endpointOperations(picwishWeb, [bearer], 'web-');
