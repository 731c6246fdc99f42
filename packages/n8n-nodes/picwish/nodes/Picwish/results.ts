import { type Ids, VendorError } from '@api-repack/core';
import type { Result } from '@api-repack/core/picwish';
import {
  type Item,
  type Output,
  type Paid,
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
  readonly sourceFileName?: string;
  readonly expiresAt?: string;
}

export const startedBy = ({ ids, expiresAt }: Paid, tool: string, sourceFileName?: string): Started => ({
  taskId: String(ids.task_id),
  tool,
  ...(sourceFileName !== undefined && { sourceFileName }),
  ...(expiresAt !== undefined && { expiresAt }),
});

export const startedOutput = (item: Item, started: Started): Output =>
  withInput(item, { ...started, state: 'processing' });

/** The files of a task as one output: the main one in the output field, the others beside it. */
export function resultOutput(item: Item, started: Started, { files, task }: Result): Promise<Output> {
  const [main, ...others] = new Map(
    files.flatMap((file) => ('url' in file ? [[file.url, partOf(file.field)] as const] : [])),
  );
  const ids = { tool: started.tool, task_id: started.taskId };
  if (!main) throw withoutAddress(item, ids);
  const name =
    started.sourceFileName === undefined ? started.taskId : withoutExtension(started.sourceFileName);
  return toOutput(item, {
    json: { ...started, state: 'done', ...factsOf(task) },
    url: main[0],
    name: `${name}-picwish`,
    ids,
    more: Object.fromEntries(others.map(([url, part]) => [part, url])),
  });
}

function withoutAddress({ connection }: Item, ids: Ids): VendorError {
  const hint = 'Look at the task at PicWish, and tell the maintainers of this package';
  const where = {
    vendor: connection.vendor.name,
    endpoint: 'result of the task',
    hint,
    ids,
    charged: 'yes',
  } as const;
  return new VendorError('protocol', 'the task is done, but its file has no address', where);
}

/** `class_masks.tops` is `classMasksTops`, `images.1.image` is `image2`, and `images.1.thumb` is `image2Thumb`. */
function partOf(field: string): string {
  const [, list, index, part = ''] = /^(\w+?)s?\.(\d+)(?:\.(?:image|url|(\w+)))?$/.exec(field) ?? [];
  if (list) return `${list}${Number(index) + 1}${part.replace(/^./, (first) => first.toUpperCase())}`;
  return field.replaceAll(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function factsOf(task: Result['task']): IDataObject {
  const { image_width: width, image_height: height, foreground_rect: foreground, image_id: imageId } = task;
  const facts = Object.entries({ width, height, foreground, imageId });
  return Object.fromEntries(
    facts.filter(([, value]) => value !== undefined && value !== null),
  ) as IDataObject;
}
