import type { MockHandler } from '../../engine/mock-vendor.ts';
import { contentOf, findObject, storeObject } from '../aliyun-oss/index.ts';
import type { LufffCall } from './call.ts';

const bucket = 'make-cv';

export interface LufffResult {
  readonly name: string;
  readonly url: string;
  /** Unix milliseconds, which are also in the name. */
  readonly at: number;
}

/** Puts a picture where the vendor does: into a public bucket, under a name that contains the time. */
export async function publish({ exchange }: LufffCall, bytes: Buffer): Promise<LufffResult> {
  const content = await contentOf(bytes);
  const { world, request, origin } = exchange;
  const isDead = exchange.takeDeferredFault('result') !== undefined;
  // A name of the past is given to no other picture, so what is dead stays so.
  let at = Math.floor(world.clock.now()) - (isDead ? 1 : 0);
  while (findObject(world, bucket, nameAt(at))) at += isDead ? -1 : 1;
  const name = nameAt(at);
  if (!isDead) storeObject(world, { bucket, key: name, type: 'image/png', content });
  return { name, at, url: `${bucketAt(request.origins['aliyun-oss'] ?? origin)}/${name}` };
}

/** For worlds that are served without OSS. */
export const result: MockHandler = ({ world, params }) => {
  const object = findObject(world, bucket, params.file ?? '');
  const bytes = object && world.blobs.get(object.content);
  if (!bytes) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
  return { status: 200, headers: { 'content-type': 'image/png' }, body: bytes };
};

const nameAt = (ms: number) => `MKCV${ms}.png`;

function bucketAt(origin: string): string {
  const { hostname } = new URL(origin);
  return hostname.endsWith('.aliyuncs.com') ? `http://${bucket}.${hostname}` : `${origin}/${bucket}`;
}
