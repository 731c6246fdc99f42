import { object } from 'valibot';
import { check } from '../../check.ts';
import { VendorError } from '../../errors.ts';
import type { HttpRequest } from '../../http.ts';
import { bucketUrl, keyOf, type OssAddress } from './address.ts';
import { key } from './parameters.ts';
import { signV1, stringToSignV1 } from './signature-v1.ts';
import { algorithmV4, type ScopeV4, scopeText, signV4, stringToSignV4 } from './signature-v4.ts';

/** Keys of one's own, or a short-lived permission for one bucket from a vendor. */
export interface OssGrant extends OssAddress {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Comes with keys from STS, and only works together with them. */
  readonly securityToken?: string | undefined;
  /** `cn-shenzhen` or `oss-cn-shenzhen`. V4 needs it, unless the endpoint names it. */
  readonly region?: string | undefined;
  /** V1 if left out, as the clients of the vendors here do. */
  readonly signatureVersion?: 'v1' | 'v4' | undefined;
}

export function authenticate(request: HttpRequest, grant: OssGrant, nowMs: number): HttpRequest {
  const { accessKeyId, accessKeySecret, securityToken, bucket } = grant;
  const token = securityToken === undefined ? {} : { 'x-oss-security-token': securityToken };
  const headers = { ...request.headers, ...token };
  const signable = { method: request.method, bucket, key: keyOf(grant, request.url), query: {} };
  if (grant.signatureVersion === 'v4') {
    const scope = { time: basicTime(nowMs), region: regionOf(grant) };
    // V1 signs none of the parameters that are in use here.
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const all = { ...headers, 'x-oss-date': scope.time, 'x-oss-content-sha256': 'UNSIGNED-PAYLOAD' };
    const signature = signV4(
      accessKeySecret,
      scope,
      stringToSignV4({ ...signable, query, headers: all }, scope),
    );
    const credential = `Credential=${accessKeyId}/${scopeText(scope)}`;
    return {
      ...request,
      headers: { ...all, authorization: `${algorithmV4} ${credential},Signature=${signature}` },
    };
  }
  // `Date` itself is a header that browsers and some HTTP libraries do not let through.
  const date = new Date(nowMs).toUTCString();
  const all = { ...headers, 'x-oss-date': date };
  const signature = signV1(accessKeySecret, stringToSignV1({ ...signable, headers: all }, date));
  return { ...request, headers: { ...all, authorization: `OSS ${accessKeyId}:${signature}` } };
}

export interface Presigning {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly key: string;
  readonly expiresInS: number;
}

/** A URL that needs no headers, for those who take a file's address only. It holds no secret but is one until it expires. */
export function presignedUrl(grant: OssGrant, presigning: Presigning, nowMs: number): string {
  check(object({ key }), presigning, 'bad-input', { vendor: 'aliyun-oss', endpoint: 'presignedUrl' });
  const path = presigning.key.split('/').map(encodeURIComponent).join('/');
  const query =
    grant.signatureVersion === 'v4' ? queryV4(grant, presigning, nowMs) : queryV1(grant, presigning, nowMs);
  return `${bucketUrl(grant)}/${path}?${new URLSearchParams(query)}`;
}

function queryV1(
  grant: OssGrant,
  { method, key, expiresInS }: Presigning,
  nowMs: number,
): Record<string, string> {
  const { accessKeyId, accessKeySecret, securityToken, bucket } = grant;
  const expires = String(Math.floor(nowMs / 1000) + expiresInS);
  const query = securityToken === undefined ? {} : { 'security-token': securityToken };
  const stringToSign = stringToSignV1({ method, bucket, key, headers: {}, query }, expires);
  const signature = signV1(accessKeySecret, stringToSign);
  return { OSSAccessKeyId: accessKeyId, Expires: expires, Signature: signature, ...query };
}

function queryV4(
  grant: OssGrant,
  { method, key, expiresInS }: Presigning,
  nowMs: number,
): Record<string, string> {
  const { accessKeyId, accessKeySecret, securityToken, bucket } = grant;
  const scope: ScopeV4 = { time: basicTime(nowMs), region: regionOf(grant) };
  const query = {
    'x-oss-signature-version': algorithmV4,
    'x-oss-credential': `${accessKeyId}/${scopeText(scope)}`,
    'x-oss-date': scope.time,
    'x-oss-expires': String(expiresInS),
    ...(securityToken === undefined ? {} : { 'x-oss-security-token': securityToken }),
  };
  const stringToSign = stringToSignV4({ method, bucket, key, headers: {}, query }, scope);
  return { ...query, 'x-oss-signature': signV4(accessKeySecret, scope, stringToSign) };
}

const basicTime = (nowMs: number) => new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');

/** Without `oss-`. */
export function regionOf({ region, endpoint }: OssGrant): string {
  const named = region ?? /\b(oss-(?!accelerate)[a-z0-9-]+?)(-internal)?\.aliyuncs\.com/.exec(endpoint)?.[1];
  if (named) return named.replace(/^oss-/, '');
  throw new VendorError('bad-input', 'region: a V4 signature names the region of the bucket', {
    vendor: 'aliyun-oss',
    endpoint: 'connect',
    hint: 'Give the region, for example cn-shenzhen',
  });
}
