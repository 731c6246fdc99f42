import { Chunks } from '../../http/chunks.ts';
import type { World } from '../../world/world.ts';
import { Digest } from './digest.ts';
import { storeVersion } from './object/history.ts';
import { secondOf } from './object/receive.ts';
import type { OssObject } from './state.ts';

/** For other mock vendors, which keep their results here. */
export function storeObject(
  world: World,
  { bucket, key, type, bytes }: Pick<OssObject, 'bucket' | 'key' | 'type'> & { readonly bytes: Buffer },
): void {
  const digest = new Digest();
  digest.update(bytes);
  storeVersion(world, {
    ...{ bucket, key, type, headers: {}, ...digest.facts },
    content: world.blobs.put(new Chunks(bytes), digest.hash),
    modifiedAt: secondOf({ now: world.clock.now() }),
  });
}
