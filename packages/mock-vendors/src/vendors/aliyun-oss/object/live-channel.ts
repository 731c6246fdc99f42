import type { DocumentedError } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { timeText } from '../bucket/info.ts';
import { maxKeysOf } from '../bucket/list-parameters.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { compareKeys } from '../compare-keys.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';
import { childOf, malformedXml, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { invalidArgument } from './errors.ts';

const object = { scope: 'object', selectors: ['live'] } as const;

/** Live channels are kept with their state, but nothing can be streamed to them. */
export const liveChannelOperations: readonly OssOperation[] = [
  { name: 'putLiveChannel', method: 'PUT', ...object, run: putChannel },
  { name: 'getLiveChannelStat', method: 'GET', ...object, comp: 'stat', run: getState },
  { name: 'getLiveChannelHistory', method: 'GET', ...object, comp: 'history', run: getHistory },
  { name: 'getLiveChannelInfo', method: 'GET', ...object, run: getChannel },
  { name: 'deleteLiveChannel', method: 'DELETE', ...object, run: deleteChannel },
  {
    name: 'putLiveChannelStatus',
    method: 'PUT',
    scope: 'object',
    selectors: ['live', 'status'],
    run: setStatus,
  },
  { name: 'listLiveChannel', method: 'GET', scope: 'bucket', selectors: ['live'], run: listChannels },
];

const noSuchChannel: DocumentedError = {
  code: 'NoSuchLiveChannel',
  status: 404,
  kind: 'not-found',
  message: 'The specified live channel does not exist.',
  hint: '',
};

/** Beside the other configurations of the bucket. */
export const channelPrefix = 'live ';
const statuses = ['enabled', 'disabled'];

interface Channel {
  readonly description: string;
  readonly status: string;
  readonly fragDuration: string;
  readonly fragCount: string;
  readonly playlistName: string;
  readonly modifiedAt: string;
}

const channelXml = (root: string, channel: Channel): string =>
  xmlElement(
    root,
    xmlText('Description', channel.description) +
      xmlText('Status', channel.status) +
      xmlElement(
        'Target',
        xmlText('Type', 'HLS') +
          xmlText('FragDuration', channel.fragDuration) +
          xmlText('FragCount', channel.fragCount) +
          xmlText('PlaylistName', channel.playlistName),
      ),
  );

function channelIn(document: string, modifiedAt: string): Channel {
  const root = parseXml(document, 'LiveChannelConfiguration');
  const target = childOf(root, 'Target');
  if (textOf(target, 'Type') !== 'HLS') throw new OssFail(malformedXml);
  const status = textOf(root, 'Status') || 'enabled';
  const fragDuration = textOf(target, 'FragDuration') || '5';
  const fragCount = textOf(target, 'FragCount') || '3';
  const playlistName = textOf(target, 'PlaylistName') || 'playlist.m3u8';
  requireRule('Status', status, [[statuses.includes(status), '02']]);
  requireRule('FragDuration', fragDuration, [[isOneToHundred(fragDuration), '14']]);
  requireRule('FragCount', fragCount, [[isOneToHundred(fragCount), '15']]);
  requireRule('PlaylistName', playlistName, [
    [!playlistName.includes('/'), '16'],
    [/^.{6,128}$/s.test(playlistName), '17'],
    [playlistName.endsWith('.m3u8'), '18'],
  ]);
  const description = textOf(root, 'Description') ?? '';
  return { description, status, fragDuration, fragCount, playlistName, modifiedAt };
}

const isOneToHundred = (text: string): boolean => /^([1-9]\d?|100)$/.test(text);

type Rule = readonly [isKept: boolean, cause: string];

/** Each numbered cause has a page of its own in the documentation. */
function requireRule(name: string, value: string, rules: readonly Rule[]): void {
  const broken = rules.find(([isKept]) => !isKept);
  if (!broken) return;
  const ec = `0044-000000${broken[1]}`;
  throw invalidArgument(name, value, { message: `The ${name} of the live channel is invalid.`, ec });
}

const keep = ({ state, bucket, key }: OssCall, channel: Channel): void =>
  setConfiguration(state, { bucket, name: channelPrefix + key }, JSON.stringify(channel));

function requireChannel({ state, bucket, key }: OssCall): Channel {
  const known = configurationOf(state, bucket, channelPrefix + key);
  if (known === undefined) throw new OssFail(noSuchChannel);
  return JSON.parse(known);
}

function urlsXml({ exchange, bucket }: OssCall, name: string, { playlistName }: Channel): string {
  const host = exchange.request.headers.host ?? '';
  const url = (address: string) => xmlText('Url', address);
  return (
    xmlElement('PublishUrls', url(`rtmp://${bucket}.${host}/live/${name}`)) +
    xmlElement('PlayUrls', url(`http://${bucket}.${host}/${name}/${playlistName}`))
  );
}

async function putChannel(call: OssCall): Promise<MockResponse> {
  if (call.key.includes('/'))
    throw new OssFail(aliyunOss.errors.invalidObjectName, { elements: { ObjectName: call.key } });
  const channel = channelIn(await documentOf(call), timeText(call.now));
  keep(call, channel);
  return xmlResponse(xmlElement('CreateLiveChannelResult', urlsXml(call, call.key, channel)));
}

function getChannel(call: OssCall): MockResponse {
  return xmlResponse(channelXml('LiveChannelConfiguration', requireChannel(call)));
}

function getState(call: OssCall): MockResponse {
  const status = requireChannel(call).status === 'enabled' ? 'Idle' : 'Disabled';
  return xmlResponse(xmlElement('LiveChannelStat', xmlText('Status', status)));
}

function getHistory(call: OssCall): MockResponse {
  requireChannel(call);
  return xmlResponse(xmlElement('LiveChannelHistory', ''));
}

function deleteChannel({ state, bucket, key }: OssCall): MockResponse {
  setConfiguration(state, { bucket, name: channelPrefix + key }, undefined);
  return noContent;
}

function setStatus(call: OssCall): MockResponse {
  const channel = requireChannel(call);
  const status = call.query.get('status') ?? '';
  if (!statuses.includes(status))
    throw invalidArgument('status', status, 'The status is neither enabled nor disabled.');
  keep(call, { ...channel, status });
  return done;
}

function listChannels(call: OssCall): MockResponse {
  const { state, bucket, query } = call;
  const [start = '', marker = ''] = ['prefix', 'marker'].map((name) => query.get(name) ?? '');
  const limit = maxKeysOf(call);
  const found = configurationsUnder(state, bucket, channelPrefix)
    .filter(([name]) => name.startsWith(start) && compareKeys(name, marker) > 0)
    .map(([name, known]) => ({ name, channel: JSON.parse(known) as Channel }));
  const page = found.slice(0, limit);
  const next = found.length > limit ? page.at(-1)?.name : undefined;
  const content = [
    xmlText('Prefix', start),
    xmlText('Marker', marker),
    xmlText('MaxKeys', String(limit)),
    xmlText('IsTruncated', String(next !== undefined)),
    next === undefined ? '' : xmlText('NextMarker', next),
    ...page.map(({ name, channel }) =>
      xmlElement(
        'LiveChannel',
        xmlText('Name', name) +
          xmlText('Description', channel.description) +
          xmlText('Status', channel.status) +
          xmlText('LastModified', channel.modifiedAt) +
          urlsXml(call, name, channel),
      ),
    ),
  ];
  return xmlResponse(xmlElement('ListLiveChannelResult', content.join('')));
}
