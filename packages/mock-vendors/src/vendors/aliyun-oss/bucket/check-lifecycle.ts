import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { OssFail } from '../failure.ts';
import { childOf, childrenOf, malformedXml, textOf, type XmlElement } from '../xml.ts';
import type { ConfigurationCheck } from './checks.ts';

const actionNames = [
  'Expiration',
  'Transition',
  'AbortMultipartUpload',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransition',
];

const refuseUnless = (isValid: boolean): void => {
  if (!isValid) throw new OssFail(malformedXml);
};

const invalid = (message: string): OssFail => new OssFail(aliyunOss.errors.invalidArgument, { message });

const actionsOf = (rule: XmlElement): readonly XmlElement[] =>
  rule.children.filter(({ name }) => actionNames.includes(name));

export const checkLifecycle: ConfigurationCheck = (root, { exchange }) => {
  const rules = childrenOf(root, 'Rule');
  refuseUnless(rules.length > 0 && rules.length <= 1000);
  const ids = rules.map((rule) => textOf(rule, 'ID')).filter(Boolean);
  if (new Set(ids).size < ids.length) throw invalid('Two rules have the same ID.');
  rules.forEach(checkRule);
  if (exchange.request.headers['x-oss-allow-same-action-overlap'] !== 'true') refuseOverlaps(rules);
};

function checkRule(rule: XmlElement): void {
  refuseUnless(childOf(rule, 'Prefix') !== undefined);
  refuseUnless(['Enabled', 'Disabled'].includes(textOf(rule, 'Status') ?? ''));
  const actions = actionsOf(rule);
  refuseUnless(actions.length > 0);
  actions.forEach(checkAction);
  const expiration = childOf(rule, 'Expiration');
  const days = Number(textOf(expiration, 'Days') ?? Number.NaN);
  if (childrenOf(rule, 'Transition').some((transition) => days <= Number(textOf(transition, 'Days'))))
    throw invalid('Days in the Expiration action must be greater than those in the Transition action');
}

function checkAction(action: XmlElement): void {
  const days = textOf(action, 'Days') ?? textOf(action, 'NoncurrentDays');
  const date = textOf(action, 'CreatedBeforeDate') ?? textOf(action, 'Date');
  const isMarker = textOf(action, 'ExpiredObjectDeleteMarker') === 'true';
  refuseUnless([days, date].filter((value) => value !== undefined).length + Number(isMarker) === 1);
  refuseUnless(days === undefined || (/^\d+$/.test(days) && Number(days) > 0));
  // Rules count from midnight UTC.
  refuseUnless(date === undefined || /T00:00:00(\.000)?Z$/.test(date));
}

/** Two rules may not do the same to the same keys. Those that choose objects in another way, too, are not compared. */
function refuseOverlaps(rules: readonly XmlElement[]): void {
  const byPrefix = rules
    .filter((rule) => !childOf(rule, 'Tag') && !childOf(rule, 'Filter'))
    .map((rule) => ({
      prefix: textOf(rule, 'Prefix') ?? '',
      names: actionsOf(rule).map(({ name }) => name),
    }));
  byPrefix.forEach(({ prefix, names }, i) => {
    for (const other of byPrefix.slice(i + 1)) {
      if (!prefix.startsWith(other.prefix) && !other.prefix.startsWith(prefix)) continue;
      const same = names.find((name) => other.names.includes(name));
      if (same) throw invalid(`Overlap for same action type ${same}`);
    }
  });
}
