import { setImmediate as nextTurn } from 'node:timers/promises';
import { Chunks } from '../../http/chunks.ts';
import type { World } from '../../world/world.ts';
import { Digest } from './digest.ts';
import { storeVersion } from './object/history.ts';
import { secondOf } from './object/receive.ts';
import type { OssObject } from './state.ts';

/** Bytes with the sums that OSS knows of them. */
export interface ObjectContent {
  readonly bytes: Buffer;
  readonly digest: Digest;
}

/** Takes about 2 ms. */
const pieceBytes = 1 << 20;

const known = new WeakMap<Buffer, Promise<ObjectContent>>();

/** Computes the sums in pieces, once for the same bytes, so that no other call waits for those of a large picture. */
export function contentOf(bytes: Buffer): Promise<ObjectContent> {
  const content = known.get(bytes) ?? digested(bytes);
  known.set(bytes, content);
  return content;
}

async function digested(bytes: Buffer): Promise<ObjectContent> {
  const digest = new Digest();
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    if (start > 0) await nextTurn();
    digest.update(bytes.subarray(start, start + pieceBytes));
  }
  return { bytes, digest };
}

/** For other mock vendors, which keep their results here. */
export function storeObject(
  world: World,
  { bucket, key, type, content }: Pick<OssObject, 'bucket' | 'key' | 'type'> & { content: ObjectContent },
): void {
  const { bytes, digest } = content;
  storeVersion(world, {
    ...{ bucket, key, type, headers: {}, ...digest.facts },
    content: world.blobs.put(new Chunks(bytes), digest.hash),
    modifiedAt: secondOf({ now: world.clock.now() }),
  });
}
