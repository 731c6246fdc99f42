import { presignedUrl } from '@api-repack/core/aliyun-oss';
import type { Exchange } from '../../engine/exchange.ts';
import { ImageFailure } from '../../world/images.ts';
import type { World } from '../../world/world.ts';
import { stateSlot as ossPlace } from '../aliyun-oss/state.ts';
import { contentOf, storeObject } from '../aliyun-oss/store.ts';
import type { Renderer, RenderJob, ResultFile } from './rendering.ts';
import type { PictureTask } from './state.ts';
import { type TaskStatus, taskStatusOf } from './task-status.ts';

interface TaskOutcome {
  readonly status: TaskStatus;
  /** Empty unless the task is done. */
  readonly files: readonly ResultFile[];
}

/** How a task is doing, with its files once it is done. A task whose files cannot be made has failed. */
export async function statusAndFiles(
  world: World,
  task: PictureTask,
  { look, render }: { look: 'poll' | 'glance'; render: Renderer },
): Promise<TaskOutcome> {
  const status = taskStatusOf(world, task, look);
  if (status.state !== 1) return { status, files: [] };
  try {
    return { status, files: await resultFilesOf(world, task, render) };
  } catch (error) {
    if (!(error instanceof ImageFailure)) throw error;
    world.tasks.force(task.id, 'failed', error.isTimeout ? timedOut : internalFailure);
    return { status: taskStatusOf(world, task, 'glance'), files: [] };
  }
}

/** States of the manual for a task that the vendor could not do. */
const timedOut = -8;
const internalFailure = -9;

/** Made when they are first asked for. */
function resultFilesOf(world: World, task: PictureTask, make: Renderer): Promise<ResultFile[]> {
  const { tool, source, mask, parameters } = task;
  // Not by the id: copies of a world share what is made, and may give the same id to another picture.
  const key = `picwish ${JSON.stringify([tool, source, mask, parameters])}`;
  return world.blobs.once(key, () => make(jobOf(world, task)));
}

function jobOf(world: World, task: PictureTask): RenderJob {
  const source = world.blobs.get(task.source ?? '');
  if (!source) throw new Error(`the source of ${task.id} was dropped: raise maxBlobBytes`);
  return {
    source,
    mask: task.mask === undefined ? undefined : world.blobs.get(task.mask),
    text: (name) => task.parameters[name]?.find((value) => value !== ''),
  };
}

export interface ResultLocation {
  readonly taskId: string;
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly folder: string;
  /** @default 'v1' */
  readonly signatureVersion?: 'v4';
  /** Unix milliseconds. */
  readonly signedAt: number;
  readonly lifetimeS: number;
}

/** Keeps a file at OSS, as the real vendor does, and returns a URL that expires. */
export async function publishResult(
  { world, request }: Exchange,
  { extension, type, bytes }: ResultFile,
  name: string,
  location: ResultLocation,
): Promise<string> {
  const { taskId, bucket, folder, signatureVersion, signedAt, lifetimeS } = location;
  const key = `tasks/output/${folder}/${name}.${extension}`;
  const content = await contentOf(bytes);
  if (!world.tasks.get(taskId)?.isDead) storeObject(world, { bucket, key, type, content });
  const owner = [...world.stateOf(ossPlace).keys.values()].find(({ permission }) => !permission);
  if (!owner) throw new Error('the mock of Aliyun OSS has lost its own key');
  const { accessKeyId, accessKeySecret } = owner;
  const endpoint = ossOrigin(request.origins);
  const region = world.settingsOf(ossPlace).buckets[bucket]?.region;
  const grant = { accessKeyId, accessKeySecret, bucket, endpoint, region, signatureVersion };
  return presignedUrl(grant, { method: 'GET', key, expiresInS: lifetimeS }, signedAt);
}

export function ossOrigin(origins: Exchange['request']['origins']): string {
  const origin = origins['aliyun-oss'];
  if (origin === undefined)
    throw new Error('mock: PicWish keeps its files at Aliyun OSS, so serve the vendor aliyun-oss as well');
  return origin;
}
