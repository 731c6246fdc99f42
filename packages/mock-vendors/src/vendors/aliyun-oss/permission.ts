import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange } from '../../engine/exchange.ts';
import type { ObjectAddress } from './address.ts';
import { blocksPublicAccess } from './bucket/public-access.ts';
import { configurationOf } from './buckets.ts';
import type { OssCall } from './call.ts';
import { OssFail } from './failure.ts';
import type { OssOperation } from './operation.ts';
import { evaluate, type PolicyRequest } from './policy/evaluate.ts';
import { parsePolicy } from './policy/policy.ts';
import type { AliyunOssSettings } from './settings.ts';
import { stateSlot } from './state.ts';
import type { Verified } from './verify.ts';

const { errors } = aliyunOss;

type PermittedOperation = Omit<OssOperation, 'run'>;

interface Asked extends Verified {
  readonly query: ReadonlyMap<string, string>;
  readonly operation: PermittedOperation;
  /** Those of a call on one key if left out. */
  readonly codes?: RefusalCodes;
}

/** Aliyun's finer codes of a refusal: for an explicit denial, and for nothing that allows the call. */
interface RefusalCodes {
  readonly bucketDenies: string;
  readonly sessionDenies: string;
  readonly anonymous: string;
  readonly notAllowed: string;
}

const ofOne: RefusalCodes = {
  bucketDenies: '0003-00000101',
  sessionDenies: '0003-00000301',
  anonymous: '0003-00000001',
  notAllowed: '0003-00000301',
};

/** Of a call on many keys. */
const ofMany: RefusalCodes = {
  bucketDenies: '0003-00000204',
  sessionDenies: '0003-00000204',
  anonymous: '0016-00000616',
  notAllowed: '0016-00000616',
};

/** Throws unless the caller may do this: the owner everything, others what ACLs and policies say. */
export function requirePermission(exchange: Exchange, asked: Asked, settings: AliyunOssSettings): void {
  const refusal = refusalOf(exchange, asked, settings);
  if (refusal) throw refusal;
}

function refusalOf(exchange: Exchange, asked: Asked, settings: AliyunOssSettings): OssFail | undefined {
  const { keys, bucket, codes = ofOne } = asked;
  if (keys && !keys.permission) return undefined;
  const { world } = exchange;
  const request = policyRequestOf(exchange, asked);
  const document = configurationOf(world.stateOf(stateSlot), bucket, 'policy');
  const policy = document === undefined ? undefined : parsePolicy(document);
  const byBucket = policy ? evaluate(policy, request) : 'none';
  if (byBucket === 'deny') return denied(codes.bucketDenies, 'Access denied by bucket policy.');
  const session = keys?.permission?.policy;
  const bySession = keys ? (session ? evaluate(session, request) : 'allow') : 'none';
  if (bySession === 'allow') return undefined;
  const isBlocked = !keys && blocksPublicAccess(world.stateOf(stateSlot), bucket);
  if (bySession !== 'deny' && !isBlocked && (byBucket === 'allow' || isOpen(exchange, asked, settings)))
    return undefined;
  if (!keys) return denied(codes.anonymous);
  const code = bySession === 'deny' ? codes.sessionDenies : codes.notAllowed;
  return denied(code, "Access denied by authorizer's policy.");
}

const denied = (ec: string, message: string = errors.accessDenied.message): OssFail =>
  new OssFail(errors.accessDenied, { message, ec });

/** True if the ACL of the object, or else that of the bucket, lets everybody do this. */
function isOpen(
  { world }: Exchange,
  { bucket, key, operation }: Asked,
  { buckets }: AliyunOssSettings,
): boolean {
  const object = world.stateOf(stateSlot).objects.get(`${bucket}/${key}`);
  const acl = object?.acl ?? buckets[bucket]?.acl;
  if (operation.scope !== 'object' || operation.selectors.includes('acl'))
    return isOpenBucket(acl, operation);
  const isRead = operation.method === 'GET' || operation.method === 'HEAD';
  return acl === 'public-read-write' || (isRead && acl === 'public-read');
}

const isOpenBucket = (acl: string | undefined, { name }: PermittedOperation): boolean =>
  acl === 'public-read-write' && name === 'listObjects';

function policyRequestOf(
  { world, request }: Exchange,
  { bucket, key, keys, query, operation }: Asked,
): PolicyRequest {
  const name = actionOf(operation, query.has('versionId'));
  const { referer, 'user-agent': agent } = request.headers;
  const values = {
    'acs:sourceip': '127.0.0.1',
    'acs:securetransport': 'false',
    'acs:currenttime': new Date(world.clock.now()).toISOString(),
    'acs:useragent': agent,
    'acs:referer': referer,
    'oss:prefix': query.get('prefix') ?? '',
    'oss:delimiter': query.get('delimiter') ?? '',
    'oss:x-oss-acl': request.headers['x-oss-object-acl'],
  };
  return {
    action: `oss:${name}`,
    resource: `acs:oss:*:*:${key === '' ? bucket || '*' : `${bucket}/${key}`}`,
    principal: keys?.permission?.arn ?? '*',
    values: new Map(
      Object.entries(values).flatMap(([at, value]) => (value === undefined ? [] : [[at, value] as const])),
    ),
  };
}

/** As policies name it; actions on a version have names of their own. */
function actionOf({ name, action }: PermittedOperation, isOfVersion: boolean): string {
  const plain = action ?? name.charAt(0).toUpperCase() + name.slice(1);
  return isOfVersion ? plain.replace('Object', 'ObjectVersion') : plain;
}

/** Throws unless the caller may delete this object of the bucket, or this version of it, together with others. */
export function requireDeletion(call: OssCall, key: string, versionId: string | undefined): void {
  const { exchange, bucket, keys, settings } = call;
  const operation = { name: 'deleteObject', method: 'DELETE', scope: 'object', selectors: [] } as const;
  const query = new Map(versionId === undefined ? [] : [['versionId', versionId]]);
  const asked = { bucket, key, keys, query, operation, codes: ofMany };
  requirePermission(exchange, asked, settings);
}

/** True if the caller may also read, or write, another object than the one of the call. */
export const mayRead = (call: OssCall, bucket: string, key: string): boolean =>
  may(call, { bucket, key }, { method: 'GET', name: 'getObject' });
export const mayWrite = (call: OssCall, bucket: string, key: string): boolean =>
  may(call, { bucket, key }, { method: 'PUT', name: 'putObject' });

function may(
  { exchange, keys, query, settings }: OssCall,
  address: ObjectAddress,
  { method, name }: Pick<OssOperation, 'method' | 'name'>,
): boolean {
  const operation = { method, name, scope: 'object', selectors: [] } as const;
  return refusalOf(exchange, { ...address, keys, query, operation }, settings) === undefined;
}
