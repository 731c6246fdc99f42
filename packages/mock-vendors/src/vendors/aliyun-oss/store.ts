import { createHash } from 'node:crypto';
import type { World } from '../../world/world.ts';
import { Crc64 } from './crc64.ts';
import { type OssObject, place } from './state.ts';

/** For other mock vendors, which keep their results here. */
export function storeObject(
  world: World,
  { bucket, key, type, bytes }: Pick<OssObject, 'bucket' | 'key' | 'type'> & { readonly bytes: Buffer },
): void {
  const md5 = createHash('md5').update(bytes).digest();
  const crc64 = new Crc64();
  crc64.update(bytes);
  world.stateOf(place).objects.set(`${bucket}/${key}`, {
    bucket,
    key,
    content: world.blobs.put(bytes),
    size: bytes.length,
    etag: md5.toString('hex').toUpperCase(),
    md5: md5.toString('base64'),
    crc64: crc64.digest(),
    type,
    headers: {},
    modifiedAt: world.clock.now(),
  });
}
