import {
  finish,
  type picwish,
  submit,
  type Tool,
  type ToolInput,
  type ToolName,
  tools,
  waitFor,
} from '@api-repack/core/picwish';
import {
  commonOptions,
  fieldsOf,
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
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { asProperties, chosen, flag, type ToolForm } from './form';
import { imageTools } from './image-tools';
import { expiry, resultOutput, taskIdField, waitModeField } from './results';

type ImageItem = ItemOf<typeof picwish>;
type ImageOperation = Operation<typeof picwish>;

const toolNames = Object.keys(imageTools) as ToolName[];

export const imageOperations: Readonly<Record<string, ImageOperation>> = {
  ...Object.fromEntries(toolNames.map((tool) => [tool, operationOf(tool)])),
  getResult: getResult(),
};

const syncOption = flag(
  'sync',
  'Synchronous',
  'Whether PicWish answers the first request only when the task is finished',
);

function formOf(tool: ToolName): ToolForm {
  const form = imageTools[tool];
  return 'sync' in tools[tool].fields ? { ...form, extra: [...(form.extra ?? []), syncOption] } : form;
}

/** One operation for each tool of the developer API. */
function operationOf(tool: ToolName): ImageOperation {
  const form = formOf(tool);
  return {
    fields: [
      ...inputFields,
      ...asProperties(form.main),
      waitModeField,
      ...outputFields.map(unlessNotWaiting),
      optionsField(commonOptions, waitOptions(waitFor(tool)), asProperties(form.extra)),
    ],
    plan: (item) =>
      sourcesOf(item).map((source, position) => () => processOne(item, { tool, form, source, position })),
  };
}

interface Order {
  readonly tool: ToolName;
  readonly form: ToolForm;
  readonly source: Source;
  readonly position: number;
}

async function processOne(item: ImageItem, { tool, form, source, position }: Order) {
  const settings = chosen(item, form);
  const { at, resume } = await item.once([tool, position, settings, fingerprint(item, source)], async () => {
    const files = { ...(await pictureOf(item, tool, source)), ...(await maskOf(item, settings)) };
    return {
      task_id: await submit(item.client, tool, { ...settings, ...files } as ToolInput<'selfFaceCutout'>),
    };
  });
  const taskId = String(resume.task_id);
  const fileName = nameOf(item, source);
  const expiresAt = expiry(at);
  if (item.parameter('waitMode', 'poll') === 'none')
    return [withInput(item, { taskId, tool, state: 'processing', fileName, expiresAt })];
  const wait = waitOf(item, waitFor(tool));
  const result = await finish(
    item.client,
    tool,
    taskId,
    settings.sync === 1 ? { ...wait, firstMs: 0 } : wait,
  );
  return [await resultOutput(item, { taskId, tool, fileName, result, expiresAt })];
}

/** A URL is fetched by PicWish itself. Two tools have names of their own for both. */
async function pictureOf(item: ImageItem, tool: ToolName, source: Source): Promise<Record<string, unknown>> {
  const [[urlName = '', fileName = ''] = []]: Tool['exactlyOneOf'] = tools[tool].exactlyOneOf;
  return 'url' in source ? { [urlName]: source.url } : { [fileName]: await readFile(item, source) };
}

/** For tools that want to know what to erase, unless rectangles or a URL say it. */
async function maskOf(item: ImageItem, settings: IDataObject): Promise<Record<string, unknown>> {
  const field = item.parameter('maskField', '');
  if (field === '' || settings.mask_url !== undefined) return {};
  const [mask] = fieldsOf(item, field);
  return mask ? { mask_file: await readFile(item, mask) } : {};
}

function getResult(): ImageOperation {
  return {
    fields: [
      toolField(imageTools),
      taskIdField,
      ...outputFields,
      optionsField(commonOptions, waitOptions(waitFor('ocr'))),
    ],
    plan: (item) => [
      async () => {
        const tool = item.parameter<ToolName>('tool', 'segmentation');
        const taskId = item.parameter('taskId', '').trim();
        const wait = { ...waitOf(item, waitFor(tool)), firstMs: 0 };
        const result = await finish(item.client, tool, taskId, wait);
        return [await resultOutput(item, { taskId, tool, fileName: taskId, result })];
      },
    ],
  };
}

/** For operations on a task, which belongs to the tool it was made with. */
export function toolField(forms: Readonly<Record<string, ToolForm>>): INodeProperties {
  const options = Object.entries(forms).map(([value, { name, description }]) => ({
    name,
    value,
    description,
  }));
  options.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const field: INodeProperties = {
    displayName: 'Tool',
    name: 'tool',
    type: 'options',
    default: '',
    options,
    description: 'What the task was made with',
  };
  return { ...field, default: options[0]?.value ?? '' };
}

export const unlessNotWaiting = (field: INodeProperties): INodeProperties => ({
  ...field,
  displayOptions: { ...field.displayOptions, hide: { waitMode: ['none'] } },
});
