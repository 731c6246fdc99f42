import type { Result } from '@api-repack/core/picwish';
import { type Item, type Output, toOutput, withoutExtension } from '@api-repack/n8n-kit';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** PicWish keeps results for one hour. */
export const retentionMs = 3_600_000;

export const expiry = (submittedAt: number): string => new Date(submittedAt + retentionMs).toISOString();

export const waitModeField: INodeProperties = {
  displayName: 'Wait Mode',
  name: 'waitMode',
  type: 'options',
  noDataExpression: true,
  default: 'poll',
  options: [
    { name: "Don't Wait", value: 'none', description: 'Return the task ID, for Get Result later' },
    { name: 'Poll', value: 'poll', description: 'Wait in this node until the result is there' },
  ],
  description: 'What to do until the task is finished',
};

export const taskIdField: INodeProperties = {
  displayName: 'Task ID',
  name: 'taskId',
  type: 'string',
  required: true,
  default: '',
  description: 'ID that an earlier operation returned',
};

export interface Finished {
  readonly taskId: string;
  readonly tool: string;
  readonly fileName: string;
  readonly result: Result;
  readonly expiresAt?: string;
}

/** The files of a task as one output: the main one in the output field, the others beside it. */
export function resultOutput(
  item: Item,
  { taskId, tool, fileName, result, expiresAt }: Finished,
): Promise<Output> {
  const urls = result.files.flatMap((file) =>
    'url' in file ? [[suffixOf(file.field), file.url] as const] : [],
  );
  const [main, ...others] = urls;
  const json: IDataObject = {
    taskId,
    tool,
    state: 'done',
    fileName,
    ...(expiresAt && { expiresAt }),
    ...detailsOf(result),
  };
  return toOutput(item, {
    json,
    url: main?.[1] ?? '',
    name: `${withoutExtension(fileName)}-picwish`,
    resume: { task_id: taskId },
    more: Object.fromEntries(others),
  });
}

/** A field such as `class_masks.tops` or `images.0.url` as part of a name. */
const suffixOf = (field: string): string => field.replace(/\.url$/, '').replaceAll(/\W+/g, '_');

function detailsOf({ task }: Result): IDataObject {
  const { image_width: width, image_height: height, foreground_rect: foreground, image_id: imageId } = task;
  const known = Object.entries({ width, height, foreground, imageId });
  return Object.fromEntries(
    known.filter(([, value]) => value !== undefined && value !== null),
  ) as IDataObject;
}
