import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockRequest } from '../../engine/exchange.ts';
import { type MockHandler, type MockRoute, type MockVendor, named } from '../../engine/mock-vendor.ts';
import { hostnameOf, isOwn, objectAddresses } from './address.ts';
import { callbackKey, callbackKeyPath } from './callback.ts';
import { errors, fail, failureResponse, newRequestId, notEmulated } from './failure.ts';
import { putObject } from './put.ts';
import { deleteObject, getObject, headObject } from './read.ts';
import type { AliyunOssSettings } from './settings.ts';
import { type OssState, stateSlot } from './state.ts';
import { callSts, isSts } from './sts/endpoint.ts';
import { triggers } from './triggers.ts';
import { accessKeyIdOf, realKey } from './verify.ts';

export { mintGrant } from './keys.ts';
export { findObject } from './state.ts';
export { storeObject } from './store.ts';

const handlers: Readonly<Record<keyof typeof aliyunOss.endpoints | 'getObject', MockHandler>> = {
  putObject,
  getObject,
  headObject,
  deleteObject,
};

const refuse: MockHandler = (exchange) => {
  exchange.note({
    nearest: { endpoint: 'putObject', differs: [`method: ${exchange.request.method}, not PUT`] },
  });
  return failureResponse(notEmulated(describe(exchange.request)), exchange, newRequestId(exchange));
};

const describe = ({ method }: MockRequest) =>
  method === 'POST' ? 'POST (uploads in parts or from forms, deleting many)' : `the method ${method}`;

/** Any path can be a key, so the method decides. */
function route(request: MockRequest): Pick<MockRoute, 'endpoint' | 'handler'> {
  const path = request.url.split('?', 1)[0] as string;
  const atOwnName = isOwn(hostnameOf(request));
  if (atOwnName && path === callbackKeyPath) return { endpoint: 'callbackKey', handler: callbackKey };
  if (isSts(request)) return { endpoint: 'sts', handler: callSts };
  const isBucket = path === '/' || (atOwnName && /^\/[^/%]*\/?$/.test(path));
  if (isBucket && request.method === 'GET') return { endpoint: 'listObjects', handler: getObject };
  const name = `${request.method.toLowerCase()}Object`;
  return name in handlers
    ? { endpoint: name, handler: handlers[name as keyof typeof handlers] }
    : { endpoint: 'unknown', handler: refuse };
}

export const mockAliyunOss: MockVendor<OssState, AliyunOssSettings> = {
  ...stateSlot,
  vendor: { ...aliyunOss, errors },
  portOffset: 2,
  demoCredentials: (world) => [
    { accessKeyId: named('mock-oss-key', world), accessKeySecret: 'mock-oss-secret', bucket: 'mock-bucket' },
  ],
  owns: (world, request) => {
    const { keys, objects } = world.stateOf(stateSlot);
    const id = accessKeyIdOf(request);
    if (id !== undefined) return keys.has(id);
    const settings = world.settingsOf(stateSlot);
    return objectAddresses(request, settings).some(({ bucket, key }) => objects.has(`${bucket}/${key}`));
  },
  accountOf: (_world, request) => accessKeyIdOf(request),
  fieldsOf: (world, request) => ({ ...objectAddresses(request, world.settingsOf(stateSlot))[0] }),
  realKey,
  routes: [],
  route,
  moreEndpoints: [...Object.keys(handlers), 'listObjects', 'callbackKey', 'sts'],
  curl: (origin) => `date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
signature=$(printf "PUT\\n\\ntext/plain\\n$date\\n/mock-bucket/hello.txt" |
  openssl dgst -sha1 -hmac mock-oss-secret -binary | openssl base64)
curl -i -X PUT ${origin}/mock-bucket/hello.txt -H "Date: $date" \\
  -H 'Content-Type: text/plain' -H "Authorization: OSS mock-oss-key:$signature" -d hello`,
  moreOrigins: ['https://*.aliyuncs.com', 'http://*.aliyuncs.com'],
  triggers,
  fail,
  notFound: () => ({ status: 501, headers: {}, body: '' }),
};
