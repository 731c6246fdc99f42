import type { DocumentedError } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { malformedXml, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { missingConfiguration } from './errors.ts';
import { timeText } from './info.ts';

const bucket = { scope: 'bucket' } as const;

/** Retention policies are kept with their state, but objects are not protected by them. */
export const wormOperations: readonly OssOperation[] = [
  { name: 'initiateBucketWorm', method: 'POST', ...bucket, selectors: ['worm'], run: initiate },
  { name: 'completeBucketWorm', method: 'POST', ...bucket, selectors: ['wormId'], run: complete },
  { name: 'extendBucketWorm', method: 'POST', ...bucket, selectors: ['wormId', 'wormExtend'], run: extend },
  { name: 'abortBucketWorm', method: 'DELETE', ...bucket, selectors: ['worm'], run: abort },
  { name: 'getBucketWorm', method: 'GET', ...bucket, selectors: ['worm'], run: getWorm },
];

const name = 'worm';

const locked: DocumentedError = {
  code: 'WORMConfigurationLocked',
  status: 409,
  kind: 'bad-input',
  message: 'The WORM Configuration is locked.',
  hint: '',
};

interface Worm {
  readonly id: string;
  readonly state: string;
  readonly days: number;
  readonly createdAt: string;
}

/** A retention policy that is not locked within a day is deleted. */
const lockWithinMs = 86_400_000;

function wormOf({ state, bucket, now }: OssCall): Worm | undefined {
  const document = configurationOf(state, bucket, name);
  if (document === undefined) return undefined;
  const root = parseXml(document, 'WormConfiguration');
  const createdAt = textOf(root, 'CreationDate') ?? '';
  const worm = {
    id: textOf(root, 'WormId') ?? '',
    state: textOf(root, 'State') ?? '',
    days: Number(textOf(root, 'RetentionPeriodInDays')),
    createdAt,
  };
  const isOver = worm.state === 'InProgress' && now >= Date.parse(createdAt) + lockWithinMs;
  return isOver ? undefined : worm;
}

function keep({ state, bucket }: OssCall, worm: Worm): void {
  const content = [
    xmlText('WormId', worm.id),
    xmlText('State', worm.state),
    xmlText('RetentionPeriodInDays', String(worm.days)),
    xmlText('CreationDate', worm.createdAt),
  ];
  setConfiguration(state, { bucket, name }, xmlElement('WormConfiguration', content.join('')));
}

async function initiate(call: OssCall): Promise<MockResponse> {
  const days = daysIn(await documentOf(call), 'InitiateWormConfiguration');
  if (wormOf(call)?.state === 'Locked') throw new OssFail(locked);
  const id = call.exchange.world.ids.hex().toUpperCase();
  keep(call, { id, state: 'InProgress', days, createdAt: timeText(call.now) });
  return { status: 200, headers: { 'x-oss-worm-id': id }, body: '' };
}

function daysIn(document: string, root: string): number {
  const text = textOf(parseXml(document, root), 'RetentionPeriodInDays') ?? '';
  if (!/^\d+$/.test(text)) throw new OssFail(malformedXml);
  const days = Number(text);
  if (days < 1 || days > 25_550)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      elements: { ArgumentName: 'RetentionPeriodInDays', ArgumentValue: text },
    });
  return days;
}

function requireWorm(call: OssCall): Worm {
  const worm = wormOf(call);
  const id = call.query.get('wormId');
  if (worm && (!id || id === worm.id)) return worm;
  throw new OssFail(missingConfiguration('NoSuchWORMConfiguration', 'WORM configuration'));
}

function complete(call: OssCall): MockResponse {
  keep(call, { ...requireWorm(call), state: 'Locked' });
  return done;
}

async function extend(call: OssCall): Promise<MockResponse> {
  const days = daysIn(await documentOf(call), 'ExtendWormConfiguration');
  const worm = requireWorm(call);
  if (worm.state !== 'Locked' || days < worm.days)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'Only a locked retention period can be extended, and none can be shortened.',
    });
  keep(call, { ...worm, days });
  return done;
}

function abort(call: OssCall): MockResponse {
  if (wormOf(call)?.state === 'Locked') throw new OssFail(locked);
  setConfiguration(call.state, { bucket: call.bucket, name }, undefined);
  return noContent;
}

function getWorm(call: OssCall): MockResponse {
  keep(call, requireWorm(call));
  return xmlResponse(configurationOf(call.state, call.bucket, name) ?? '');
}
