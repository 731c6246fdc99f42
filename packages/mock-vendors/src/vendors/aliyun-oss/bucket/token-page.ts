import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { xmlText } from '../xml.ts';
import { maxKeysOf } from './list-parameters.ts';

interface TokenPage<T> {
  readonly page: readonly T[];
  /** Whether another page follows, and the token for it. */
  readonly pageXml: string;
}

/** One page of a list that `max-keys` and `continuation-token` cut; the token is the name of the last item before. */
export function tokenPage<T>(call: OssCall, all: readonly T[], nameOf: (item: T) => string): TokenPage<T> {
  const after = call.query.get('continuation-token') ?? '';
  const limit = maxKeysOf(call);
  const found = all
    .filter((item) => compareKeys(nameOf(item), after) > 0)
    .sort((a, b) => compareKeys(nameOf(a), nameOf(b)));
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    page,
    pageXml:
      xmlText('IsTruncated', String(last !== undefined)) +
      (last === undefined ? '' : xmlText('NextContinuationToken', nameOf(last))),
  };
}
