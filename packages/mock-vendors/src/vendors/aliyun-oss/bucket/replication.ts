import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { requireBucket } from '../names.ts';
import type { OssOperation } from '../operation.ts';
import {
  childOf,
  childrenOf,
  malformedXml,
  parseXml,
  textOf,
  textsOf,
  writeXml,
  type XmlElement,
  xmlElement,
  xmlText,
} from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { bucketErrors, missingConfiguration } from './errors.ts';
import { regionsOf } from './list-buckets.ts';

const rules = { scope: 'bucket', selectors: ['replication'] } as const;
const bucket = { scope: 'bucket', method: 'GET' } as const;

/** Rules are kept with their state, but no object is replicated. */
export const replicationOperations: readonly OssOperation[] = [
  { name: 'putBucketReplication', method: 'POST', ...rules, comp: 'add', run: putRule },
  { name: 'deleteBucketReplication', method: 'POST', ...rules, comp: 'delete', run: deleteRules },
  { name: 'getBucketReplication', method: 'GET', ...rules, run: getRules },
  {
    name: 'getBucketReplicationLocation',
    ...bucket,
    selectors: ['replicationLocation'],
    run: getLocations,
  },
  { name: 'getBucketReplicationProgress', ...bucket, selectors: ['replicationProgress'], run: getProgress },
  { name: 'putBucketRTC', scope: 'bucket', method: 'PUT', selectors: ['rtc'], run: putTimeControl },
];

export const replicationPrefix = 'replication ';

interface Rule {
  /** As it was sent, with an ID. */
  readonly document: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
}

/** A task is starting for so long. */
const startMs = 60_000;

const statusOf = ({ now }: OssCall, { createdAt }: Rule) =>
  now < createdAt + startMs ? 'starting' : 'doing';

const keep = ({ state, bucket }: OssCall, id: string, rule: Rule | undefined): void =>
  setConfiguration(state, { bucket, name: replicationPrefix + id }, rule && JSON.stringify(rule));

const rulesOf = ({ state, bucket }: OssCall): readonly Rule[] =>
  configurationsUnder(state, bucket, replicationPrefix).map(([, text]) => JSON.parse(text));

function requireRule({ state, bucket }: OssCall, id: string | undefined): Rule {
  const known = configurationOf(state, bucket, replicationPrefix + (id ?? ''));
  if (known === undefined)
    throw new OssFail(missingConfiguration('NoSuchReplicationRule', 'replication rule'), {
      elements: { BucketName: bucket, ReplicationRuleID: id ?? '' },
    });
  return JSON.parse(known);
}

/** What a rule does if it does not say so. */
const ruleDefaults = { Action: 'ALL', HistoricalObjectReplication: 'enabled' };

async function putRule(call: OssCall): Promise<MockResponse> {
  const root = parseXml(await documentOf(call), 'ReplicationConfiguration');
  const [rule, ...more] = childrenOf(root, 'Rule');
  if (!rule || more.length > 0) throw new OssFail(malformedXml);
  checkDestination(call, rule);
  const id = textOf(rule, 'ID') || call.exchange.world.ids.uuid();
  if (configurationOf(call.state, call.bucket, replicationPrefix + id) !== undefined)
    throw new OssFail(aliyunOss.errors.invalidArgument, { message: 'A rule with this ID exists.' });
  const others = rule.children.filter(({ name }) => name !== 'ID');
  const missing = Object.entries(ruleDefaults).filter(([name]) => !textOf(rule, name));
  const added = [['ID', id] as const, ...missing].map(([name, text]) => ({ name, children: [], text }));
  const document = writeXml({ ...rule, children: [...added, ...others] });
  keep(call, id, { document, createdAt: call.now });
  return { ...done, headers: { 'x-oss-replication-rule-id': id } };
}

function checkDestination({ bucket, settings }: OssCall, rule: XmlElement): void {
  const destination = childOf(rule, 'Destination');
  const [target, location] = ['Bucket', 'Location'].map((name) => textOf(destination, name));
  if (!target || !location) throw new OssFail(malformedXml);
  if (!regionsOf(settings).includes(location)) throw new OssFail(bucketErrors.badReplicationLocation);
  if (target === bucket || !Object.hasOwn(settings.buckets, target))
    throw new OssFail(bucketErrors.invalidTargetBucket, { elements: { BucketName: target } });
}

async function deleteRules(call: OssCall): Promise<MockResponse> {
  const ids = textsOf(parseXml(await documentOf(call), 'ReplicationRules'), 'ID');
  if (ids.length === 0) throw new OssFail(malformedXml);
  for (const id of ids) requireRule(call, id);
  for (const id of ids) keep(call, id, undefined);
  return done;
}

function getRules(call: OssCall): MockResponse {
  const known = rulesOf(call);
  if (known.length === 0)
    throw new OssFail(missingConfiguration('NoSuchReplicationConfiguration', 'replication configuration'), {
      elements: { BucketName: call.bucket },
    });
  const content = known.map((rule) => ruleXml(rule.document, [xmlText('Status', statusOf(call, rule))]));
  return xmlResponse(xmlElement('ReplicationConfiguration', content.join('')));
}

const ruleXml = (document: string, more: readonly string[]): string =>
  document.replace(/<\/Rule>$/, `${more.join('')}</Rule>`);

/** Progress is told of rules in effect only, and they are up to date. */
function getProgress(call: OssCall): MockResponse {
  const rule = requireRule(call, call.query.get('rule-id'));
  const parsed = parseXml(rule.document, 'Rule');
  const status = statusOf(call, rule);
  const isHistorical = textOf(parsed, 'HistoricalObjectReplication') !== 'disabled';
  const progress =
    (isHistorical ? xmlText('HistoricalObject', '1') : '') +
    xmlText('NewObject', new Date(call.now).toUTCString());
  const shown = ['ID', 'PrefixSet', 'Action', 'Destination', 'HistoricalObjectReplication'];
  const content = [
    ...parsed.children.filter(({ name }) => shown.includes(name)).map(writeXml),
    xmlText('Status', status),
    status === 'doing' ? xmlElement('Progress', progress) : '',
  ];
  return xmlResponse(xmlElement('ReplicationProgress', xmlElement('Rule', content.join(''))));
}

/** Everything can be replicated to every other region. */
function getLocations({ settings, bucket }: OssCall): MockResponse {
  const own = `oss-${requireBucket(settings, bucket).region}`;
  const others = regionsOf(settings).filter((region) => region !== own);
  const locations = others.map((region) => xmlText('Location', region));
  const accelerated = locations.map((location) =>
    xmlElement('LocationTransferType', `${location}<TransferTypes><Type>oss_acc</Type></TransferTypes>`),
  );
  const content = [
    ...locations,
    xmlElement('LocationTransferTypeConstraint', accelerated.join('')),
    xmlElement('LocationRTCConstraint', locations.join('')),
  ];
  return xmlResponse(xmlElement('ReplicationLocation', content.join('')));
}

/** Turns the time control of one rule on or off. */
async function putTimeControl(call: OssCall): Promise<MockResponse> {
  const root = parseXml(await documentOf(call), 'ReplicationRule');
  const control = childOf(root, 'RTC');
  const status = textOf(control, 'Status') ?? '';
  if (!control || !['enabled', 'disabled'].includes(status)) throw new OssFail(malformedXml);
  const id = textOf(root, 'ID') ?? '';
  const known = requireRule(call, id);
  const rule = parseXml(known.document, 'Rule');
  const others = rule.children.filter(({ name }) => name !== 'RTC');
  keep(call, id, { ...known, document: writeXml({ ...rule, children: [...others, control] }) });
  return done;
}
