import { createHmac } from 'node:crypto';

/** What both versions sign. */
export interface Signable {
  readonly method: string;
  readonly bucket: string;
  /** Not encoded. */
  readonly key: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query parameters that are part of the signature. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * https://help.aliyun.com/document_detail/31951.html
 *
 * `date` is the text of the header that carries the time, or a presigned URL's `Expires`.
 */
export function stringToSignV1({ method, bucket, key, headers, query }: Signable, date: string): string {
  const ossHeaders = sorted(headers).filter(([name]) => name.startsWith('x-oss-'));
  const parameters = sorted(query).map(([name, value]) => `${name}=${value}`);
  const resource = `/${bucket}/${key}${parameters.length > 0 ? '?' : ''}${parameters.join('&')}`;
  const lines = ossHeaders.map(([name, value]) => `${name}:${value.trim()}`);
  return [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', date, ...lines, resource].join(
    '\n',
  );
}

export const signV1 = (secret: string, stringToSign: string): string =>
  createHmac('sha1', secret).update(stringToSign, 'utf8').digest('base64');

export const sorted = (values: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
