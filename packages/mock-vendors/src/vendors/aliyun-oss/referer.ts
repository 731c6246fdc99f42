import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange } from '../../engine/exchange.ts';
import { configurationOf } from './buckets.ts';
import { OssFail } from './failure.ts';
import { matches } from './policy/wildcard.ts';
import { stateSlot } from './state.ts';
import type { Verified } from './verify.ts';
import { childOf, parseXml, textOf, textsOf, type XmlElement } from './xml.ts';

/** Hotlink protection: only for callers who are anonymous or have a presigned URL, as documented. */
export function requireReferer(
  { world, request }: Exchange,
  { bucket, key, keys, isPresigned }: Verified,
): void {
  if (key === '' || (keys && !isPresigned)) return;
  const document = configurationOf(world.stateOf(stateSlot), bucket, 'referer');
  if (document === undefined) return;
  const rules = parseXml(document, 'RefererConfiguration');
  if (isWelcome(request.headers.referer ?? '', rules)) return;
  throw new OssFail(aliyunOss.errors.accessDenied, {
    message: 'You are denied by bucket referer policy.',
    ec: '0003-00000503',
    elements: { BucketName: bucket },
  });
}

function isWelcome(referer: string, rules: XmlElement): boolean {
  if (referer === '') return textOf(rules, 'AllowEmptyReferer') !== 'false';
  const compared = comparedPart(referer, rules);
  const isListed = (patterns: readonly string[]) =>
    patterns.some((pattern) => matches(pattern, compared, 'i'));
  const allowed = patternsOf(rules, 'RefererList');
  return (allowed.length === 0 || isListed(allowed)) && !isListed(patternsOf(rules, 'RefererBlacklist'));
}

function patternsOf(rules: XmlElement, name: string): readonly string[] {
  const list = childOf(rules, name);
  return list ? textsOf(list, 'Referer') : [];
}

/** All but the query, unless the rules say otherwise. */
function comparedPart(referer: string, rules: XmlElement): string {
  if (textOf(rules, 'TruncatePath') === 'true') return referer.replace(/(:\/\/[^/?]*).*$/s, '$1');
  return textOf(rules, 'AllowTruncateQueryString') === 'false' ? referer : referer.replace(/\?.*$/s, '');
}
