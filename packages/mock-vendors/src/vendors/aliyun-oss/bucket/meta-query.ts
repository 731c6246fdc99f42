import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { done } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import type { OssObject } from '../state.ts';
import {
  childOf,
  childrenOf,
  malformedXml,
  parseXml,
  textOf,
  type XmlElement,
  xmlElement,
  xmlText,
} from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { bucketErrors, missingConfiguration } from './errors.ts';
import { timeText } from './info.ts';
import { aggregationXml, fieldOf, matcherOf } from './meta-query-search.ts';

const bucket = { scope: 'bucket', selectors: ['metaQuery'] } as const;

/** An index over the current objects of the bucket, by their own data: the contents of files are not looked at. */
export const metaQueryOperations: readonly OssOperation[] = [
  { name: 'openMetaQuery', method: 'POST', ...bucket, comp: 'add', run: open },
  { name: 'doMetaQuery', method: 'POST', ...bucket, comp: 'query', run: search },
  { name: 'closeMetaQuery', method: 'POST', ...bucket, comp: 'delete', run: close },
  { name: 'getMetaQueryStatus', method: 'GET', ...bucket, run: getStatus },
];

const name = 'metaQuery';

async function open(call: OssCall): Promise<MockResponse> {
  const { state, bucket, query, now } = call;
  await documentOf(call);
  if (configurationOf(state, bucket, name) !== undefined) throw new OssFail(bucketErrors.metaQueryExists);
  const content = [
    xmlText('State', 'Running'),
    xmlText('Phase', 'IncrementalScanning'),
    xmlText('CreateTime', timeText(now)),
    xmlText('UpdateTime', timeText(now)),
    xmlText('MetaQueryMode', query.get('mode') || 'basic'),
  ];
  setConfiguration(state, { bucket, name }, xmlElement('MetaQueryStatus', content.join('')));
  return done;
}

function requireIndex({ state, bucket }: OssCall): string {
  const document = configurationOf(state, bucket, name);
  if (document === undefined)
    throw new OssFail(missingConfiguration('MetaQueryNotExist', 'metadata index'), {
      elements: { BucketName: bucket },
    });
  return document;
}

function getStatus(call: OssCall): MockResponse {
  return xmlResponse(requireIndex(call));
}

function close(call: OssCall): MockResponse {
  requireIndex(call);
  setConfiguration(call.state, { bucket: call.bucket, name }, undefined);
  return done;
}

/** Zero if it is left out. */
function numberIn(root: XmlElement, name: string): number {
  const text = textOf(root, name) || '0';
  if (/^\d+$/.test(text)) return Number(text);
  throw new OssFail(malformedXml);
}

/** Documented for one page; for zero, too. */
const maxResults = 100;

/** Files that a query finds; with aggregations, what these say of all of them instead. */
async function search(call: OssCall): Promise<MockResponse> {
  requireIndex(call);
  const root = parseXml(await documentOf(call), 'MetaQuery');
  const matches = matcherOf(textOf(root, 'Query') ?? '');
  const found = [...call.state.objects.values()].filter((one) => one.bucket === call.bucket && matches(one));
  const aggregations = childrenOf(childOf(root, 'Aggregations') ?? root, 'Aggregation');
  if (aggregations.length > 0) {
    const all = aggregations.map((one) => aggregationXml(one, found));
    const content = xmlText('NextToken', '') + xmlElement('Aggregations', all.join(''));
    return xmlResponse(xmlElement('MetaQuery', content));
  }
  const asked = numberIn(root, 'MaxResults');
  if (asked > maxResults) throw new OssFail(malformedXml);
  const limit = asked || maxResults;
  const start = numberIn(root, 'NextToken');
  sort(found, textOf(root, 'Sort') || 'Filename', textOf(root, 'Order') ?? 'desc');
  const next = start + limit;
  const content = [
    xmlText('NextToken', next < found.length ? String(next) : ''),
    xmlElement('Files', found.slice(start, next).map(fileXml).join('')),
  ];
  return xmlResponse(xmlElement('MetaQuery', content.join('')));
}

function sort(objects: OssObject[], by: string, order: string): void {
  const compare = (one: OssObject, other: OssObject): number => {
    const [a, b] = [fieldOf(one, by) ?? '', fieldOf(other, by) ?? ''];
    return typeof a === 'number' ? a - Number(b) : compareKeys(a, String(b));
  };
  objects.sort((a, b) => (order === 'asc' ? compare(a, b) : compare(b, a)));
}

const shown = [
  ...['Filename', 'Size', 'FileModifiedTime', 'OSSObjectType', 'OSSStorageClass', 'ObjectACL', 'ETag'],
  ...['OSSCRC64', 'ContentType', 'OSSTaggingCount'],
];

function fileXml(object: OssObject): string {
  const own = shown.map((field) => {
    const value = fieldOf(object, field) ?? '';
    return xmlText(field, field === 'ETag' ? `"${value}"` : String(value));
  });
  const pair = (key: string, value: string) => xmlText('Key', key) + xmlText('Value', value);
  const tags = [...(object.tags ?? [])].map(([key, value]) => xmlElement('Tagging', pair(key, value)));
  const meta = Object.entries(object.headers)
    .filter(([header]) => header.startsWith('x-oss-meta-'))
    .map(([header, value]) => xmlElement('UserMeta', pair(header, value)));
  const more = [
    tags.length > 0 ? xmlElement('OSSTagging', tags.join('')) : '',
    meta.length > 0 ? xmlElement('OSSUserMeta', meta.join('')) : '',
  ];
  return xmlElement('File', [...own, ...more].join(''));
}
