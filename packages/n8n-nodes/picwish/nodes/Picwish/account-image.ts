import {
  finishInAccount,
  type InAccount,
  operations,
  type picwishWeb,
  type Quality,
  readTaskInAccount,
  submitInAccount,
  uploadToAccount,
  type WebTool,
  type WebToolInput,
  type WebToolName,
  webTools,
  webWait,
} from '@api-repack/core/picwish-web';
import {
  checkInput,
  describeSource,
  fingerprint,
  type ItemOf,
  inputFields,
  nameOf,
  type Operation,
  type Output,
  optionsField,
  outputFields,
  priceNotice,
  readFile,
  type Source,
  someFile,
  sourcesOf,
  waitOf,
  waitOptions,
  withInput,
} from '@api-repack/n8n-kit';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { accountTools } from './account-tools';
import { asProperties, chosen, type FormField, labelsOf, shownWhen } from './form';
import { resultOutput, startedBy, startedOutput } from './results';
import {
  commonOptions,
  lookOrWaitField,
  taskIdField,
  taskIdOf,
  toolField,
  toolOf,
  unlessNotWaiting,
  waitModeField,
} from './task-fields';

type AccountItem = ItemOf<typeof picwishWeb>;
type AccountOperation = Operation<typeof picwishWeb>;

const toolNames = Object.keys(accountTools) as WebToolName[];

const qualityOption: INodeProperties = {
  displayName: 'Quality',
  name: 'quality',
  type: 'options',
  default: 'hd',
  options: [
    { name: 'Free (About 640 Pixels)', value: 'free' },
    { name: 'HD (Original Size)', value: 'hd' },
    { name: 'Standard', value: 'standard' },
  ],
  description: 'Which of the files without a watermark to fetch, where PicWish offers several',
};

const startsFromNothing: readonly WebToolName[] = ['textToImage'];

/** Upload, task and result in one step. */
function operationOf(tool: WebToolName): AccountOperation {
  const { main, extra } = accountTools[tool];
  const { cleanAs }: WebTool = webTools[tool];
  const fromNothing = startsFromNothing.includes(tool);
  return {
    fields: [
      priceNotice(operations[tool].cost),
      ...(fromNothing ? [] : inputFields),
      ...asProperties(main),
      waitModeField,
      ...outputFields.map(unlessNotWaiting),
      optionsField(
        commonOptions,
        waitOptions(webWait),
        asProperties(extra),
        cleanAs === undefined ? [] : [qualityOption],
      ),
    ],
    async plan(item) {
      const settings = chosen(item, accountTools[tool]);
      const sources = fromNothing ? [undefined] : await sourcesOf(item);
      checkInput(item, {
        schema: operations[tool].input,
        input: fromNothing ? settings : { ...settings, image_file: someFile },
        labels: labelsOf(accountTools[tool]),
      });
      return sources.map((source, position) => {
        const work = () => processOne(item, { tool, settings, source, position });
        return source ? Object.assign(work, { source: describeSource(item, source) }) : work;
      });
    },
  };
}

interface Order {
  readonly tool: WebToolName;
  readonly settings: IDataObject;
  readonly source: Source | undefined;
  readonly position: number;
}

function processOne(item: AccountItem, { tool, settings, source, position }: Order): Promise<Output[]> {
  return item.once({
    what: [tool, position, settings, source && fingerprint(item, source)],
    credits: undefined,
    async pay() {
      const resourceId = source && (await store(item, source));
      return create(item, tool, { ...settings, ...sourceField(tool, resourceId) });
    },
    async use(paid) {
      const started = startedBy(paid, tool, source && nameOf(item, source));
      if (item.parameter('waitMode', 'poll') === 'none') return [startedOutput(item, started)];
      const result = await finishInAccount(item.client, tool, started.taskId, howToFinish(item));
      return [await resultOutput(item, started, result)];
    },
  });
}

const store = (item: AccountItem, source: Source): Promise<string> =>
  item.send(async () =>
    uploadToAccount(item.client, { name: nameOf(item, source), body: await readFile(item, source) }),
  );

function sourceField(tool: WebToolName, resourceId: string | undefined): IDataObject {
  if (resourceId === undefined) return {};
  return tool === 'imageTranslate'
    ? { source_resource_ids: [resourceId] }
    : { source_resource_id: resourceId };
}

const create = async (item: AccountItem, tool: WebToolName, input: IDataObject) => ({
  tool,
  task_id: await submitInAccount(item.client, tool, input as WebToolInput<typeof tool>),
});

const howToFinish = (item: AccountItem): InAccount => ({
  wait: waitOf(item, webWait),
  quality: item.parameter<Quality>('options.quality', 'hd'),
});

const upload: AccountOperation = {
  fields: [...inputFields, optionsField(commonOptions)],
  plan: async (item) =>
    (await sourcesOf(item)).map((source) => async () => {
      const resourceId = await store(item, source);
      return [withInput(item, { resourceId, sourceFileName: nameOf(item, source) })];
    }),
};

const resourceField: INodeProperties = {
  displayName: 'Resource ID',
  name: 'resourceId',
  type: 'string',
  required: true,
  default: '',
  description: 'ID that Upload returned',
  displayOptions: { hide: { tool: [...startsFromNothing] } },
};

/** Never required: with an expression for the tool, n8n shows the fields of all. */
const shownFor = (tool: WebToolName, fields: readonly FormField[] = []): INodeProperties[] =>
  asProperties(fields.map((field) => shownWhen({ ...field, required: false }, { tool: [tool] })));
const offeredFor = (tool: WebToolName, fields: readonly FormField[] = []): INodeProperties[] =>
  asProperties(fields.map((field) => shownWhen(field, { '/tool': [tool] })));

const createTask: AccountOperation = {
  fields: [
    toolField(accountTools),
    resourceField,
    ...toolNames.flatMap((tool) => shownFor(tool, accountTools[tool].main)),
    optionsField(commonOptions, ...toolNames.map((tool) => offeredFor(tool, accountTools[tool].extra))),
  ],
  plan: (item) => [
    async () => {
      const tool = toolOf(item, accountTools);
      const resourceId = String(item.parameter<unknown>('resourceId', '') ?? '').trim();
      const input = { ...chosen(item, accountTools[tool]), ...sourceField(tool, resourceId || undefined) };
      return item.once({
        what: [tool, input],
        credits: undefined,
        pay: () => create(item, tool, input),
        use: async (paid) => [startedOutput(item, startedBy(paid, tool))],
      });
    },
  ],
};

const getResult: AccountOperation = {
  fields: [
    toolField(accountTools),
    taskIdField,
    lookOrWaitField,
    ...outputFields,
    optionsField(commonOptions, waitOptions(webWait), [qualityOption]),
  ],
  plan: (item) => [
    async () => {
      const tool = toolOf(item, accountTools);
      const started = { taskId: taskIdOf(item), tool };
      const result = await resultOf(item, started);
      return [result ? await resultOutput(item, started, result) : startedOutput(item, started)];
    },
  ],
};

async function resultOf(item: AccountItem, { tool, taskId }: { tool: WebToolName; taskId: string }) {
  const how = howToFinish(item);
  if (item.parameter('waitMode', 'poll') === 'poll') return finishInAccount(item.client, tool, taskId, how);
  const progress = await readTaskInAccount(item.client, tool, taskId, how);
  return progress.done ? progress.result : undefined;
}

export const accountOperations: Readonly<Record<string, AccountOperation>> = {
  ...Object.fromEntries(toolNames.map((tool) => [tool, operationOf(tool)])),
  createTask,
  getResult,
  upload,
};
