import { createHmac } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockRequest } from '../../engine/exchange.ts';
import type { ObjectAddress } from './address.ts';
import { badAuthorization, type Claim, type Signed } from './claim.ts';
import { OssFail } from './failure.ts';
import { headerBytes, trimmed } from './header-bytes.ts';
import { isSignedParameter } from './sub-resources.ts';

type Query = ReadonlyMap<string, string>;

export function claimOfHeaderV1(request: MockRequest, query: Query, authorization: string): Claim {
  const match = /^OSS ([^:\s]+):(\S+)$/.exec(authorization);
  if (!match) throw badAuthorization(authorization, 'Authorization header is invalid.');
  const [, accessKeyId = '', signature = ''] = match;
  const date = request.headers['x-oss-date'] ?? request.headers.date ?? '';
  const signedAt = Date.parse(date);
  if (Number.isNaN(signedAt))
    throw new OssFail(aliyunOss.errors.accessDenied, {
      message: 'OSS authentication requires a valid Date.',
    });
  return {
    accessKeyId,
    signature,
    // The Python SDK v2 has it under the shorter name.
    securityToken: request.headers['x-oss-security-token'] ?? request.headers['security-token'],
    signedAt,
    sign: signer(request, query, { date, signature }),
  };
}

export function claimOfUrlV1(request: MockRequest, query: Query): Claim {
  const accessKeyId = query.get('OSSAccessKeyId');
  const signature = query.get('Signature');
  const expires = query.get('Expires') ?? '';
  if (!accessKeyId || !signature || !/^\d+$/.test(expires))
    throw new OssFail(aliyunOss.errors.accessDenied, {
      message: 'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters',
    });
  return {
    accessKeyId,
    signature,
    securityToken: query.get('security-token'),
    expiresAt: Number(expires) * 1000,
    sign: signer(request, query, { date: expires, signature }),
  };
}

interface Sent {
  readonly date: string;
  readonly signature: string;
}

/** The SDKs do not agree on whether access points are signed: the Python SDK signs less than its version 2. */
const signer =
  (request: MockRequest, query: Query, { date, signature }: Sent) =>
  (reading: ObjectAddress, secret: string): Signed => {
    const usual = signedV1(request, query, { reading, secret, date });
    if (usual.signature === signature) return usual;
    const others = new Map([...query].filter(([name]) => !name.startsWith('accessPoint')));
    const other = signedV1(request, others, { reading, secret, date });
    return other.signature === signature ? other : usual;
  };

interface Signing {
  readonly reading: ObjectAddress;
  readonly secret: string;
  readonly date: string;
}

function signedV1(request: MockRequest, query: Query, { reading, secret, date }: Signing): Signed {
  const { method, headers } = request;
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers;
  const ossHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${trimmed(headers[name])}\n`);
  const head = `${method}\n${md5}\n${type}\n${date}\n${ossHeaders.join('')}`;
  const bytes = Buffer.concat([headerBytes(head), Buffer.from(resourceOf(reading, query))]);
  const signature = createHmac('sha1', secret).update(bytes).digest('base64');
  return { stringToSign: bytes.toString(), signature };
}

/** The same for all three ways to address a bucket. */
function resourceOf({ bucket, key }: ObjectAddress, query: Query): string {
  const parameters = [...query.keys()]
    .filter(isSignedParameter)
    .sort()
    .map((name) => (query.get(name) ? `${name}=${query.get(name)}` : name));
  const resource = bucket === '' ? '/' : `/${bucket}/${key}`;
  return parameters.length > 0 ? `${resource}?${parameters.join('&')}` : resource;
}
