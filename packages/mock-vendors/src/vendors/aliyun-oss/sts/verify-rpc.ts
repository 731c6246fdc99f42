import { createHash, createHmac } from 'node:crypto';
import type { World } from '../../../world/world.ts';
import type { KeyPair } from '../keys.ts';
import { stateSlot } from '../state.ts';
import { missingParameter, StsFail } from './errors.ts';
import type { RpcRequest } from './rpc-request.ts';

/** Documented for `Timestamp`. */
const maxSkewMs = 15 * 60_000;

/** By the value of `SignatureMethod`. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['HMAC-SHA1', 'sha1'],
  ['HMAC-SHA256', 'sha256'],
]);

/** The caller, by a signature of version 1 in the parameters or of version 3 in the header. */
export function verifyRpc(world: World, rpc: RpcRequest): KeyPair {
  const { authorization } = rpc.request.headers;
  return authorization?.startsWith('ACS3-HMAC-SHA256 ')
    ? verifyHeader(world, rpc, authorization)
    : verifyParameters(world, rpc);
}

function verifyParameters(world: World, { request, parameters }: RpcRequest): KeyPair {
  for (const name of ['AccessKeyId', 'Timestamp', 'SignatureNonce', 'Signature'])
    if (!parameters.get(name)) throw missingParameter(name);
  const keys = keysOf(world, parameters.get('AccessKeyId') ?? '');
  checkTime(world, parameters.get('Timestamp') ?? '');
  const method = parameters.get('SignatureMethod') ?? 'HMAC-SHA1';
  const hash = hashes.get(method);
  if (hash === undefined)
    throw new StsFail('InvalidParameter.SignatureMethod', `The signature method ${method} is unknown.`);
  const signed = new Map(parameters);
  signed.delete('Signature');
  const query = canonicalQuery(signed);
  const text = `${request.method}&${encode('/')}&${encode(query)}`;
  const signature = createHmac(hash, `${keys.accessKeySecret}&`).update(text).digest('base64');
  if (signature !== parameters.get('Signature')) throw doesNotMatch(text);
  return keys;
}

function verifyHeader(world: World, { request, body }: RpcRequest, authorization: string): KeyPair {
  const part = (name: string) => new RegExp(`[ ,]${name}=([^,]*)`).exec(authorization)?.[1]?.trim() ?? '';
  const keys = keysOf(world, part('Credential'));
  checkTime(world, request.headers['x-acs-date'] ?? '');
  const names = part('SignedHeaders');
  const [path = '/', query = ''] = request.url.split('?');
  const lines = names.split(';').map((name) => `${name}:${request.headers[name]?.trim() ?? ''}\n`);
  const canonical = [
    request.method,
    path,
    canonicalQuery(new Map(new URLSearchParams(query))),
    lines.join(''),
    names,
    sha256(body),
  ].join('\n');
  const text = `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
  const signature = createHmac('sha256', keys.accessKeySecret).update(text).digest('hex');
  if (signature !== part('Signature')) throw doesNotMatch(text);
  return keys;
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

function keysOf(world: World, accessKeyId: string): KeyPair {
  const keys = world.stateOf(stateSlot).keys.get(accessKeyId);
  if (!keys) throw new StsFail('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
  return keys;
}

function checkTime({ clock }: World, text: string): void {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new StsFail('InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  if (Math.abs(clock.now() - time) > maxSkewMs)
    throw new StsFail('InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
}

const doesNotMatch = (stringToSign: string) =>
  new StsFail(
    'SignatureDoesNotMatch',
    `Specified signature is not matched with our calculation. server string to sign is:${stringToSign}`,
  );

const canonicalQuery = (parameters: ReadonlyMap<string, string>): string =>
  [...parameters.keys()]
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters.get(name) ?? '')}`)
    .join('&');

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
