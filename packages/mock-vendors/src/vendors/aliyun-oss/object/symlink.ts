import type { MockResponse } from '../../../engine/exchange.ts';
import { Chunks } from '../../../http/chunks.ts';
import type { OssCall } from '../call.ts';
import { Digest } from '../digest.ts';
import { OssFail } from '../failure.ts';
import { isValidKey } from '../names.ts';
import type { OssObject } from '../state.ts';
import { invalidArgument, objectErrors } from './errors.ts';
import { propertiesOf } from './properties.ts';
import { checkOverwrite, finish, secondOf } from './receive.ts';
import { requireVersion, versionHeader } from './versions.ts';

/** Points to a key of the same bucket. The target need not exist. */
export function putSymlink(call: OssCall): MockResponse {
  const { exchange, key } = call;
  const { headers } = exchange.request;
  const sent = headers['x-oss-symlink-target'] ?? '';
  const symlinkTarget = decoded(sent);
  if (!isValidKey(symlinkTarget))
    throw invalidArgument('x-oss-symlink-target', sent, 'The target of the symlink is missing or invalid.');
  const properties = propertiesOf(call, headers);
  checkOverwrite(call, key);
  const digest = new Digest();
  const bytes = Buffer.from(symlinkTarget);
  digest.update(bytes);
  const content = exchange.world.blobs.put(new Chunks(bytes), digest.hash);
  const facts = {
    ...digest.facts,
    content,
    objectType: 'Symlink',
    symlinkTarget,
    modifiedAt: secondOf(call),
  } as const;
  const object = finish(call, { ...properties, ...facts });
  return { status: 200, headers: { etag: `"${object.etag}"`, ...versionHeader(object) }, body: '' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export function getSymlink(call: OssCall): MockResponse {
  const object = requireVersion(call);
  if (object.objectType !== 'Symlink') throw new OssFail(objectErrors.notSymlink);
  return {
    status: 200,
    headers: {
      ...object.headers,
      etag: `"${object.etag}"`,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
      'x-oss-symlink-target': encodeURIComponent((object.symlinkTarget ?? '').toWellFormed()),
      ...versionHeader(object),
    },
    body: '',
  };
}

/** What a symlink points to; any other object as it is. */
export function targetOf({ state, bucket }: OssCall, object: OssObject): OssObject {
  if (object.objectType !== 'Symlink') return object;
  const target = state.objects.get(`${bucket}/${object.symlinkTarget}`);
  if (!target) throw new OssFail(objectErrors.symlinkTargetNotExist);
  if (target.objectType === 'Symlink') throw new OssFail(objectErrors.invalidTargetType);
  return target;
}

/** What is read through a symlink: the content of the target, and everything else of the link. */
export function resolveSymlink(call: OssCall, object: OssObject): OssObject {
  const target = targetOf(call, object);
  if (target === object) return object;
  const { content, size, etag, md5, crc64 } = target;
  const modifiedAt = Math.max(object.modifiedAt, target.modifiedAt);
  return { ...object, content, size, etag, md5, crc64, modifiedAt };
}
