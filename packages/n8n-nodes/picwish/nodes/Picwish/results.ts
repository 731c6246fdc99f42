import type { Result } from '@api-repack/core/picwish';
import {
  type Item,
  type Output,
  type Receipt,
  toOutput,
  withInput,
  withoutExtension,
} from '@api-repack/n8n-kit';
import type { IDataObject } from 'n8n-workflow';

/** PicWish keeps tasks and results for one hour. */
export const retentionMs = 3_600_000;

/** What is known of a task from the start, in the words of the output. */
export interface Started {
  readonly taskId: string;
  readonly tool: string;
  /** Of the original; unknown for a task that somebody else started. */
  readonly fileName?: string;
  readonly expiresAt?: string;
}

export const startedBy = ({ at, resume }: Receipt, tool: string, fileName?: string): Started => ({
  taskId: String(resume.task_id),
  tool,
  ...(fileName !== undefined && { fileName }),
  expiresAt: new Date(at + retentionMs).toISOString(),
});

export const startedOutput = (item: Item, started: Started): Output =>
  withInput(item, { ...started, state: 'processing' });

/** The files of a task as one output: the main one in the output field, the others beside it. */
export function resultOutput(item: Item, started: Started, { files, task }: Result): Promise<Output> {
  const [main, ...others] = new Map(
    files.flatMap((file) => ('url' in file ? [[file.url, partOf(file.field)] as const] : [])),
  );
  const name = started.fileName === undefined ? started.taskId : withoutExtension(started.fileName);
  return toOutput(item, {
    json: { ...started, state: 'done', ...factsOf(task) },
    url: main?.[0] ?? '',
    name: `${name}-picwish`,
    resume: { task_id: started.taskId },
    more: Object.fromEntries(others.map(([url, part]) => [part, url])),
  });
}

/** `class_masks.tops` is `classMasksTops`, and `images.1.url` is `image2`. */
function partOf(field: string): string {
  const inList = /^(\w+?)s?\.(\d+)(\.\w+)?$/.exec(field);
  if (inList) return `${inList[1]}${Number(inList[2]) + 1}`;
  return field.replaceAll(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function factsOf(task: Result['task']): IDataObject {
  const { image_width: width, image_height: height, foreground_rect: foreground, image_id: imageId } = task;
  const facts = Object.entries({ width, height, foreground, imageId });
  return Object.fromEntries(
    facts.filter(([, value]) => value !== undefined && value !== null),
  ) as IDataObject;
}
