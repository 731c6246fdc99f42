import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { askServer } from '../ask-server.ts';
import { configurationOf, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { callBack } from '../callback.ts';
import { allowedUrls, callbackIn } from '../callback-config.ts';
import { Digest } from '../digest.ts';
import { OssFail } from '../failure.ts';
import { requireValidKey } from '../names.ts';
import { propertiesOf } from '../object/properties.ts';
import { finish, limited, secondOf, storedHeaders } from '../object/receive.ts';
import type { OssOperation } from '../operation.ts';
import type { OssObject } from '../state.ts';
import { parseXml, textOf, type XmlElement, xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';
import { missingConfiguration } from './errors.ts';

const bucket = { scope: 'bucket', selectors: ['asyncFetch'] } as const;

/** Tasks run at once, so that a client never sees a running one. */
export const asyncFetchOperations: readonly OssOperation[] = [
  { name: 'postAsyncFetchTask', method: 'POST', ...bucket, run: start },
  { name: 'getAsyncFetchTask', method: 'GET', ...bucket, run: getTask },
];

const prefix = 'asyncFetch ';
/** Documented for the time that the source may take. */
const timeoutMs = 5_000;

/** All of them come back, whether they were sent or not. */
const taskFields = ['Url', 'Object', 'Host', 'ContentMD5', 'Callback', 'StorageClass', 'IgnoreSameKey'];

const fieldDefault = (name: string): string => (name === 'IgnoreSameKey' ? 'true' : '');

interface Outcome {
  readonly state: 'Success' | 'Failed' | 'FetchSuccessCallbackFailed';
  readonly message?: string;
}

async function start(call: OssCall): Promise<MockResponse> {
  const root = parseXml(await documentOf(call), 'AsyncFetchTaskConfiguration');
  const url = URL.parse(textOf(root, 'Url') ?? '');
  const key = textOf(root, 'Object') ?? '';
  if (!url || !/^https?:$/.test(url.protocol))
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      elements: { ArgumentName: 'Url', ArgumentValue: textOf(root, 'Url') ?? '' },
    });
  requireValidKey(key);
  const { state, message = '' } = await runTask({ ...call, key }, root, url);
  const id = call.exchange.world.ids.uuid();
  const content = [
    xmlText('TaskId', id),
    xmlText('State', state),
    xmlText('ErrorMsg', message),
    xmlElement(
      'TaskInfo',
      taskFields.map((name) => xmlText(name, textOf(root, name) || fieldDefault(name))).join(''),
    ),
  ];
  const document = xmlElement('AsyncFetchTaskInfo', content.join(''));
  setConfiguration(call.state, { bucket: call.bucket, name: prefix + id }, document);
  return xmlResponse(xmlElement('AsyncFetchTaskResult', xmlText('TaskId', id)));
}

async function runTask(call: OssCall, task: XmlElement, url: URL): Promise<Outcome> {
  const isIgnored = textOf(task, 'IgnoreSameKey') !== 'false';
  if (isIgnored && call.state.objects.has(`${call.bucket}/${call.key}`)) return { state: 'Success' };
  const object = await fetched(call, task, url).catch((error: Error) => error);
  if (object instanceof Error) return { state: 'Failed', message: object.message };
  const encoded = textOf(task, 'Callback');
  const callback = encoded ? callbackIn(call, encoded, undefined) : undefined;
  if (!callback) return { state: 'Success' };
  return callBack(call, { callback, object, headers: storedHeaders(object) }).then(
    () => ({ state: 'Success' }),
    (error: Error) => ({ state: 'FetchSuccessCallbackFailed', message: error.message }),
  );
}

/** Asks the source, within what the mock may ask over the network, and stores what it answers. */
async function fetched(call: OssCall, task: XmlElement, url: URL): Promise<OssObject> {
  const { exchange, settings } = call;
  const allowed = allowedUrls(exchange, settings)(url);
  if (!allowed) throw new Error(`mock: ${url.host} is not asked: name it in the setting callbackHosts`);
  const { reach = (one: URL) => one } = exchange.request;
  const host = textOf(task, 'Host');
  const response = await askServer(reach(allowed), {
    ...(host && { headers: { host } }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || !response.body) throw new Error(`The source answers ${response.status}.`);
  const digest = new Digest();
  const content = await exchange.world.blobs.write(limited(response.body, settings.maxObjectBytes), digest);
  const promised = textOf(task, 'ContentMD5');
  if (promised && promised !== digest.facts.md5) throw new Error('The content does not have this MD5.');
  const storageClass = textOf(task, 'StorageClass');
  const type = response.headers.get('content-type');
  const properties = propertiesOf(call, {
    ...(type && { 'content-type': type }),
    ...(storageClass && { 'x-oss-storage-class': storageClass }),
  });
  return finish(call, { ...properties, content, ...digest.facts, modifiedAt: secondOf(call) });
}

function getTask({ exchange, query, state, bucket }: OssCall): MockResponse {
  const id = exchange.request.headers['x-oss-task-id'] ?? query.get('x-oss-task-id') ?? '';
  const document = configurationOf(state, bucket, prefix + id);
  if (document === undefined) throw new OssFail(missingConfiguration('NoSuchAsyncFetchTask', 'fetch task'));
  return xmlResponse(document);
}
