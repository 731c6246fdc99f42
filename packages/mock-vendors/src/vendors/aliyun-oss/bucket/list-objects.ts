import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { invalidArgument } from '../object/errors.ts';
import { restoreXml } from '../object/restore.ts';
import { ownerXml } from '../owner.ts';
import type { OssObject } from '../state.ts';
import { xmlDocument, xmlElement, xmlText } from '../xml.ts';
import { timeText } from './info.ts';
import { delimiterParameter, maxKeysOf, nameParameter, type ParameterCodes } from './list-parameters.ts';
import { factsXml, foldersXml, nameWriter, type ObjectPage, pageOf } from './page.ts';

/** ListObjects, and ListObjectsV2 with `list-type=2`. */
export function listObjects(call: OssCall): MockResponse {
  const type = call.query.get('list-type');
  if (type !== undefined && type !== '' && type !== '2')
    throw invalidArgument('list-type', type, 'The list type must be 2.');
  return type === '2' ? secondVersion(call) : firstVersion(call);
}

const codes: ParameterCodes = {
  'max-keys': '0015-00000402',
  prefix: '0015-00000403',
  marker: '0015-00000405',
  delimiter: '0015-00000406',
};

const filterOf = (call: OssCall) => ({
  prefix: nameParameter(call, 'prefix', codes),
  delimiter: delimiterParameter(call, codes),
  limit: maxKeysOf(call, codes),
});

function firstVersion(call: OssCall): MockResponse {
  const { isUrl, write } = nameWriter(call);
  const marker = nameParameter(call, 'marker', codes);
  const filter = filterOf(call);
  const { limit } = filter;
  const page = pageOf(call, { after: marker, ...filter });
  return answer(call, page, [
    xmlElement('Marker', write(marker)),
    xmlText('MaxKeys', String(limit)),
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('IsTruncated', String(page.next !== undefined)),
    page.next === undefined ? '' : xmlElement('NextMarker', write(page.next)),
    ...page.objects.flatMap((object) => contentsXml(object, write, ownerXml + restoreXml(call, object))),
  ]);
}

function secondVersion(call: OssCall): MockResponse {
  const { isUrl, write } = nameWriter(call);
  const { query } = call;
  const token = query.get('continuation-token');
  const start = nameParameter(call, 'start-after');
  const filter = filterOf(call);
  const { limit } = filter;
  const page = pageOf(call, { after: token ? nameIn(token) : start, ...filter });
  const ownerOf = query.get('fetch-owner') === 'true' ? ownerXml : '';
  return answer(call, page, [
    xmlElement('StartAfter', write(start)),
    token ? xmlText('ContinuationToken', token) : '',
    xmlText('MaxKeys', String(limit)),
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('IsTruncated', String(page.next !== undefined)),
    page.next === undefined ? '' : xmlText('NextContinuationToken', tokenFor(page.next)),
    xmlText('KeyCount', String(page.objects.length + page.folders.length)),
    ...page.objects.flatMap((object) => contentsXml(object, write, ownerOf + restoreXml(call, object))),
  ]);
}

/** Joined at once: each copy of a long text takes longer than all the rest. */
function answer(call: OssCall, { folders }: ObjectPage, parts: readonly string[]): MockResponse {
  const { write } = nameWriter(call);
  const { bucket, query } = call;
  const pieces = [
    xmlDocument('<ListBucketResult>'),
    xmlText('Name', bucket),
    xmlElement('Prefix', write(query.get('prefix') ?? '')),
    xmlElement('Delimiter', write(query.get('delimiter') ?? '')),
    ...parts,
    foldersXml(folders, write),
    '</ListBucketResult>',
  ];
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: pieces.join('') };
}

const contentsXml = (object: OssObject, write: (name: string) => string, last: string): string[] => [
  '<Contents><Key>',
  write(object.key),
  '</Key>',
  writtenFacts(object),
  last,
  '</Contents>',
];

/** An object never changes, so that this is written once for each. */
const written = new WeakMap<OssObject, string>();

function writtenFacts(object: OssObject): string {
  const known = written.get(object);
  if (known !== undefined) return known;
  const facts = [xmlText('LastModified', timeText(object.modifiedAt)), factsXml(object)].join('');
  written.set(object, facts);
  return facts;
}

const tokenPrefix = 'page:';

const tokenFor = (name: string): string => Buffer.from(tokenPrefix + name).toString('base64');

function nameIn(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (text.startsWith(tokenPrefix) && tokenFor(text.slice(tokenPrefix.length)) === token)
    return text.slice(tokenPrefix.length);
  throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect.');
}
