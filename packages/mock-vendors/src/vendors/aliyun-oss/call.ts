import type { Exchange, MockResponse } from '../../engine/exchange.ts';
import { errorName, Fail } from '../../engine/mock-vendor.ts';
import { mask } from '../../world/mask.ts';
import { type ObjectAddress, objectAddresses, queryOf } from './address.ts';
import { expireObjects } from './bucket/expire.ts';
import { requireAllowedAcl } from './bucket/public-access.ts';
import { currentSettings } from './buckets.ts';
import { errors, failureResponse, newRequestId, notEmulated, OssFail } from './failure.ts';
import type { KeyPair } from './keys.ts';
import { requireBucket, requireValidBucketName, requireValidKey } from './names.ts';
import { findOperation, type OssOperation, type OssScope } from './operation.ts';
import { operations } from './operations.ts';
import { requirePermission } from './permission.ts';
import { requireReferer } from './referer.ts';
import type { AliyunOssSettings } from './settings.ts';
import { type OssState, stateSlot } from './state.ts';
import { selectorsIn } from './sub-resources.ts';
import { isForm, verify } from './verify.ts';

/** A call whose signature, names and permission have been checked. */
export interface OssCall {
  readonly exchange: Exchange;
  readonly state: OssState;
  readonly settings: AliyunOssSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
  readonly requestId: string;
  readonly operation: OssOperation;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly keys: KeyPair | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** The one that a V4 signature is for. */
  readonly region: string | undefined;
}

/** Authenticates and authorizes a call, runs its operation, and answers failures in XML. */
export async function callOss(exchange: Exchange): Promise<MockResponse> {
  const requestId = newRequestId(exchange);
  try {
    const call = prepare(exchange, requestId);
    const response = await call.operation.run(call);
    const common = { server: 'AliyunOSS', 'x-oss-request-id': requestId, 'x-oss-server-time': '1' };
    return { ...response, headers: { ...common, ...response.headers } };
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    exchange.note({ error: errorName(errors, error.documented) });
    const failure = error instanceof OssFail ? error : new OssFail(error.documented, error);
    return failureResponse(failure, exchange, requestId);
  }
}

function prepare(exchange: Exchange, requestId: string): OssCall {
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
  if (!operation.authorizesItself) requirePermission(exchange, { ...verified, query, operation }, settings);
  const state = world.stateOf(stateSlot);
  requireAllowedAcl(state, bucket, request.headers);
  const now = world.clock.now();
  return { exchange, state, settings, now, requestId, operation, bucket, key, keys, query, region };
}

export const scopeOf = ({ bucket, key }: ObjectAddress): OssScope =>
  bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';

function operationOf(exchange: Exchange, address: ObjectAddress, query: OssCall['query']): OssOperation {
  const { method, headers } = exchange.request;
  const selectors = selectorsIn(query);
  const comp = query.get('comp');
  // A form says in its policy which bucket it is for.
  const scope = isForm(exchange.request, address) ? 'bucket' : scopeOf(address);
  const operation = findOperation(operations, { method, scope, selectors, comp, headers });
  if (operation) return operation;
  const plain = findOperation(operations, { method, scope, selectors: [], comp, headers: {} });
  const differs = plain ? selectors.map((name) => `query: ${name} is too much`) : [`method: ${method}`];
  exchange.note({ nearest: { endpoint: plain?.name ?? 'putObject', differs } });
  const parameters = selectors.map((name) => ` with the parameter ${name}`);
  throw notEmulated(`${method} for the ${scope}${parameters.join('')}`);
}

function checkNames(
  { bucket, key }: ObjectAddress,
  { makesBucket }: OssOperation,
  settings: AliyunOssSettings,
): void {
  if (bucket === '') return;
  if (makesBucket) requireValidBucketName(bucket);
  else requireBucket(settings, bucket);
  if (key !== '') requireValidKey(key);
}
