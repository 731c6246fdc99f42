import { picwish, type ToolName, tools } from '@api-repack/core/picwish';
import { json } from '../../engine/exchange.ts';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { endpoint, type PicwishCall } from './call.ts';
import { callBack } from './callback.ts';
import { refund } from './credits.ts';
import type { ResultFile } from './rendering.ts';
import { publishResult, statusAndFiles } from './results.ts';
import type { PicwishTask } from './state.ts';
import type { TaskStatus } from './task-status.ts';
import type { MockTool } from './tool.ts';
import { mockTools } from './tools.ts';

export const read = (name: ToolName): MockHandler =>
  endpoint(async (call) => {
    const { state, key, exchange, settings, now } = call;
    const task = state.tasks.get(exchange.params.task_id ?? '');
    const isKept = task && now <= task.createdAt + settings.retentionS * 1_000;
    if (!isKept || task.tool !== name || task.owner !== key.account)
      throw new Fail(picwish.errors.unknownTask);
    const { data } = await taskData(call, task, 'poll');
    callBack(exchange, task, data);
    const response = json({ status: 200, data });
    return { ...response, headers: { ...response.headers, 'cache-control': 'public,max-age=1' } };
  });

export type TaskReading = Pick<PicwishCall, 'exchange' | 'key' | 'settings' | 'now'>;

export interface TaskData {
  /** As it stands in the vendor's envelope. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly files: readonly ResultFile[];
}

/** A task as its owner sees it. Gives the credits back once it is seen to have failed. */
export async function taskData(
  call: TaskReading,
  task: PicwishTask,
  look: 'poll' | 'glance',
): Promise<TaskData> {
  const { world } = call.exchange;
  const tool: MockTool = mockTools[task.tool as ToolName];
  const { status, files } = await statusAndFiles(world, task, { look, render: tool.render });
  if (status.state < 0) refund(call, task);
  const returnType = task.parameters.return_type?.[0] ?? '1';
  const signedAt = status.endedAt ?? task.createdAt;
  const values = await Promise.all(
    files.map(
      async (one, i): Promise<[string, string]> => [
        one.field,
        await valueIn(call, task, { one, i, signedAt, returnType }),
      ],
    ),
  );
  const data = {
    ...head(task, status, Number(returnType)),
    ...(tool.blank ?? { image: '' }),
    ...(tool.reuses && { image_id: task.source }),
    ...Object.assign({}, ...files.slice(0, 1).map(({ facts }) => facts)),
    ...nested(values),
  };
  return { data, files };
}

function head(
  task: PicwishTask,
  { state, detail, progress, endedAt }: TaskStatus,
  returnType: number,
): object {
  const seconds = (ms: number) => Math.floor(ms / 1_000);
  const type = task.parameters.type?.[0];
  return {
    task_id: task.id,
    state,
    state_detail: detail,
    progress,
    created_at: seconds(task.createdAt),
    processed_at: seconds(task.createdAt),
    completed_at: endedAt === undefined ? 0 : seconds(endedAt),
    download_time: 0,
    time_elapsed: endedAt === undefined ? 0 : endedAt - task.createdAt,
    err_info: state < 0 ? detail : '',
    return_type: returnType,
    ...(type !== undefined && { type }),
  };
}

interface Part {
  readonly one: ResultFile;
  readonly i: number;
  readonly signedAt: number;
  readonly returnType: string;
}

async function valueIn(
  { exchange, settings }: TaskReading,
  task: PicwishTask,
  { one, i, signedAt, returnType }: Part,
): Promise<string> {
  if (returnType === '2') return one.bytes.toString('base64');
  return publishResult(exchange, one, i === 0 ? task.id : `${task.id}_${i}`, {
    taskId: task.id,
    bucket: 'wxtechsz',
    folder: tools[task.tool as ToolName].path.replace(/[/-]/g, '_'),
    signatureVersion: 'v4',
    signedAt,
    lifetimeS: settings.retentionS,
  });
}

/** `class_masks.clothes` becomes an object in an object. */
function nested(entries: readonly (readonly [string, string])[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [field, value] of entries) {
    const [outer = '', inner] = field.split('.');
    result[outer] = inner === undefined ? value : { ...(result[outer] as object), [inner]: value };
  }
  return result;
}

/** Tasks are in order of creation, so the first fresh one ends the search. */
export function forgetExpired({ exchange, state, settings, now }: PicwishCall): void {
  for (const { id, createdAt } of state.tasks.values()) {
    if (now <= createdAt + 2 * settings.retentionS * 1_000) return;
    state.tasks.delete(id);
    exchange.world.tasks.delete(id);
  }
}
