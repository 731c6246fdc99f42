import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange, MockResponse } from '../../engine/exchange.ts';
import { errorName, Fail } from '../../engine/mock-vendor.ts';
import { mask } from '../../world/mask.ts';
import { type ObjectAddress, objectAddresses, queryOf } from './address.ts';
import { expireObjects } from './bucket/expire.ts';
import { currentSettings } from './buckets.ts';
import { errors, failureResponse, newRequestId, notEmulated, OssFail } from './failure.ts';
import type { KeyPair } from './keys.ts';
import { findOperation, type OssOperation, type OssScope } from './operation.ts';
import { operations } from './operations.ts';
import { requirePermission } from './permission.ts';
import { requireReferer } from './referer.ts';
import type { AliyunOssSettings } from './settings.ts';
import { type OssState, stateSlot } from './state.ts';
import { selectorsIn } from './sub-resources.ts';
import { verify } from './verify.ts';

/** One call that may do what it wants to. */
export interface OssCall {
  readonly exchange: Exchange;
  readonly state: OssState;
  readonly settings: AliyunOssSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
  readonly requestId: string;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly keys: KeyPair | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** The one that a V4 signature is for. */
  readonly region: string | undefined;
}

/** Checks who calls and whether they may, does what they want, and answers failures in XML. */
export async function callOss(exchange: Exchange): Promise<MockResponse> {
  const requestId = newRequestId(exchange);
  try {
    const { operation, call } = prepare(exchange, requestId);
    const response = await operation.run(call);
    const common = { server: 'AliyunOSS', 'x-oss-request-id': requestId, 'x-oss-server-time': '1' };
    return { ...response, headers: { ...common, ...response.headers } };
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    exchange.note({ error: errorName(errors, error.documented) });
    const failure = error instanceof OssFail ? error : new OssFail(error.documented, error);
    return failureResponse(failure, exchange, requestId);
  }
}

function prepare(exchange: Exchange, requestId: string) {
  const { world, request } = exchange;
  const settings = currentSettings(world);
  const query = queryOf(request);
  exchange.note({ fields: mask({ ...objectAddresses(request, settings)[0] }) });
  const verified = verify(exchange, settings);
  const { bucket, key, keys, region } = verified;
  exchange.note({ fields: mask({ bucket, key }), ...(keys && { account: keys.accessKeyId }) });
  const operation = operationOf(exchange, verified, query);
  checkNames(verified, operation, settings);
  requireReferer(exchange, verified);
  expireObjects(world, bucket);
  requirePermission(exchange, { ...verified, query, operation }, settings);
  const state = world.stateOf(stateSlot);
  const now = world.clock.now();
  const call: OssCall = { exchange, state, settings, now, requestId, bucket, key, keys, query, region };
  return { operation, call };
}

export const scopeOf = ({ bucket, key }: ObjectAddress): OssScope =>
  bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';

function operationOf(exchange: Exchange, address: ObjectAddress, query: OssCall['query']): OssOperation {
  const { method } = exchange.request;
  const selectors = selectorsIn(query);
  const scope = scopeOf(address);
  const operation = findOperation(operations, { method, scope, selectors });
  if (operation) return operation;
  const plain = findOperation(operations, { method, scope, selectors: [] });
  const differs = plain ? selectors.map((name) => `query: ${name} is too much`) : [`method: ${method}`];
  exchange.note({ nearest: { endpoint: plain?.name ?? 'putObject', differs } });
  throw notEmulated(
    selectors.length > 0
      ? `${method} with the parameter ${selectors.join(' and ')}`
      : `${method} of ${scope === 'object' ? 'an' : 'a'} ${scope}`,
  );
}

function checkNames(
  { bucket, key }: ObjectAddress,
  { makesBucket }: OssOperation,
  { buckets }: AliyunOssSettings,
): void {
  if (bucket === '') return;
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket))
    throw new OssFail(aliyunOss.errors.invalidBucketName, { elements: { BucketName: bucket } });
  if (!makesBucket && !Object.hasOwn(buckets, bucket))
    throw new OssFail(aliyunOss.errors.noSuchBucket, { elements: { BucketName: bucket } });
  if (Buffer.byteLength(key) > 1023 || /^[/\\]/.test(key))
    throw new OssFail(aliyunOss.errors.invalidObjectName, { elements: { ObjectName: key } });
}
