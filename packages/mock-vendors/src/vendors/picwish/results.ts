import { presignedUrl } from '@api-repack/core/aliyun-oss';
import type { Exchange } from '../../engine/exchange.ts';
import type { World } from '../../world/world.ts';
import { stateSlot as ossPlace } from '../aliyun-oss/state.ts';
import { storeObject } from '../aliyun-oss/store.ts';
import type { Renderer, RenderJob, ResultFile } from './rendering.ts';
import type { PicwishTask } from './state.ts';

/** The pictures of a finished task, made when they are first asked for. */
export function resultFilesOf(world: World, task: PicwishTask, make: Renderer): Promise<ResultFile[]> {
  const { tool, source, mask, parameters } = task;
  // Not by the id: copies of a world share what is made, and may give the same id to another picture.
  const key = `picwish ${JSON.stringify([tool, source, mask, parameters])}`;
  return world.blobs.once(key, () => make(jobOf(world, task)));
}

function jobOf(world: World, task: PicwishTask): RenderJob {
  const source = task.source === undefined ? Buffer.alloc(0) : world.blobs.get(task.source);
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
  readonly signatureVersion: 'v1' | 'v4';
  /** Unix milliseconds. */
  readonly signedAt: number;
  readonly lifetimeS: number;
}

/** Keeps a file at OSS, as the real vendor does, and returns a URL that expires. */
export function publishResult(
  { world, request }: Exchange,
  { extension, type, bytes }: ResultFile,
  name: string,
  location: ResultLocation,
): string {
  const { taskId, bucket, folder, signatureVersion, signedAt, lifetimeS } = location;
  const key = `tasks/output/${folder}/${name}.${extension}`;
  if (!world.tasks.get(taskId)?.isDead) storeObject(world, { bucket, key, type, bytes });
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
