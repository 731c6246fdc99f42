import type { MockResponse } from '../../engine/exchange.ts';
import type { ByteRange } from '../../world/blobs.ts';
import type { OssCall } from './call.ts';
import { invalidRange, OssFail, preconditionFailed } from './failure.ts';
import { sealedHeader } from './object/append.ts';
import { contentDropped } from './object/errors.ts';
import { checkTrafficLimit } from './object/properties.ts';
import { requireReadable, restoreHeader } from './object/restore.ts';
import { resolveSymlink, targetOf } from './object/symlink.ts';
import { requireVersion, versionHeader } from './object/versions.ts';
import type { OssObject } from './state.ts';

export function getObject(call: OssCall): MockResponse {
  const { headers } = call.exchange.request;
  checkTrafficLimit(headers['x-oss-traffic-limit'] ?? call.query.get('x-oss-traffic-limit'));
  const found = requireVersion(call);
  requireReadable(call, targetOf(call, found));
  const object = resolveSymlink(call, found);
  if (isUnchanged(call, object))
    return { status: 304, headers: headersOf(call, object), body: '' } satisfies MockResponse;
  const range = rangeOf(call, object);
  const opened = call.exchange.world.blobs.open(object.content, range);
  if (!opened) throw contentDropped();
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
  const object = resolveSymlink(call, requireVersion(call));
  const status = isUnchanged(call, object) ? 304 : 200;
  const headers = { ...headersOf(call, object), 'content-length': String(object.size) };
  return { status, headers, body: '' };
}

/** Answers little more than whether the object exists, which is what clients use it for. */
export function getObjectMeta(call: OssCall): MockResponse {
  const object = requireVersion(call);
  return {
    status: 200,
    headers: {
      etag: `"${object.etag}"`,
      'content-length': String(object.size),
      'last-modified': new Date(object.modifiedAt).toUTCString(),
      'x-oss-hash-crc64ecma': object.crc64,
      ...transitionHeader(object),
      ...versionHeader(object),
    },
    body: '',
  };
}

/** Told of the two coldest storage classes only. */
const transitionHeader = ({ storageClass, transitionedAt }: OssObject): Record<string, string> =>
  transitionedAt !== undefined && storageClass?.endsWith('ColdArchive')
    ? { 'x-oss-transition-time': new Date(transitionedAt).toUTCString() }
    : {};

function headersOf(call: OssCall, object: OssObject): Record<string, string> {
  const { query, keys } = call;
  // Anybody can add parameters to a public URL, so only signed ones count.
  const asked = keys ? [...query].filter(([name]) => name.startsWith('response-')) : [];
  return {
    ...object.headers,
    'content-type': object.type,
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    ...(object.md5 && { 'content-md5': object.md5 }),
    'x-oss-hash-crc64ecma': object.crc64,
    'x-oss-object-type': object.objectType ?? 'Normal',
    'x-oss-storage-class': object.storageClass ?? 'Standard',
    ...(object.tags?.size && { 'x-oss-tagging-count': String(object.tags.size) }),
    ...(object.objectType === 'Appendable' && { 'x-oss-next-append-position': String(object.size) }),
    ...restoreHeader(call, object),
    ...transitionHeader(object),
    ...sealedHeader(object),
    ...versionHeader(object),
    'accept-ranges': 'bytes',
    ...Object.fromEntries(asked.map(([name, value]) => [name.slice('response-'.length), value])),
  };
}

function isUnchanged({ exchange }: OssCall, { etag, modifiedAt }: OssObject): boolean {
  const { headers } = exchange.request;
  const names = (list: string) => list.split(',').map((name) => name.trim().replaceAll('"', ''));
  const isNamed = (list: string) => names(list).some((name) => name === etag || name === '*');
  const match = headers['if-match'];
  const unmodified = Date.parse(headers['if-unmodified-since'] ?? '');
  const failed = (name: string) => new OssFail(preconditionFailed, { elements: { Condition: name } });
  if (match !== undefined && !isNamed(match)) throw failed('If-Match');
  if (modifiedAt > unmodified) throw failed('If-Unmodified-Since');
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return isNamed(noneMatch);
  return modifiedAt <= Date.parse(headers['if-modified-since'] ?? '');
}

/** A range that is malformed, or not wholly inside, is ignored unless the client asks for the standard's behavior. */
function rangeOf({ exchange }: OssCall, { size }: OssObject): ByteRange | undefined {
  const { range, 'x-oss-range-behavior': behavior } = exchange.request.headers;
  if (range === undefined) return undefined;
  const isStandard = behavior === 'standard';
  // Of several ranges only the first counts.
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)(?:,.*)?$/.exec(range) ?? [];
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  const isInside = from === '' ? Number(to) <= size : to === '' || Number(to) < size;
  if (start <= end && (isInside || isStandard)) return { start, end };
  if (isStandard) throw new OssFail(invalidRange);
  return undefined;
}
