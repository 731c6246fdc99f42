import { createHash, createSign } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../engine/exchange.ts';
import type { MockHandler } from '../../engine/mock-vendor.ts';
import { sleepOn } from '../../world/clock.ts';
import { latenessOf } from '../../world/fault.ts';
import { inspect } from '../../world/images.ts';
import type { World } from '../../world/world.ts';
import { askServer } from './ask-server.ts';
import type { OssCall } from './call.ts';
import type { Callback } from './callback-config.ts';
import { type PemPair, pairFrom } from './callback-key.ts';
import { OssFail } from './failure.ts';
import { maxSourceBytes } from './image/process.ts';
import { type OssObject, stateSlot } from './state.ts';

interface Stored {
  readonly callback: Callback;
  readonly object: OssObject;
  /** What the answer says about the object, whether the callback succeeds or not. */
  readonly headers: Readonly<Record<string, string>>;
}

type Outcome =
  | { readonly text: string; readonly type: string }
  | { readonly message: string; readonly ec?: string };

const maxAnswerBytes = 1 << 20;

/** Notifies the client's server of the object, and passes on its response. */
export async function callBack(call: OssCall, { callback, object, headers }: Stored): Promise<MockResponse> {
  const body = await bodyOf(call, callback, object);
  let outcome: Outcome | undefined;
  for (const { url, isReachable } of callback.targets) {
    outcome = isReachable ? await post(call, { url, body, callback }) : unreachable(url);
    if ('text' in outcome)
      return { status: 200, headers: { ...headers, 'content-type': outcome.type }, body: outcome.text };
  }
  throw new OssFail(aliyunOss.errors.callbackFailed, { ...outcome, headers });
}

async function bodyOf(
  call: OssCall,
  { body, type, variables }: Callback,
  object: OssObject,
): Promise<string> {
  const values = new Map([...(await systemVariables(call, body, object)), ...variables]);
  const isJson = type === 'application/json';
  return body.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = values.get(name) ?? call.settings.unknownCallbackVariable;
    return isJson ? JSON.stringify(value) : encodeURIComponent(value);
  });
}

async function systemVariables(
  { exchange, requestId, operation, bucket, key }: OssCall,
  template: string,
  { etag, size, type, crc64, md5, content }: OssObject,
): Promise<[string, string][]> {
  const wantsImage = template.includes('${imageInfo.') && size <= maxSourceBytes;
  const bytes = wantsImage ? exchange.world.blobs.get(content) : undefined;
  const image = bytes && (await inspect(bytes));
  return [
    ['bucket', bucket],
    ['object', key],
    ['etag', etag],
    ['size', String(size)],
    ['mimeType', type],
    ['crc64', crc64],
    ['contentMd5', md5],
    ['clientIp', '127.0.0.1'],
    ['reqId', requestId],
    ['operation', operationName(operation)],
    ['imageInfo.height', String(image?.height ?? '')],
    ['imageInfo.width', String(image?.width ?? '')],
    ['imageInfo.format', image?.format.replace('jpeg', 'jpg') ?? ''],
  ];
}

/** As the documentation writes it. */
const operationName = ({ name }: OssCall['operation']): string =>
  name.charAt(0).toUpperCase() + name.slice(1);

interface Posting {
  readonly url: URL;
  readonly body: string;
  readonly callback: Callback;
}

const notConnected = 'Error status : -1.OSS can not connect to your callbackUrl, please check it';

const unreachable = ({ hostname }: URL): Outcome => ({
  message: `${notConnected} (mock: callbacks go to this machine and to the hosts in the setting callbackHosts, not to ${hostname})`,
  ec: '0007-00000008',
});

/** Applies a fault to the callback. A callback that comes later than OSS waits is still sent. */
async function post(call: OssCall, posting: Posting): Promise<Outcome> {
  const { exchange, settings } = call;
  const effect = exchange.takeDeferredFault('callback');
  if (effect?.callback === 'lost') return { message: notConnected };
  if (effect?.callback === 'late') {
    const { clock } = exchange.world;
    const lateMs = latenessOf(effect);
    const timeoutMs = settings.callbackTimeoutS * 1000;
    if (lateMs >= timeoutMs) {
      exchange.world.later(lateMs, () => void postOnce(call, posting));
      await sleepOn(clock, timeoutMs);
      return { message: 'Cost too long time' };
    }
    await sleepOn(clock, lateMs);
  }
  if (effect?.callback === 'twice') await postOnce(call, posting);
  return postOnce(call, posting);
}

async function postOnce(call: OssCall, posting: Posting): Promise<Outcome> {
  const { world, request } = call.exchange;
  const { clock } = world;
  const { reach = (url: URL) => url } = request;
  const controller = new AbortController();
  // Where the world's time runs fast, a second of real time is still granted.
  const timeoutMs = Math.max(call.settings.callbackTimeoutS, clock.speed) * 1000;
  const cancel = clock.at(clock.now() + timeoutMs, () => controller.abort());
  try {
    return await outcomeOf(
      await askServer(reach(posting.url), {
        method: 'POST',
        headers: headersOf(call, posting),
        body: posting.body,
        signal: controller.signal,
      }),
    );
  } catch {
    const isLate = controller.signal.aborted;
    return { message: isLate ? 'Cost too long time' : notConnected };
  } finally {
    cancel();
  }
}

async function outcomeOf(response: Response): Promise<Outcome> {
  const { status, headers } = response;
  if (status !== 200) {
    await response.body?.cancel();
    return { message: `Error status : ${status}.`, ec: '0007-00000203' };
  }
  const length = headers.get('content-length');
  // Documented with this message for an answer in chunks, too.
  if (length === null || Number(length) > maxAnswerBytes) {
    await response.body?.cancel();
    return { message: 'Error status : 400.User server return too long content-length value' };
  }
  const text = await response.text();
  if (!isJson(text)) return { message: 'Response body is not valid json format.', ec: '0007-00000205' };
  return { text, type: headers.get('content-type') ?? 'application/json' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Servers check the signature with the key at `x-oss-pub-key-url`, so it is a real one. */
function headersOf({ exchange, bucket, requestId, keys }: OssCall, { url, body, callback }: Posting) {
  const { privateKey } = callbackKeyOf(exchange.world);
  const signed = `${decodeURIComponent(url.pathname)}${url.search}\n${body}`;
  return {
    'content-type': callback.type,
    'content-md5': createHash('md5').update(body).digest('base64'),
    date: new Date(exchange.world.clock.now()).toUTCString(),
    'user-agent': 'aliyun-oss-callback',
    connection: 'close',
    authorization: createSign('RSA-MD5').update(signed).sign(privateKey, 'base64'),
    'x-oss-pub-key-url': Buffer.from(`${exchange.origin}${callbackKeyPath}`).toString('base64'),
    'x-oss-bucket': bucket,
    'x-oss-request-id': requestId,
    'x-oss-requester': keys?.accessKeyId ?? 'anonymous',
    'x-oss-signature-version': '1.0',
    'x-oss-tag': 'CALLBACK',
    'x-oss-additional-headers': '',
    ...(callback.host && { host: callback.host }),
  };
}

export const callbackKeyPath = '/callback_pub_key_v1.pem';

export const callbackKey: MockHandler = ({ world }) => ({
  status: 200,
  headers: { 'content-type': 'application/x-pem-file' },
  body: callbackKeyOf(world).publicKey,
});

function callbackKeyOf(world: World): PemPair {
  const state = world.stateOf(stateSlot);
  state.callbackKey ??= pairFrom(world.ids.seed);
  return state.callbackKey;
}
