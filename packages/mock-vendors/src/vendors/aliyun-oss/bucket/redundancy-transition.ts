import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { objectErrors } from '../object/errors.ts';
import type { OssOperation } from '../operation.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';
import { missingConfiguration } from './errors.ts';
import { timeText } from './info.ts';
import { tokenPage } from './token-page.ts';

const selector = { selectors: ['redundancyTransition'] } as const;
const tasks = { scope: 'bucket', ...selector } as const;

/** Tasks are kept with their state, but the redundancy of a bucket does not change. */
export const redundancyTransitionOperations: readonly OssOperation[] = [
  { name: 'createBucketDataRedundancyTransition', method: 'POST', ...tasks, run: create },
  { name: 'getBucketDataRedundancyTransition', method: 'GET', ...tasks, run: getOneOrAll },
  { name: 'deleteBucketDataRedundancyTransition', method: 'DELETE', ...tasks, run: remove },
  {
    name: 'listUserDataRedundancyTransition',
    method: 'GET',
    scope: 'service',
    ...selector,
    run: listOfAccount,
  },
];

const prefix = 'redundancyTransition ';
const [typeParameter, idParameter] = ['x-oss-target-redundancy-type', 'x-oss-redundancy-transition-taskid'];

/** A task waits for so long, and takes as long again. */
const stepMs = 60_000;

function create(call: OssCall): MockResponse {
  const type = call.query.get(typeParameter) ?? '';
  if (type !== 'ZRS')
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'Data can be converted from LRS to ZRS only.',
      elements: { ArgumentName: typeParameter, ArgumentValue: type },
    });
  const id = call.exchange.world.ids.hex();
  setConfiguration(call.state, { bucket: call.bucket, name: prefix + id }, String(call.now));
  return xmlResponse(xmlElement('BucketDataRedundancyTransition', xmlText('TaskId', id)));
}

interface Task {
  readonly bucket: string;
  readonly id: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
}

function progressOf({ createdAt }: Task, now: number) {
  const [startedAt, endedAt] = [createdAt + stepMs, createdAt + 2 * stepMs];
  const [isStarted, isEnded] = [now >= startedAt, now >= endedAt];
  const status = isEnded ? 'Finished' : isStarted ? 'Processing' : 'Queueing';
  return { startedAt, endedAt, isStarted, isEnded, status };
}

function taskXml(task: Task, now: number): string {
  const { startedAt, endedAt, isStarted, isEnded, status } = progressOf(task, now);
  const content = [
    xmlText('Bucket', task.bucket),
    xmlText('TaskId', task.id),
    xmlText('Status', status),
    xmlText('CreateTime', timeText(task.createdAt)),
    isStarted ? xmlText('StartTime', timeText(startedAt)) : '',
    isStarted ? xmlText('ProcessPercentage', isEnded ? '100' : '50') : '',
    isStarted ? xmlText('EstimatedRemainingTime', isEnded ? '0' : '1') : '',
    isEnded ? xmlText('EndTime', timeText(endedAt)) : '',
  ];
  return xmlElement('BucketDataRedundancyTransition', content.join(''));
}

function requireTask({ state, bucket, query }: OssCall): Task {
  const id = query.get(idParameter) ?? '';
  const createdAt = configurationOf(state, bucket, prefix + id);
  if (createdAt === undefined)
    throw new OssFail(
      missingConfiguration('NoSuchBucketDataRedundancyTransition', 'redundancy transition task'),
      { elements: { BucketName: bucket, TaskId: id } },
    );
  return { bucket, id, createdAt: Number(createdAt) };
}

function getOneOrAll(call: OssCall): MockResponse {
  if (call.query.has(idParameter)) return xmlResponse(taskXml(requireTask(call), call.now));
  return xmlResponse(listXml(tasksOf(call, call.bucket), call.now));
}

const tasksOf = ({ state }: OssCall, bucket: string): readonly Task[] =>
  configurationsUnder(state, bucket, prefix).map(([id, at]) => ({ bucket, id, createdAt: Number(at) }));

const listXml = (all: readonly Task[], now: number, more = ''): string =>
  xmlElement('ListBucketDataRedundancyTransition', all.map((task) => taskXml(task, now)).join('') + more);

function listOfAccount(call: OssCall): MockResponse {
  const all = Object.keys(call.settings.buckets).flatMap((bucket) => tasksOf(call, bucket));
  const { page, pageXml } = tokenPage(call, all, ({ id }) => id);
  return xmlResponse(listXml(page, call.now, pageXml));
}

function remove(call: OssCall): MockResponse {
  const task = requireTask(call);
  const { id } = task;
  if (progressOf(task, call.now).status === 'Processing')
    throw new OssFail(objectErrors.operationNotSupported, { elements: { TaskId: id } });
  setConfiguration(call.state, { bucket: call.bucket, name: prefix + id }, undefined);
  return noContent;
}
