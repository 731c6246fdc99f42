import { type Client, type Connection, connect } from '../../client.ts';
import { vendor } from '../../vendor.ts';
import { bucketUrl } from './address.ts';
import { authenticate, type OssGrant } from './authenticate.ts';
import * as endpoints from './endpoints.ts';
import { errors } from './errors.ts';
import { readErrorXml } from './xml.ts';

export const aliyunOss = vendor({
  name: 'aliyun-oss',
  displayName: 'Aliyun OSS',
  /** Only for display: each grant names a bucket and an endpoint, so connect with `connectOss`. */
  baseUrl: 'https://oss-cn-hangzhou.aliyuncs.com',
  storesFiles: { mark: 'x-oss-request-id', crc64: 'x-oss-hash-crc64ecma' },
  errors,
  endpoints: { ...endpoints },
  authenticate,

  /** OSS says what it knows in headers, and answers the body with what a callback server said. */
  unwrap({ status, headers, text, json }) {
    // 203 is a stored object whose callback failed.
    if (status === 200 || status === 204) return { data: { headers, text, json } };
    const answered = headers['x-oss-err']
      ? Buffer.from(headers['x-oss-err'], 'base64').toString('utf8')
      : text;
    const xml = readErrorXml(answered);
    if (!xml?.Code) return {};
    // Other elements repeat what was signed and by whom.
    const { Code, Message = '', EC, RequestId } = xml;
    const trace = [EC, RequestId && `request ${RequestId}`].filter(Boolean).join(', ');
    return { code: Code, message: `${Message} (${trace})` };
  },
});

export type OssClient = Client<typeof aliyunOss>;

/** A client of the one bucket that the grant is for. */
export function connectOss(
  grant: OssGrant,
  options: Pick<Connection, 'host' | 'retry' | 'idleMs' | 'signal'>,
): OssClient {
  const { accessKeyId, accessKeySecret, securityToken = '' } = grant;
  return connect(aliyunOss, {
    ...options,
    credentials: grant,
    secrets: [accessKeySecret, securityToken, accessKeyId],
    baseUrl: bucketUrl(grant),
  });
}
