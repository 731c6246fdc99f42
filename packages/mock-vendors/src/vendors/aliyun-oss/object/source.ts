import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { ByteRange } from '../../../world/blobs.ts';
import type { OssCall } from '../call.ts';
import { OssFail, preconditionFailed } from '../failure.ts';
import { mayRead } from '../permission.ts';
import type { OssObject } from '../state.ts';
import { invalidArgument, objectErrors } from './errors.ts';
import { requireVersion } from './versions.ts';

/** The object in `x-oss-copy-source`, if the conditions of the request hold for it. */
export function sourceOf(call: OssCall): OssObject {
  const { bucket, key, versionId } = placeOf(call);
  if (!Object.hasOwn(call.settings.buckets, bucket))
    throw new OssFail(aliyunOss.errors.noSuchBucket, { elements: { BucketName: bucket } });
  if (!mayRead(call, bucket, key)) throw new OssFail(aliyunOss.errors.accessDenied, { ec: '0003-00000001' });
  const source = versionToCopy({ ...call, bucket, key, query: new Map() }, versionId);
  checkConditions(call.exchange.request.headers, source);
  return source;
}

function placeOf({ exchange, query }: OssCall): { bucket: string; key: string; versionId?: string } {
  const text = exchange.request.headers['x-oss-copy-source'] ?? '';
  const [path = '', more = ''] = text.split('?');
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (key === '') {
    const ofPart = text === '' ? '0042-00000302' : '0042-00000301';
    const message = 'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey';
    throw invalidSource(text, message, query.has('uploadId') ? ofPart : undefined);
  }
  if (more === '') return { bucket, key };
  const [, versionId] = /^versionId=([^&]*)$/.exec(more) ?? [];
  if (versionId === undefined)
    throw invalidSource(text, 'The copy source has an unknown parameter.', '0016-00000304');
  if (versionId === '') throw invalidSource(text, 'Version id cannot be the empty string', '0016-00000305');
  return { bucket, key, versionId };
}

function versionToCopy(call: OssCall, versionId: string | undefined): OssObject {
  try {
    return requireVersion(call, versionId);
  } catch (error) {
    throw error instanceof OssFail ? refusedVersion(error, versionId) : error;
  }
}

function refusedVersion(error: OssFail, versionId = ''): OssFail {
  if (error.documented === objectErrors.noSuchVersion)
    return new OssFail(error.documented, { ...error.details, ec: '0012-00000203' });
  if (error.documented === objectErrors.methodNotAllowed)
    return invalidSource(versionId, 'The version to copy is a delete marker.', '0016-00000307');
  return error;
}

const invalidSource = (value: string, message: string, ec: string | undefined): OssFail =>
  invalidArgument('x-oss-copy-source', value, ec === undefined ? message : { message, ec });

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidSource(path, 'The copy source is not URL-encoded.', undefined);
  }
}

/** A part is copied from an object, never from a link to one. */
export function sourceOfPart(call: OssCall): OssObject {
  const source = sourceOf(call);
  if (source.objectType === 'Symlink')
    throw invalidSource(source.key, 'The source of a part is a symbolic link.', '0042-00000308');
  return source;
}

/** Which version was copied, if the source has versions. */
export const sourceVersionHeader = ({ versionId }: OssObject): Record<string, string> =>
  versionId === undefined ? {} : { 'x-oss-copy-source-version-id': versionId };

/** OSS answers 304 where the source is unchanged, not 412. */
const notModified = { ...preconditionFailed, code: 'NotModified', status: 304 };

function checkConditions(headers: Readonly<Record<string, string>>, { etag, modifiedAt }: OssObject): void {
  const of = (name: string) => headers[`x-oss-copy-source-if-${name}`];
  const isNamed = (list: string) =>
    list
      .replaceAll('"', '')
      .split(',')
      .some((one) => one.trim() === etag);
  const failed = (name: string) => new OssFail(preconditionFailed, { elements: { Condition: name } });
  const match = of('match');
  if (match !== undefined && !isNamed(match)) throw failed('If-Match');
  if (modifiedAt > Date.parse(of('unmodified-since') ?? '')) throw failed('If-Unmodified-Since');
  const noneMatch = of('none-match');
  if (noneMatch !== undefined && isNamed(noneMatch)) throw new OssFail(notModified);
  if (modifiedAt <= Date.parse(of('modified-since') ?? '')) throw new OssFail(notModified);
}

/** The part of a source that UploadPartCopy takes; all of it without a range that makes sense. */
export function copyRangeOf(call: OssCall, { size }: OssObject): ByteRange | undefined {
  const sent = /^bytes=(\d+)-(\d+)$/.exec(call.exchange.request.headers['x-oss-copy-source-range'] ?? '');
  if (!sent) return undefined;
  const range = { start: Number(sent[1]), end: Number(sent[2]) };
  return range.start <= range.end && range.end < size ? range : undefined;
}
