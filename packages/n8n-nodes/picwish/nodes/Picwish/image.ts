import { type Ids, quote } from '@api-repack/core';
import {
  balance,
  finish,
  operations,
  type picwish,
  type Result,
  readTask,
  submit,
  type Tool,
  type ToolInput,
  type ToolName,
  tools,
  waitFor,
} from '@api-repack/core/picwish';
import {
  callbackUrlOf,
  checkInput,
  describeSource,
  fieldsOf,
  fingerprint,
  type ItemOf,
  inputFields,
  nameOf,
  type Operation,
  type Output,
  optionsField,
  outputFields,
  type Paid,
  priceNotice,
  readFile,
  refuse,
  type Source,
  someFile,
  sourcesOf,
  waitForCall,
  waitMsOf,
  waitOf,
  waitOptions,
  withInput,
} from '@api-repack/n8n-kit';
import type { IDataObject } from 'n8n-workflow';
import { asProperties, chosen, flag, labelsOf, type ToolForm } from './form';
import { imageTools } from './image-tools';
import { resultOutput, retentionMs, type Started, startedBy, startedOutput } from './results';
import {
  commonOptions,
  lookOrWaitField,
  taskIdField,
  taskIdOf,
  toolField,
  toolOf,
  unlessNotWaiting,
  waitModeOrCallbackField,
} from './task-fields';

type ImageItem = ItemOf<typeof picwish>;
type ImageOperation = Operation<typeof picwish>;

const toolNames = Object.keys(imageTools) as ToolName[];

const synchronous = flag('sync', {
  label: 'Synchronous',
  description: 'Whether PicWish answers the first request only when the task is finished',
});

function formOf(tool: ToolName): ToolForm {
  const form = imageTools[tool];
  return 'sync' in tools[tool].fields ? { ...form, extra: [...(form.extra ?? []), synchronous] } : form;
}

/** One for each tool of the developer API. */
function operationOf(tool: ToolName): ImageOperation {
  const form = formOf(tool);
  return {
    fields: [
      priceNotice(operations[tool].cost, labelsOf(form)),
      ...inputFields,
      ...asProperties(form.main),
      waitModeOrCallbackField,
      ...outputFields.map(unlessNotWaiting),
      optionsField(commonOptions, waitOptions(waitFor(tool)), asProperties(form.extra)),
    ],
    async plan(item) {
      const settings = chosen(item, form);
      const mask = await maskOf(item);
      const sources = await sourcesOf(item);
      return sources.map((source, position, { length }) => {
        checkInput(item, {
          schema: operations[tool].input,
          input: { ...settings, ...placeholders(tool, { source, mask }) },
          labels: labelsOf(form),
        });
        const order = { tool, settings, mask, source, position, isAlone: length === 1 };
        const described = describeSource(item, source);
        return Object.assign(() => processOne(item, order), { source: described });
      });
    },
  };
}

interface Order {
  readonly tool: ToolName;
  readonly settings: IDataObject;
  readonly mask: Source | undefined;
  readonly source: Source;
  readonly position: number;
  /** No other file of the item makes a task. */
  readonly isAlone: boolean;
}

async function processOne(item: ImageItem, order: Order): Promise<Output[]> {
  const { tool, settings, mask, source, position } = order;
  const mode = item.parameter('waitMode', 'poll');
  const callback = mode === 'callback' ? { callback_url: callbackUrl(item, order) } : {};
  const create = async () => {
    const maskFile = mask && { mask_file: await readFile(item, mask) };
    const input = { ...settings, ...(await pictureOf(item, tool, source)), ...maskFile, ...callback };
    return { tool, task_id: await submit(item.client, tool, input as ToolInput<'selfFaceCutout'>) };
  };
  return item.once({
    what: [tool, position, settings, [source, mask].map((one) => one && fingerprint(item, one))],
    credits: quote(operations[tool].cost, settings),
    pay: 'url' in source ? create : () => item.send(create),
    async use(paid) {
      const started = startedBy(paid, tool, nameOf(item, source));
      if (mode === 'none') return [startedOutput(item, started)];
      if (mode === 'callback') return [await rest(item, paid, started)];
      const wait = waitOf(item, waitFor(tool));
      const isEnded = settings.sync === 1;
      const result = await finish(
        item.client,
        tool,
        started.taskId,
        isEnded ? { ...wait, firstMs: 0 } : wait,
      );
      return [await resultOutput(item, started, result)];
    },
  });
}

