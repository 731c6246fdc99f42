import { Chunks } from '../../http/chunks.ts';
import type { World } from '../../world/world.ts';
import { Digest } from './digest.ts';
import { type OssObject, stateSlot } from './state.ts';

/** For other mock vendors, which keep their results here. */
export function storeObject(
  world: World,
  { bucket, key, type, bytes }: Pick<OssObject, 'bucket' | 'key' | 'type'> & { readonly bytes: Buffer },
): void {
  const digest = new Digest();
  digest.update(bytes);
  world.stateOf(stateSlot).objects.set(`${bucket}/${key}`, {
    ...{ bucket, key, type, headers: {}, ...digest.facts },
    content: world.blobs.put(new Chunks(bytes), digest.hash),
    modifiedAt: world.clock.now(),
  });
}
