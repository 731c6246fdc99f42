import { OssFail } from './failure.ts';
import { invalidArgument } from './object/errors.ts';
import {
  childOf,
  childrenOf,
  malformedXml,
  parseXml,
  textOf,
  type XmlElement,
  xmlElement,
  xmlText,
} from './xml.ts';

type Pairs = readonly (readonly [string, string])[];

const invalidTag = (value: string, message: string, ec: string): OssFail =>
  invalidArgument('Tag', value, { message, ec });

/** The tags of a header: `a=1&b=2`, percent-encoded. */
export function tagsOfHeader(text = ''): ReadonlyMap<string, string> {
  if (text.split('&').some((pair) => pair.split('=').length > 2))
    throw invalidTag(text, 'A tag is neither key nor key=value.', '0010-00000219');
  return tagsOfPairs([...new URLSearchParams(text)]);
}

export const tagsOfObject = (root: XmlElement): ReadonlyMap<string, string> => tagsOfPairs(pairsOf(root));

function tagsOfPairs(pairs: Pairs): ReadonlyMap<string, string> {
  const tags = uniqueTags(pairs, 10);
  for (const [key, value] of tags) {
    if (key.length > 128) throw invalidTag(key, 'The key of a tag is too long.', '0010-00000209');
    if (key === '' || !isLegal(key)) throw invalidTag(key, 'The key of a tag is invalid.', '0010-00000212');
    if (value.length > 256 || !isLegal(value))
      throw invalidTag(value, 'The value of a tag is invalid.', '0010-00000217');
  }
  return tags;
}

const isLegal = (text: string): boolean => /^[\p{L}\p{N} +\-=._:/]*$/u.test(text);

export function checkTagsOfBucket(root: XmlElement): void {
  for (const [key, value] of uniqueTags(pairsOf(root), 20)) {
    if (/^acs/i.test(key)) throw invalidTag(key, 'The key of a tag starts with acs.', '0010-00000002');
    if (/^(https?:\/\/|aliyun)/i.test(key))
      throw invalidTag(key, 'The key of a tag starts with http://, https:// or Aliyun.', '0010-00000207');
    if (key === '' || Buffer.byteLength(key) > 64 || Buffer.byteLength(value) > 128)
      throw invalidTag(key, 'The key or the value of a tag is invalid.', '0010-00000219');
  }
}

/** The document without the tags of these keys. */
export function tagsWithout(document: string, keys: readonly string[]): string {
  const kept = pairsOf(parseXml(document, 'Tagging')).filter(([key]) => !keys.includes(key));
  const tags = kept.map(([key, value]) => xmlElement('Tag', xmlText('Key', key) + xmlText('Value', value)));
  return xmlElement('Tagging', xmlElement('TagSet', tags.join('')));
}

function uniqueTags(pairs: Pairs, max: number): ReadonlyMap<string, string> {
  const tags = new Map(pairs);
  if (tags.size < pairs.length) throw invalidTag('', 'Two tags have the same key.', '0010-00000210');
  if (tags.size > max) throw invalidTag('', `There are more than ${max} tags.`, '0010-00000218');
  return tags;
}

function pairsOf(root: XmlElement): Pairs {
  const set = childOf(root, 'TagSet');
  if (!set) throw new OssFail(malformedXml);
  return childrenOf(set, 'Tag').map((tag) => {
    const [key, value] = [textOf(tag, 'Key'), textOf(tag, 'Value')];
    if (key === undefined || value === undefined) throw new OssFail(malformedXml);
    return [key, value];
  });
}
