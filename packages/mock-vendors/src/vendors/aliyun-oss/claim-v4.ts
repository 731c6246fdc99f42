import { createHash, createHmac } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockRequest } from '../../engine/exchange.ts';
import type { ObjectAddress } from './address.ts';
import { badAuthorization, type Claim, type Signed } from './claim.ts';
import { notEmulated, OssFail } from './failure.ts';
import { headerBytes, trimmed } from './header-bytes.ts';

type Query = ReadonlyMap<string, string>;

export const algorithmV4 = 'OSS4-HMAC-SHA256';
const maxUrlLifeS = 7 * 86_400;

interface SigningScope {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly product: string;
}

/** SDKs put the parts in different orders, with and without blanks. */
export function claimOfHeaderV4(request: MockRequest, query: Query, authorization: string): Claim {
  const parts = new Map(
    authorization
      .slice(algorithmV4.length)
      .split(',')
      .map((part) => [part.split('=')[0]?.trim(), part.slice(part.indexOf('=') + 1).trim()]),
  );
  const scope = parseScope(parts.get('Credential'));
  const signature = parts.get('Signature');
  const time = request.headers['x-oss-date'] ?? request.headers.date ?? '';
  if (!scope || !signature || !time.startsWith(scope.day))
    throw badAuthorization(authorization, 'Invalid Authorization header.');
  return {
    accessKeyId: scope.accessKeyId,
    region: scope.region,
    signature,
    securityToken: request.headers['x-oss-security-token'],
    signedAt: parseTimeV4(time),
    sign: signer(request, query, { scope, time, more: parts.get('AdditionalHeaders') ?? '' }),
  };
}

export function claimOfUrlV4(request: MockRequest, query: Query): Claim {
  const scope = parseScope(query.get('x-oss-credential'));
  const signature = query.get('x-oss-signature');
  const time = query.get('x-oss-date') ?? '';
  const expires = query.get('x-oss-expires') ?? '';
  const isComplete = scope && signature && /^\d+$/.test(expires) && time.startsWith(scope.day);
  if (!isComplete || query.get('x-oss-signature-version') !== algorithmV4 || Number(expires) > maxUrlLifeS)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The signature parameters of the URL are incomplete or invalid.',
    });
  const signedAt = parseTimeV4(time);
  return {
    accessKeyId: scope.accessKeyId,
    region: scope.region,
    signature,
    securityToken: query.get('x-oss-security-token'),
    signedAt,
    expiresAt: signedAt + Number(expires) * 1000,
    sign: signer(request, query, { scope, time, more: query.get('x-oss-additional-headers') ?? '' }),
  };
}

/** @throws OssFail NotImplemented for the products beside plain storage, such as that of vectors. */
export function parseScope(credential = ''): SigningScope | undefined {
  const match = /^([^/]+)\/(\d{8})\/([^/]+)\/(oss|oss-[a-z]+)\/aliyun_v4_request$/.exec(credential);
  if (!match) return undefined;
  const [, accessKeyId = '', day = '', region = '', product = ''] = match;
  if (!['oss', 'oss-cloudbox'].includes(product)) throw notEmulated(`the product ${product}`);
  return { accessKeyId, day, region, product };
}

/** `20261120T080000Z` in Unix milliseconds. */
export function parseTimeV4(text: string): number {
  const time = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(time))
    throw new OssFail(aliyunOss.errors.accessDenied, {
      message: 'OSS authentication requires a valid Date.',
    });
  return time;
}

interface Signing {
  readonly scope: SigningScope;
  readonly time: string;
  /** Names of headers that are signed in addition to the default ones. */
  readonly more: string;
}

const signer =
  (request: MockRequest, query: Query, { scope, time, more }: Signing) =>
  (reading: ObjectAddress, secret: string): Signed => {
    const { day, region, product } = scope;
    const canonicalRequest = canonicalRequestOf(request, query, { reading, more });
    const digest = createHash('sha256').update(headerBytes(canonicalRequest)).digest('hex');
    const stringToSign = `${algorithmV4}\n${time}\n${day}/${region}/${product}/aliyun_v4_request\n${digest}`;
    const signature = hmac(signingKeyOf(secret, scope), stringToSign).toString('hex');
    return { stringToSign, canonicalRequest, signature };
  };

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

export const signingKeyOf = (secret: string, { day, region, product }: SigningScope): Buffer =>
  hmac(hmac(hmac(hmac(`aliyun_v4${secret}`, day), region), product), 'aliyun_v4_request');

function canonicalRequestOf(
  { method, headers }: MockRequest,
  query: Query,
  { reading, more }: { reading: ObjectAddress; more: string },
): string {
  const values = new Map([...query].map(([name, value]) => [encode(name), encode(value)]));
  values.delete('x-oss-signature');
  const parameters = [...values.keys()]
    .sort()
    .map((name) => (values.get(name) ? `${name}=${values.get(name)}` : name));
  const additional = more.split(';').filter((name) => name !== '');
  const isSigned = (name: string) =>
    /^(content-type|content-md5|x-oss-.*)$/.test(name) || additional.includes(name);
  const lines = Object.keys(headers)
    .filter(isSigned)
    .sort()
    .map((name) => `${name}:${trimmed(headers[name])}\n`);
  const path = reading.bucket === '' ? '/' : `/${reading.bucket}/${reading.key}`;
  return [
    method,
    encode(path).replaceAll('%2F', '/'),
    parameters.join('&'),
    lines.join(''),
    additional.join(';'),
    headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
}

/** Every byte but letters, digits and `-_.~`, in upper case. */
const encode = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
