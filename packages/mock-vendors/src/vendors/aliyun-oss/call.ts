import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange, MockResponse } from '../../engine/exchange.ts';
import { errorName, Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { mask } from '../../world/mask.ts';
import { type ObjectAddress, objectAddresses, queryOf } from './address.ts';
import { errors, failureResponse, newRequestId, notEmulated, OssFail } from './failure.ts';
import type { KeyPair } from './keys.ts';
import type { AliyunOssSettings } from './settings.ts';
import { type OssObject, type OssState, stateSlot } from './state.ts';
import { requirePermission, verify } from './verify.ts';

/** One call that may do what it wants to. */
export interface OssCall {
  readonly exchange: Exchange;
  readonly state: OssState;
  readonly settings: AliyunOssSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
  readonly requestId: string;
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly keys: KeyPair | undefined;
  readonly query: ReadonlyMap<string, string>;
}

/** Parts of the real API that nothing here uses. They are named in the answer, so that nobody looks for a mistake of theirs. */
const missingParameters = [
  'acl',
  'append',
  'asyncFetch',
  'bucketInfo',
  'cors',
  'delete',
  'encryption',
  'lifecycle',
  'location',
  'logging',
  'objectMeta',
  'partNumber',
  'policy',
  'restore',
  'stat',
  'symlink',
  'tagging',
  'uploadId',
  'uploads',
  'versions',
  'website',
  'x-oss-process',
];

/** Checks who calls and whether they may, and answers failures in XML. Reading a request's body is left to `run`. */
export function endpoint(run: (call: OssCall) => MockResponse | Promise<MockResponse>): MockHandler {
  return async (exchange) => {
    const requestId = newRequestId(exchange);
    try {
      const response = await run(prepare(exchange, requestId));
      const common = { server: 'AliyunOSS', 'x-oss-request-id': requestId, 'x-oss-server-time': '1' };
      return { ...response, headers: { ...common, ...response.headers } };
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      exchange.note({ error: errorName(errors, error.documented) });
      const failure = error instanceof OssFail ? error : new OssFail(error.documented, error);
      return failureResponse(failure, exchange, requestId);
    }
  };
}

function prepare(exchange: Exchange, requestId: string): OssCall {
  const { world, request } = exchange;
  const settings = world.settingsOf(stateSlot);
  const query = queryOf(request);
  exchange.note({ fields: mask({ ...objectAddresses(request, settings)[0] }) });
  const verified = verify(exchange);
  const { bucket, key, keys } = verified;
  exchange.note({ fields: mask({ bucket, key }), ...(keys && { account: keys.accessKeyId }) });
  const missing = missingParameters.find((name) => query.has(name));
  if (missing) {
    exchange.note({ nearest: { endpoint: exchange.endpoint, differs: [`query: ${missing} is too much`] } });
    throw notEmulated(`the parameter ${missing}`);
  }
  checkNames(verified, request.method, settings);
  const state = world.stateOf(stateSlot);
  const acl = state.objects.get(`${bucket}/${key}`)?.acl ?? settings.buckets[bucket]?.acl;
  requirePermission(verified, request.method, acl);
  return {
    exchange,
    state,
    settings,
    now: world.clock.now(),
    requestId,
    bucket,
    key,
    keys,
    query,
  };
}

function checkNames({ bucket, key }: ObjectAddress, method: string, { buckets }: AliyunOssSettings): void {
  if (bucket === '') throw notEmulated('listing buckets');
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket))
    throw new OssFail(aliyunOss.errors.invalidBucketName, { elements: { BucketName: bucket } });
  if (!Object.hasOwn(buckets, bucket))
    throw new OssFail(aliyunOss.errors.noSuchBucket, { elements: { BucketName: bucket } });
  if (key === '' && method === 'GET') return;
  if (key === '') throw notEmulated(`${method} of a bucket`);
  if (Buffer.byteLength(key) > 1023 || /^[/\\]/.test(key))
    throw new OssFail(aliyunOss.errors.invalidObjectName, { elements: { ObjectName: key } });
}

export function requireObject({ state, bucket, key }: OssCall): OssObject {
  const object = state.objects.get(`${bucket}/${key}`);
  if (!object) throw new OssFail(aliyunOss.errors.noSuchKey, { elements: { Key: key } });
  return object;
}
