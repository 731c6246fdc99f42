import {
  finishInAccount,
  type picwishWeb,
  type Quality,
  submitInAccount,
  uploadToAccount,
  type WebToolInput,
  type WebToolName,
  webTools,
  webWait,
} from '@api-repack/core/picwish';
import {
  commonOptions,
  fingerprint,
  type ItemOf,
  inputFields,
  nameOf,
  type Operation,
  optionsField,
  outputFields,
  readFile,
  type Source,
  sourcesOf,
  waitOf,
  waitOptions,
  withInput,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { accountTools } from './account-tools';
import { asProperties, chosen } from './form';
import { toolField, unlessNotWaiting } from './image';
import { expiry, resultOutput, taskIdField, waitModeField } from './results';

type AccountItem = ItemOf<typeof picwishWeb>;
type AccountOperation = Operation<typeof picwishWeb>;

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
  description: 'Of tools whose result comes without a watermark only when it is asked for',
};

const resourceField: INodeProperties = {
  displayName: 'Resource ID',
  name: 'resourceId',
  type: 'string',
  required: true,
  default: '',
  description: 'ID that Upload returned',
};

const needsPicture = (tool: WebToolName): boolean => tool !== 'textToImage';

const toolNames = Object.keys(accountTools) as WebToolName[];

export const accountOperations: Readonly<Record<string, AccountOperation>> = {
  ...Object.fromEntries(toolNames.map((tool) => [tool, operationOf(tool)])),
  upload: {
    fields: [...inputFields, optionsField(commonOptions)],
    plan: (item) =>
      sourcesOf(item).map((source) => async () => {
        const resourceId = await store(item, source);
        return [withInput(item, { resourceId, fileName: nameOf(item, source) })];
      }),
  },
  createTask: {
    fields: [
      toolField(accountTools),
      hiddenFor(resourceField, 'textToImage'),
      ...toolNames.flatMap((tool) =>
        asProperties(accountTools[tool].main).map((field) => shownFor(field, tool)),
      ),
      optionsField(commonOptions),
    ],
    plan: (item) => [
      async () => {
        const tool = item.parameter<WebToolName>('tool', 'faceCutout');
        const settings = {
          ...chosen(item, { ...accountTools[tool], extra: [] }),
          ...sourceOf(tool, item.parameter('resourceId', '')),
        };
        const { at, resume } = await item.once([tool, settings], async () => create(item, tool, settings));
        return [
          withInput(item, {
            taskId: String(resume.task_id),
            tool,
            state: 'processing',
            expiresAt: expiry(at),
          }),
        ];
      },
    ],
  },
  getResult: {
    fields: [
      toolField(accountTools),
      taskIdField,
      ...outputFields,
      optionsField(commonOptions, waitOptions(webWait), [qualityOption]),
    ],
    plan: (item) => [
      async () => {
        const taskId = item.parameter('taskId', '').trim();
        return [
          await finishOne(item, {
            tool: item.parameter<WebToolName>('tool', 'faceCutout'),
            taskId,
            fileName: taskId,
          }),
        ];
      },
    ],
  },
};

/** Upload, task and result in one step. */
function operationOf(tool: WebToolName): AccountOperation {
  const form = accountTools[tool];
  const pictured = needsPicture(tool);
  return {
    fields: [
      ...(pictured ? inputFields : []),
      ...asProperties(form.main),
      waitModeField,
      ...outputFields.map(unlessNotWaiting),
      optionsField(
        commonOptions,
        waitOptions(webWait),
        asProperties(form.extra),
        webTools[tool] && 'cleanAs' in webTools[tool] ? [qualityOption] : [],
      ),
    ],
    plan: (item) =>
      (pictured ? sourcesOf(item) : [undefined]).map(
        (source, position) => () => processOne(item, { tool, source, position }),
      ),
  };
}

interface Order {
  readonly tool: WebToolName;
  readonly source: Source | undefined;
  readonly position: number;
}

async function processOne(item: AccountItem, { tool, source, position }: Order) {
  const settings = chosen(item, accountTools[tool]);
  const { at, resume } = await item.once(
    [tool, position, settings, source && fingerprint(item, source)],
    async () => create(item, tool, { ...settings, ...(source && sourceOf(tool, await store(item, source))) }),
  );
  const taskId = String(resume.task_id);
  const fileName = source ? nameOf(item, source) : 'image';
  const expiresAt = expiry(at);
  if (item.parameter('waitMode', 'poll') === 'none')
    return [withInput(item, { taskId, tool, state: 'processing', fileName, expiresAt })];
  return [await finishOne(item, { tool, taskId, fileName, expiresAt })];
}

async function store(item: AccountItem, source: Source): Promise<string> {
  return uploadToAccount(item.client, { name: nameOf(item, source), body: await readFile(item, source) });
}

const sourceOf = (tool: WebToolName, resourceId: string): Record<string, unknown> => {
  if (!needsPicture(tool)) return {};
  return tool === 'imageTranslate'
    ? { source_resource_ids: [resourceId] }
    : { source_resource_id: resourceId };
};

const create = async (item: AccountItem, tool: WebToolName, input: Record<string, unknown>) => ({
  task_id: await submitInAccount(item.client, tool, input as WebToolInput<typeof tool>),
});

interface Started {
  readonly tool: WebToolName;
  readonly taskId: string;
  readonly fileName: string;
  readonly expiresAt?: string;
}

async function finishOne(item: AccountItem, { tool, taskId, fileName, expiresAt }: Started) {
  const quality = item.parameter<Quality>('options.quality', 'hd');
  const result = await finishInAccount(item.client, tool, taskId, { wait: waitOf(item, webWait), quality });
  return resultOutput(item, { taskId, tool, fileName, result, ...(expiresAt && { expiresAt }) });
}

function shownFor(field: INodeProperties, tool: WebToolName): INodeProperties {
  return {
    ...field,
    displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, tool: [tool] } },
  };
}

function hiddenFor(field: INodeProperties, tool: WebToolName): INodeProperties {
  return { ...field, displayOptions: { hide: { tool: [tool] } } };
}
