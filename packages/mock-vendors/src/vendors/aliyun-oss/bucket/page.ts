import type { OssCall } from '../call.ts';
import { compareKeys, sortByKey } from '../compare-keys.ts';
import { escapeXml } from '../failure.ts';
import { invalidArgument } from '../object/errors.ts';
import type { OssObject } from '../state.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { timeText } from './info.ts';

export interface ObjectPage {
  readonly objects: readonly OssObject[];
  /** What the keys begin with, up to the delimiter, each once. */
  readonly folders: readonly string[];
  /** Where the next page begins, if there is one. */
  readonly next: string | undefined;
}

/** What a key begins with, up to the delimiter behind the prefix; undefined if there is none. */
export function folderOf(
  key: string,
  { prefix, delimiter }: { readonly prefix: string; readonly delimiter: string },
): string | undefined {
  if (delimiter === '') return undefined;
  const cut = key.indexOf(delimiter, prefix.length);
  return cut === -1 ? undefined : key.slice(0, cut + delimiter.length);
}

interface PageOptions {
  /** The last name of the page before. */
  readonly after: string;
  readonly limit: number;
  readonly prefix: string;
  readonly delimiter: string;
}

export function pageOf({ state, bucket }: OssCall, options: PageOptions): ObjectPage {
  const { after, limit, prefix } = options;
  const found: OssObject[] = [];
  for (const object of state.objects.values())
    if (object.bucket === bucket && object.key.startsWith(prefix) && compareKeys(object.key, after) > 0)
      found.push(object);
  sortByKey(found);
  // A folder takes one place in the page, however many objects are in it.
  const entries = new Map<string, OssObject | undefined>();
  for (const object of found) {
    const folder = folderOf(object.key, options);
    const name = folder ?? object.key;
    if (compareKeys(name, after) <= 0) continue;
    if (!entries.has(name) && entries.size > limit) break;
    entries.set(name, folder === undefined ? object : undefined);
  }
  const names = [...entries.keys()].slice(0, limit);
  return {
    objects: names.map((name) => entries.get(name)).filter((object) => object !== undefined),
    folders: names.filter((name) => entries.get(name) === undefined),
    next: entries.size > limit ? names.at(-1) : undefined,
  };
}

/**
 * How a list writes keys: percent-encoded if the client asks for that, which is the only way that holds every key. Clients ask
 * in the query; the reference of DeleteMultipleObjects has it among the headers.
 */
export function nameWriter({ query, exchange }: OssCall): {
  readonly isUrl: boolean;
  write(name: string): string;
} {
  const type = query.get('encoding-type') ?? exchange.request.headers['encoding-type'];
  if (type !== undefined && type !== 'url' && type !== '')
    throw invalidArgument('encoding-type', type, 'Invalid Encoding Method specified in Request.');
  const isUrl = type === 'url';
  return { isUrl, write: isUrl ? percentEncoded : withReferences };
}

/** Unpaired surrogates cannot be encoded. */
const percentEncoded = (name: string) => encodeURIComponent(name.toWellFormed());

/** Control characters are written by number, which lenient parsers read. */
function withReferences(name: string): string {
  if (!special.test(name)) return name;
  return name
    .split(control)
    .map((part, i) => (i % 2 === 0 ? escapeXml(part) : `&#x${part.charCodeAt(0).toString(16)};`))
    .join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const control = /([\x01-\x08\x0b-\x1f])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: with those that XML writes in another way, or not at all
const special = /[<>&"'\0-\x1f\ufffe\uffff]/;

export const foldersXml = (folders: readonly string[], write: (name: string) => string): string =>
  folders.map((folder) => xmlElement('CommonPrefixes', xmlElement('Prefix', write(folder)))).join('');

/** What is known of an object, in every kind of list. */
export const factsXml = (object: OssObject): string => {
  const { etag, size, objectType, storageClass, transitionedAt, sealedAt } = object;
  const time = (name: string, at: number | undefined) =>
    at === undefined ? '' : xmlText(name, timeText(at));
  return [
    xmlText('ETag', `"${etag}"`),
    xmlText('Type', objectType ?? 'Normal'),
    xmlText('Size', String(size)),
    xmlText('StorageClass', storageClass ?? 'Standard'),
    time('TransitionTime', storageClass?.endsWith('ColdArchive') ? transitionedAt : undefined),
    time('SealedTime', sealedAt),
  ].join('');
};
