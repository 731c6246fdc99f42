import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { invalidArgument } from '../object/errors.ts';
import { historiesIn } from '../object/history.ts';
import { restoreXml } from '../object/restore.ts';
import { ownerXml } from '../owner.ts';
import type { ObjectVersion } from '../state.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';
import { timeText } from './info.ts';
import { delimiterParameter, maxKeysOf, nameParameter, type ParameterCodes } from './list-parameters.ts';
import { factsXml, folderOf, foldersXml, nameWriter } from './page.ts';

/** One line of the list: a version of a key, or what keys begin with up to the delimiter. */
interface Entry {
  readonly name: string;
  readonly shown?: { readonly version: ObjectVersion; readonly isLatest: boolean };
}

const codes: ParameterCodes = {
  'max-keys': '0012-00000102',
  prefix: '0012-00000103',
  'key-marker': '0012-00000104',
  delimiter: '0012-00000107',
};

/** Keys in order, and the versions of each from the newest on. */
export function listObjectVersions(call: OssCall): MockResponse {
  const { bucket } = call;
  const { isUrl, write } = nameWriter(call);
  const limit = maxKeysOf(call, codes);
  const delimiter = delimiterParameter(call, codes);
  const [prefix = '', keyMarker = '', versionIdMarker = ''] = [
    'prefix',
    'key-marker',
    'version-id-marker',
  ].map((name) => nameParameter(call, name, codes));
  if (versionIdMarker !== '' && keyMarker === '')
    throw invalidArgument('version-id-marker', versionIdMarker, {
      message: 'A version-id marker cannot be specified without a key marker.',
      ec: '0012-00000106',
    });
  const entries = entriesOf(call, { prefix, delimiter, keyMarker, versionIdMarker, limit });
  const page = entries.slice(0, limit);
  const next = entries.length > limit ? page.at(-1) : undefined;
  const folders = page.filter(({ shown }) => !shown).map(({ name }) => name);
  const content = [
    xmlText('Name', bucket),
    xmlElement('Prefix', write(prefix)),
    xmlElement('KeyMarker', write(keyMarker)),
    xmlText('VersionIdMarker', versionIdMarker),
    xmlText('MaxKeys', String(limit)),
    xmlElement('Delimiter', write(delimiter)),
    isUrl ? xmlText('EncodingType', 'url') : '',
    xmlText('IsTruncated', String(next !== undefined)),
    next ? xmlElement('NextKeyMarker', write(next.name)) : '',
    next ? xmlText('NextVersionIdMarker', next.shown?.version.versionId ?? '') : '',
    ...page.map((entry) => entryXml(call, entry, write)),
    foldersXml(folders, write),
  ];
  return xmlResponse(xmlElement('ListVersionsResult', content.join('')));
}

interface ListOptions {
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker: string;
  readonly versionIdMarker: string;
  readonly limit: number;
}

/** The entries of the page, and one more if there are more. */
function entriesOf({ state, bucket }: OssCall, options: ListOptions): readonly Entry[] {
  const { prefix, keyMarker, limit } = options;
  const found = [...historiesIn(state, bucket)]
    .filter(([key]) => key.startsWith(prefix) && compareKeys(key, keyMarker) >= 0)
    .sort(([a], [b]) => compareKeys(a, b));
  const entries: Entry[] = [];
  for (const [key, history] of found) {
    if (entries.length > limit) break;
    const folder = folderOf(key, options);
    if (folder === undefined) entries.push(...versionsOf(key, history, options));
    else if (compareKeys(folder, keyMarker) > 0 && entries.at(-1)?.name !== folder)
      entries.push({ name: folder });
  }
  return entries;
}

/** Those behind the marker; all of them if the version of the marker is gone. */
function versionsOf(
  name: string,
  history: readonly ObjectVersion[],
  { keyMarker, versionIdMarker }: ListOptions,
): readonly Entry[] {
  const entries = history.map((version, i) => ({ name, shown: { version, isLatest: i === 0 } }));
  if (name !== keyMarker || keyMarker === '') return entries;
  if (versionIdMarker === '') return [];
  return entries.slice(1 + history.findIndex(({ versionId }) => versionId === versionIdMarker));
}

function entryXml(call: OssCall, { name, shown }: Entry, write: (name: string) => string): string {
  if (!shown) return '';
  const { isLatest, version } = shown;
  const { versionId, modifiedAt, object } = version;
  const facts = [
    xmlElement('Key', write(name)),
    xmlText('VersionId', versionId),
    xmlText('IsLatest', String(isLatest)),
    xmlText('LastModified', timeText(modifiedAt)),
    object ? factsXml(object) + restoreXml(call, object) : '',
    ownerXml,
  ];
  return xmlElement(object ? 'Version' : 'DeleteMarker', facts.join(''));
}
