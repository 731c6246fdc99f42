import { createHash, createHmac } from 'node:crypto';
import { ownKeys } from './oss.ts';

export interface Presigning {
  readonly method: string;
  /** Decoded, with the bucket. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Unix milliseconds. */
  readonly now: number;
}

const lines = (headers: Presigning['headers'] = {}, isSigned: (name: string) => boolean) =>
  Object.keys(headers)
    .filter(isSigned)
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');

const joined = (query: Presigning['query'] = {}, encode: (text: string) => string = String) =>
  Object.keys(query)
    .sort()
    .map((name) => (query[name] ? `${encode(name)}=${encode(query[name])}` : encode(name)))
    .join('&');

const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** As the manual signs URLs of version 1; every parameter is taken for one that is signed. */
export function presignV1({ method, path, query, headers, now }: Presigning): string {
  const expires = String(Math.floor(now / 1000) + 600);
  const signed = joined(query);
  const resource = signed === '' ? path : `${path}?${signed}`;
  const ossHeaders = lines(headers, (name) => name.startsWith('x-oss-'));
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers ?? {};
  const text = `${method}\n${md5}\n${type}\n${expires}\n${ossHeaders}${resource}`;
  const signature = createHmac('sha1', ownKeys.accessKeySecret).update(text).digest('base64');
  const own = { OSSAccessKeyId: ownKeys.accessKeyId, Expires: expires, Signature: signature };
  return `${encodePath(path)}?${joined({ ...query, ...own }, encodeURIComponent)}`;
}

/** As the manual signs URLs of version 4. */
export function presignV4({ method, path, query, headers, now }: Presigning): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/cn-hangzhou/oss/aliyun_v4_request`;
  const all = {
    ...query,
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': `${ownKeys.accessKeyId}/${scope}`,
    'x-oss-date': time,
    'x-oss-expires': '600',
  };
  const canonical = [
    method,
    encodePath(path),
    joined(all, encodeURIComponent),
    lines(headers, (name) => /^(x-oss-.*|content-type|content-md5)$/.test(name)),
    '',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = ['cn-hangzhou', 'oss', 'aliyun_v4_request'].reduce(
    hmac,
    hmac(`aliyun_v4${ownKeys.accessKeySecret}`, day),
  );
  const signature = hmac(key, `OSS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`).toString('hex');
  return `${encodePath(path)}?${joined({ ...all, 'x-oss-signature': signature }, encodeURIComponent)}`;
}
