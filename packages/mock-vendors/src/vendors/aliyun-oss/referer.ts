import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange } from '../../engine/exchange.ts';
import { configurationOf } from './buckets.ts';
import { OssFail } from './failure.ts';
import { matches } from './policy/wildcard.ts';
import { stateSlot } from './state.ts';
import type { Verified } from './verify.ts';
import { childOf, parseXml, textOf, textsOf } from './xml.ts';

/** Hotlink protection: only for callers who are anonymous or have a presigned URL, as documented. */
export function requireReferer(
  { world, request }: Exchange,
  { bucket, key, keys, isPresigned }: Verified,
): void {
  if (key === '' || (keys && !isPresigned)) return;
  const document = configurationOf(world.stateOf(stateSlot), bucket, 'referer');
  if (document === undefined) return;
  const rules = parseXml(document, 'RefererConfiguration');
  const allowed = childOf(rules, 'RefererList');
  const forbidden = childOf(rules, 'RefererBlacklist');
  const isListed = (list: typeof allowed, referer: string) =>
    list !== undefined && textsOf(list, 'Referer').some((pattern) => matches(pattern, referer, 'i'));
  const { referer = '' } = request.headers;
  if (referer === '' && textOf(rules, 'AllowEmptyReferer') !== 'false') return;
  const hasList = allowed !== undefined && textsOf(allowed, 'Referer').length > 0;
  const isAllowed = referer !== '' && (!hasList || isListed(allowed, referer));
  if (isAllowed && !isListed(forbidden, referer)) return;
  throw new OssFail(aliyunOss.errors.accessDenied, {
    message: 'You are denied by bucket referer policy.',
    ec: '0003-00000503',
    elements: { BucketName: bucket },
  });
}
