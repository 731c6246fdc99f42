import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../engine/exchange.ts';
import type { OssCall } from './call.ts';
import { escapeXml, OssFail } from './failure.ts';
import type { OssObject } from './state.ts';

interface Page {
  readonly objects: readonly OssObject[];
  /** What the keys begin with, up to the delimiter, each once. */
  readonly folders: readonly string[];
  /** Where the next page begins, if there is one. */
  readonly next: string | undefined;
}

/** ListObjects, and ListObjectsV2 with `list-type=2`. */
export function listObjects(call: OssCall): MockResponse {
  const isV2 = call.query.get('list-type') === '2';
  const limit = Number(call.query.get('max-keys') || 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'Argument max-keys must be an integer between 1 and 1000.',
      elements: { ArgumentName: 'max-keys', ArgumentValue: String(call.query.get('max-keys')) },
    });
  const page = pageOf(call, isV2 ? ['continuation-token', 'start-after'] : ['marker'], limit);
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: pageXml(call, page, { isV2, limit }),
  };
}

function pageOf({ state, bucket, query }: OssCall, startNames: readonly string[], limit: number): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = startNames.map((name) => query.get(name)).find(Boolean) ?? '';
  const found = [...state.objects.values()]
    .filter((object) => object.bucket === bucket && object.key.startsWith(prefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  // A folder takes one place in the page, however many objects are in it.
  const entries = new Map<string, OssObject | undefined>();
  for (const object of found) {
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length);
    if (Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0)
      entries.set(name, cut < 0 ? object : undefined);
  }
  const names = [...entries.keys()].slice(0, limit);
  return {
    objects: names.map((name) => entries.get(name)).filter((object) => object !== undefined),
    folders: names.filter((name) => entries.get(name) === undefined),
    next: entries.size > limit ? names.at(-1) : undefined,
  };
}

function pageXml(
  { bucket, query }: OssCall,
  { objects, folders, next }: Page,
  { isV2, limit }: { isV2: boolean; limit: number },
): string {
  const asUrl = query.get('encoding-type') === 'url';
  const name = (text: string) => (asUrl ? encodeURIComponent(text) : escapeXml(text));
  const echoed = ['prefix', 'delimiter', ...(isV2 ? ['start-after'] : ['marker'])];
  const startName = isV2 ? 'NextContinuationToken' : 'NextMarker';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ListBucketResult>',
    element('Name', bucket),
    ...echoed.map((parameter) => element(camel(parameter), name(query.get(parameter) ?? ''))),
    element('MaxKeys', String(limit)),
    ...(asUrl ? [element('EncodingType', 'url')] : []),
    element('IsTruncated', String(next !== undefined)),
    ...(next === undefined ? [] : [element(startName, name(next))]),
    ...(isV2 ? [element('KeyCount', String(objects.length + folders.length))] : []),
    ...objects.map((object) => contentsXml(object, name)),
    ...folders.map((folder) => `<CommonPrefixes>${element('Prefix', name(folder))}</CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('\n');
}

const contentsXml = ({ key, modifiedAt, etag, size }: OssObject, name: (text: string) => string): string =>
  [
    '<Contents>',
    element('Key', name(key)),
    element('LastModified', new Date(modifiedAt).toISOString()),
    element('ETag', escapeXml(`"${etag}"`)),
    element('Type', 'Normal'),
    element('Size', String(size)),
    element('StorageClass', 'Standard'),
    '<Owner><ID>1</ID><DisplayName>mock</DisplayName></Owner>',
    '</Contents>',
  ].join('');

const element = (tag: string, content: string) => `<${tag}>${content}</${tag}>`;

const camel = (parameter: string) =>
  parameter.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
