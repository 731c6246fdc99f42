import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { ByteRange } from '../../../world/blobs.ts';
import type { OssCall } from '../call.ts';
import { OssFail, preconditionFailed } from '../failure.ts';
import { mayRead } from '../permission.ts';
import type { OssObject } from '../state.ts';
import { invalidArgument } from './errors.ts';
import { requireVersion } from './versions.ts';

/** The object in `x-oss-copy-source`, if the conditions of the request hold for it. */
export function sourceOf(call: OssCall): OssObject {
  const { headers } = call.exchange.request;
  const text = headers['x-oss-copy-source'] ?? '';
  const [path = '', query = ''] = text.split('?', 2);
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (key === '')
    throw invalidArgument(
      'x-oss-copy-source',
      text,
      'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey',
    );
  if (!Object.hasOwn(call.settings.buckets, bucket))
    throw new OssFail(aliyunOss.errors.noSuchBucket, { elements: { BucketName: bucket } });
  if (!mayRead(call, bucket, key)) throw new OssFail(aliyunOss.errors.accessDenied, { ec: '0003-00000001' });
  const versionId = new URLSearchParams(query).get('versionId') ?? undefined;
  const source = requireVersion({ ...call, bucket, key, query: new Map() }, versionId);
  checkConditions(headers, source);
  return source;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidArgument('x-oss-copy-source', path, 'The copy source is not URL-encoded.');
  }
}

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
  const [, from, to] =
    /^bytes=(\d+)-(\d+)$/.exec(call.exchange.request.headers['x-oss-copy-source-range'] ?? '') ?? [];
  if (from === undefined || to === undefined) return undefined;
  const range = { start: Number(from), end: Number(to) };
  return range.start <= range.end && range.end < size ? range : undefined;
}