/** The names of the fields for a URL and for a file. One tool has names of its own. */
function pictureFieldsOf(tool: ToolName): { readonly urlName: string; readonly fileName: string } {
  const [[urlName = '', fileName = ''] = []]: Tool['exactlyOneOf'] = tools[tool].exactlyOneOf;
  return { urlName, fileName };
}

/** What stands for files that are not read yet. */
function placeholders(tool: ToolName, { source, mask }: Pick<Order, 'source' | 'mask'>) {
  const { urlName, fileName } = pictureFieldsOf(tool);
  const picture = 'url' in source ? { [urlName]: source.url } : { [fileName]: someFile };
  return mask ? { ...picture, mask_file: someFile } : picture;
}

/** A URL is fetched by PicWish itself. */
async function pictureOf(item: ImageItem, tool: ToolName, source: Source): Promise<Record<string, unknown>> {
  const { urlName, fileName } = pictureFieldsOf(tool);
  return 'url' in source ? { [urlName]: source.url } : { [fileName]: await readFile(item, source) };
}

/** For tools that want to know where to work. */
async function maskOf(item: ImageItem): Promise<Source | undefined> {
  if (item.parameter('maskSource', '') !== 'binary') return undefined;
  return (await fieldsOf(item, item.parameter<unknown>('maskField', '')))[0];
}

function callbackUrl(item: ImageItem, { isAlone }: Order): string {
  if (isAlone) return callbackUrlOf(item);
  throw refuse(
    item,
    'An execution can wait for one callback only',
    'Give one file, or choose another wait mode',
  );
}

/** Looks once before: a task that is done already may have called back too early. */
async function rest(item: ImageItem, paid: Paid, started: Started): Promise<Output> {
  const progress = await readTask(item.client, started.tool as ToolName, started.taskId);
  if (progress.done) return resultOutput(item, started, progress.result);
  // PicWish calls the execution that made the task. In another one, a user's retry, only asking helps.
  if (paid.execution !== item.context.getExecutionId()) return finishCalled(item, { ...started });
  const limitMs = waitMsOf(item, 'waitLimit', retentionMs);
  await waitForCall(item, { note: { ...started }, limitMs });
  return startedOutput(item, started);
}

/** What leads to the result of a task that is waited for. */
export const idOf = ({ tool, taskId }: IDataObject): Ids => ({ tool: String(tool), task_id: String(taskId) });

/** When PicWish has called back. */
export async function finishCalled(item: ImageItem, note: IDataObject): Promise<Output> {
  const started = note as unknown as Started;
  const tool = started.tool as ToolName;
  const wait = { ...waitFor(tool), firstMs: 0 };
  return resultOutput(item, started, await finish(item.client, tool, started.taskId, wait));
}

const getResult: ImageOperation = {
  fields: [
    toolField(imageTools),
    taskIdField,
    lookOrWaitField,
    ...outputFields,
    optionsField(commonOptions, waitOptions({ ...waitFor('ocr'), firstMs: 0 })),
  ],
  plan: (item) => [
    async () => {
      const tool = toolOf(item, imageTools);
      const started = { taskId: taskIdOf(item), tool };
      const result = await resultOf(item, started);
      return [result ? await resultOutput(item, started, result) : startedOutput(item, started)];
    },
  ],
};

async function resultOf(
  item: ImageItem,
  { tool, taskId }: { tool: ToolName; taskId: string },
): Promise<Result | undefined> {
  if (item.parameter('waitMode', 'poll') === 'poll')
    return finish(item.client, tool, taskId, waitOf(item, { ...waitFor(tool), firstMs: 0 }));
  const progress = await readTask(item.client, tool, taskId);
  return progress.done ? progress.result : undefined;
}

export const getCredits: ImageOperation = {
  fields: [optionsField(commonOptions)],
  plan: (item) => [async () => [withInput(item, { ...(await balance(item.client)) })]],
};

export const imageOperations: Readonly<Record<string, ImageOperation>> = {
  ...Object.fromEntries(toolNames.map((tool) => [tool, operationOf(tool)])),
  getResult,
};
