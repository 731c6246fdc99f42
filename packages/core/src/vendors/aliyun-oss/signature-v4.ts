import { createHash, createHmac } from 'node:crypto';
import { type Signable, sorted } from './signature-v1.ts';

export const algorithmV4 = 'OSS4-HMAC-SHA256';

export interface ScopeV4 {
  /** `20261120T080000Z` */
  readonly time: string;
  /** Without `oss-`. */
  readonly region: string;
}

export const scopeText = ({ time, region }: ScopeV4): string =>
  `${time.slice(0, 8)}/${region}/oss/aliyun_v4_request`;

/** Signs these headers and no others; the body is never part of the signature. */
const isSigned = (name: string) =>
  name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-');

/** https://help.aliyun.com/zh/oss/developer-reference/recommend-to-use-signature-version-4 */
export function stringToSignV4({ method, bucket, key, headers, query }: Signable, scope: ScopeV4): string {
  const parameters = sorted(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [encode(name), encode(value)])),
  );
  const canonicalRequest = [
    method,
    `/${bucket}/${key}`.split('/').map(encode).join('/'),
    parameters.map(([name, value]) => `${name}=${value}`).join('&'),
    ...sorted(headers)
      .filter(([name]) => isSigned(name))
      .map(([name, value]) => `${name}:${value.trim()}`),
    '',
    '',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const digest = createHash('sha256').update(canonicalRequest, 'utf8').digest('hex');
  return [algorithmV4, scope.time, scopeText(scope), digest].join('\n');
}

export function signV4(secret: string, { time, region }: ScopeV4, stringToSign: string): string {
  const parts = [time.slice(0, 8), region, 'oss', 'aliyun_v4_request'];
  const signingKey = parts.reduce<string | Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    `aliyun_v4${secret}`,
  );
  return createHmac('sha256', signingKey).update(stringToSign, 'utf8').digest('hex');
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
