import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockRequest } from '../../engine/exchange.ts';
import { type MockRoute, type MockVendor, named } from '../../engine/mock-vendor.ts';
import { hostnameOf, isOwn, objectAddresses, queryOf } from './address.ts';
import { ossCors } from './bucket/cors.ts';
import { currentSettings } from './buckets.ts';
import { callOss } from './call.ts';
import { callbackKey, callbackKeyPath } from './callback.ts';
import { evidence } from './evidence.ts';
import { errors, fail } from './failure.ts';
import { findOperation, type OssScope } from './operation.ts';
import { operations } from './operations.ts';
import type { AliyunOssSettings } from './settings.ts';
import { type OssState, stateSlot } from './state.ts';
import { callSts, isSts } from './sts/endpoint.ts';
import { selectorsIn } from './sub-resources.ts';
import { triggers } from './triggers.ts';
import { accessKeyIdOf, realKey } from './verify.ts';

export { mintGrant } from './keys.ts';
export { findObject } from './state.ts';
export { contentOf, storeObject } from './store.ts';

/** Any path can be a key, so the method and the query decide. Only a signature determines where a request goes. */
function route(request: MockRequest): Pick<MockRoute, 'endpoint' | 'handler'> {
  const path = request.url.split('?', 1)[0] as string;
  const hostname = hostnameOf(request);
  if (isOwn(hostname) && path === callbackKeyPath) return { endpoint: 'callbackKey', handler: callbackKey };
  if (isSts(request)) return { endpoint: 'sts', handler: callSts };
  const { method, headers } = request;
  const query = queryOf(request);
  const selectors = selectorsIn(query);
  const likely = likelyScope(hostname, path);
  // A form may name its bucket in the policy alone, and a client with a domain of the bucket's own in the signature alone.
  const isOfBucket = method === 'POST' || ofObjects.some((name) => query.has(name));
  const scope = likely === 'service' && isOfBucket ? 'bucket' : likely;
  const operation = findOperation(operations, {
    ...{ method, scope, selectors, headers },
    comp: query.get('comp'),
  });
  return { endpoint: operation?.name ?? 'unknown', handler: callOss };
}

/** Parameters of lists of objects that lists of buckets do not have. */
const ofObjects = ['delimiter', 'encoding-type', 'list-type'];

function likelyScope(hostname: string, path: string): OssScope {
  const isBare = isOwn(hostname) || hostname.startsWith('.');
  if (path === '/' || path === '') return isBare ? 'service' : 'bucket';
  return isBare && /^\/[^/%]*\/?$/.test(path) ? 'bucket' : 'object';
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
    const settings = currentSettings(world);
    return objectAddresses(request, settings).some(({ bucket, key }) => objects.has(`${bucket}/${key}`));
  },
  hostnames: (world) => world.settingsOf(stateSlot).ownHostnames,
  accountOf: (_world, request) => accessKeyIdOf(request),
  fieldsOf: (world, request) => ({ ...objectAddresses(request, currentSettings(world))[0] }),
  realKey,
  routes: [],
  route,
  moreEndpoints: [...operations.map(({ name }) => name), 'callbackKey', 'sts'],
  curl: (origin) => `date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
signature=$(printf "PUT\\n\\ntext/plain\\n$date\\n/mock-bucket/hello.txt" |
  openssl dgst -sha1 -hmac mock-oss-secret -binary | openssl base64)
curl -i -X PUT ${origin}/mock-bucket/hello.txt -H "Date: $date" \\
  -H 'Content-Type: text/plain' -H "Authorization: OSS mock-oss-key:$signature" -d hello`,
  moreOrigins: [
    'https://oss-*.aliyuncs.com',
    'https://*.oss-*.aliyuncs.com',
    'https://sts.aliyuncs.com',
    'https://sts.*.aliyuncs.com',
    'https://sts-vpc.*.aliyuncs.com',
  ],
  evidence,
  triggers,
  cors: ossCors,
  fail,
  malformed: (status) => ({
    status,
    headers: { 'content-type': 'application/xml', server: 'AliyunOSS' },
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>BadRequest</Code><Message>The request is malformed.</Message></Error>',
  }),
  notFound: () => ({ status: 501, headers: {}, body: '' }),
};
