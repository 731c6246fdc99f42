import type { MockResponse } from '../../engine/exchange.ts';
import type { ByteRange } from '../../world/blobs.ts';
import type { OssCall } from './call.ts';
import { internalError, invalidRange, OssFail, preconditionFailed } from './failure.ts';
import { requireObject } from './require-object.ts';
import type { OssObject } from './state.ts';

export function getObject(call: OssCall): MockResponse {
  const object = requireObject(call);
  if (isUnchanged(call, object))
    return { status: 304, headers: headersOf(call, object), body: '' } satisfies MockResponse;
  const range = rangeOf(call, object);
  const opened = call.exchange.world.blobs.open(object.content, range);
  if (!opened)
    throw new OssFail(internalError, { message: 'mock: the content was dropped, raise maxBlobBytes' });
  const length = range ? range.end - range.start + 1 : object.size;
  return {
    status: range ? 206 : 200,
    headers: {
      ...headersOf(call, object),
      'content-length': String(length),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` }),
    },
    body: opened.stream,
  };
}

export function headObject(call: OssCall): MockResponse {
  const object = requireObject(call);
  const status = isUnchanged(call, object) ? 304 : 200;
  const headers = { ...headersOf(call, object), 'content-length': String(object.size) };
  return { status, headers, body: '' };
}

/** Deleting what is not there is no error. */
export function deleteObject({ exchange, state, bucket, key }: OssCall): MockResponse {
  const id = `${bucket}/${key}`;
  if (state.objects.delete(id)) exchange.note({ removed: [id] });
  return { status: 204, headers: {}, body: '' };
}

function headersOf({ query, keys }: OssCall, object: OssObject): Record<string, string> {
  // Anybody can add parameters to a public URL, so only signed ones count.
  const asked = keys ? [...query].filter(([name]) => name.startsWith('response-')) : [];
  return {
    ...object.headers,
    'content-type': object.type,
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'content-md5': object.md5,
    'x-oss-hash-crc64ecma': object.crc64,
    'x-oss-object-type': 'Normal',
    'x-oss-storage-class': 'Standard',
    'accept-ranges': 'bytes',
    ...Object.fromEntries(asked.map(([name, value]) => [name.slice('response-'.length), value])),
  };
}

function isUnchanged({ exchange }: OssCall, { etag, modifiedAt }: OssObject): boolean {
  const { headers } = exchange.request;
  const changedAt = Math.floor(modifiedAt / 1000) * 1000;
  const names = (list: string) => list.split(',').map((name) => name.trim().replaceAll('"', ''));
  const isNamed = (list: string) => names(list).some((name) => name === etag || name === '*');
  const match = headers['if-match'];
  const unmodified = Date.parse(headers['if-unmodified-since'] ?? '');
  if ((match !== undefined && !isNamed(match)) || changedAt > unmodified)
    throw new OssFail(preconditionFailed);
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return isNamed(noneMatch);
  return changedAt <= Date.parse(headers['if-modified-since'] ?? '');
}

/** A range that is malformed or outside is ignored, unless the client asks for the standard's behaviour. */
function rangeOf({ exchange }: OssCall, { size }: OssObject): ByteRange | undefined {
  const { range, 'x-oss-range-behavior': behaviour } = exchange.request.headers;
  if (range === undefined) return undefined;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from + to !== '' && start <= end) return { start, end };
  if (behaviour === 'standard') throw new OssFail(invalidRange);
  return undefined;
}
