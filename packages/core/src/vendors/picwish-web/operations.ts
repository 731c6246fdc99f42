import * as v from 'valibot';
import type { Scheme } from '../../credentials.ts';
import { described } from '../../described.ts';
import { type ExactlyOneOfEach, exactlyOneOf, type InputOf } from '../../exactly-one.ts';
import { type FileStream, isBlob, streamField } from '../../file.ts';
import { filesOutput } from '../../files-output.ts';
import { kebab } from '../../kebab.ts';
import { freeOperation, type Operation, operation } from '../../operation.ts';
import { putObject } from '../aliyun-oss/index.ts';
import { outputOf } from '../picwish/files.ts';
import * as p from '../picwish/parameters.ts';
import {
  finishInAccount,
  login,
  type PicwishWebClient,
  submitInAccount,
  uploadToAccount,
  webWait,
} from './account.ts';
import { withStored } from './stored-images.ts';
import { type WebTool, type WebToolName, type WebTools, webTools } from './tools.ts';
import { picwishWeb } from './vendor.ts';

const bearer: Scheme = { kind: 'bearer', field: 'token', description: 'the api_token of a login' };
const credentials: readonly Scheme[] = [bearer, { kind: 'form', fields: ['telephone', 'password'] }];

const keptForMs = 3_600_000;

const names = Object.keys(webTools) as WebToolName[];
const toolNamed = (name: string) => names.find((one) => kebab(one) === name) as WebToolName;

/** Fields that are the same for every call of the web page. */
const fixed = ['language', 'product_id'];
const sources = ['source_resource_id', 'source_resource_ids'] as const;

const image_file = described('The image as a file', streamField);
const sourceFields = {
  resource_id: v.optional(described('Resource ID of an image that was uploaded before', p.text(200))),
  image_file: v.optional(image_file),
};
const eitherSource = ['resource_id', 'image_file'] as const;
const quality = v.optional(
  described(
    'hd: original size; free: about 640 pixels',
    picwishWeb.endpoints.readCleanFile.request.entries.pic_quality.wrapped,
  ),
  'hd',
);

export interface PicwishWebIds {
  /** Name of the operation. */
  readonly tool: string;
  readonly task_id: string;
  readonly quality?: v.InferInput<typeof quality>;
}

type SourceField = (typeof sources)[number];
type Own<Fields extends v.ObjectEntries> = Omit<InputOf<Fields>, SourceField | 'language' | 'product_id'>;
type Source = ExactlyOneOfEach<InputOf<typeof sourceFields>, readonly [typeof eitherSource]>;
type ToolInput<Fields extends v.ObjectEntries> = Own<Fields> &
  Pick<PicwishWebIds, 'quality'> &
  (SourceField & keyof Fields extends never ? unknown : Source);

type WebToolOperation<Name extends WebToolName> = Operation<
  typeof picwishWeb,
  v.GenericSchema<ToolInput<WebTools[Name]['fields']>>,
  PicwishWebIds,
  typeof filesOutput
>;

async function store(client: PicwishWebClient, file: Blob | FileStream): Promise<string> {
  const put = client.connection.host.putObject ?? putObject;
  if (isBlob(file))
    return uploadToAccount(client, { name: file instanceof File ? file.name : 'image', body: file });
  const { name, type, stream, end } = file;
  const id = await uploadToAccount(client, { name, type, body: stream as never }, put as never);
  await end;
  return id;
}

type AnyInput = Partial<InputOf<typeof sourceFields>> & Pick<PicwishWebIds, 'quality'>;

function toolOperation<Name extends WebToolName>(name: Name): WebToolOperation<Name> {
  const { summary, fields }: WebTool = webTools[name];
  const sourceField = sources.find((field) => field in fields);
  const own = Object.fromEntries(
    Object.entries(fields).filter(([field]) => field !== sourceField && !fixed.includes(field)),
  );
  const input = sourceField
    ? exactlyOneOf(eitherSource, { ...sourceFields, ...own, quality })
    : v.strictObject({ ...own, quality });
  return operation({
    name: kebab(name),
    vendor: picwishWeb,
    summary: `${summary.charAt(0).toUpperCase()}${summary.slice(1)}, with an account`,
    credentials,
    input: input as unknown as WebToolOperation<Name>['input'],
    output: filesOutput,
    cost: 'plan',
    keptForMs,
    wait: webWait,
    resumedBy: 'result',
    async start(client, given) {
      const { resource_id, image_file, quality, ...chosen } = given as AnyInput;
      const submit = async (id: string | undefined) => {
        const from = sourceField && { [sourceField]: sourceField === 'source_resource_ids' ? [id] : id };
        const task_id = await submitInAccount(client, name, { ...chosen, ...from } as never);
        return { tool: kebab(name), task_id, ...(quality && { quality }) };
      };
      if (!image_file) return submit(resource_id);
      return withStored({ client, image: image_file }, () => store(client, image_file), submit);
    },
    finish: async (client, { task_id, quality }, wait) =>
      outputOf(await finishInAccount(client, name, task_id, { wait, quality })),
  });
}

const result = freeOperation({
  name: 'result',
  vendor: picwishWeb,
  summary: 'Wait for a task of an account that was started before, and get its files at no charge',
  credentials,
  input: v.strictObject({
    tool: v.optional(
      described('Operation that started the task', v.picklist(names.map(kebab))),
      'face-cutout',
    ),
    task_id: described('Task ID that the operation returned', p.taskId),
    quality,
  }),
  output: filesOutput,
  keptForMs,
  wait: webWait,
  read: async (client, { tool = 'face-cutout', task_id, quality }, wait) =>
    outputOf(await finishInAccount(client, toolNamed(tool), task_id, { wait, quality })),
});

const upload = freeOperation({
  name: 'upload',
  vendor: picwishWeb,
  summary: "Store an image in PicWish's Aliyun OSS, and get its resource ID",
  credentials,
  input: v.strictObject({ image_file }),
  output: v.object({ resource_id: v.string() }),
  read: async (client, { image_file }) => ({ resource_id: await store(client, image_file) }),
});

const account = picwishWeb.endpoints.login.request.entries;

const logIn = freeOperation({
  name: 'login',
  vendor: picwishWeb,
  summary: 'Log in with telephone and password, and get the token for the other calls',
  credentials: [],
  input: v.strictObject({
    telephone: described('Telephone number of the account, digits only', account.telephone),
    password: described('Password of the account', account.password),
    country_code: v.optional(described('Country code, for example +86', account.country_code.wrapped), '+86'),
  }),
  output: v.object({ api_token: v.string() }),
  async read(client, { telephone, password, country_code: countryCode }) {
    const { token } = await login(client, { telephone, password, countryCode });
    return { api_token: `Bearer ${token}` };
  },
});

const ofTools = Object.fromEntries(names.map((name) => [name, toolOperation(name)]));

/** What picwish.cn itself uses, with an account. */
export const operations = {
  ...(ofTools as { readonly [Name in WebToolName]: WebToolOperation<Name> }),
  result,
  upload,
  login: logIn,
};
