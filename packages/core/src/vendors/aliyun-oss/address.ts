import { VendorError } from '../../errors.ts';

/** Where a bucket is. */
export interface OssAddress {
  readonly bucket: string;
  /** Host or URL without the bucket, for example `oss-cn-shenzhen.aliyuncs.com`. */
  readonly endpoint: string;
  /** The endpoint is a domain name of this bucket alone. */
  readonly cname?: boolean | undefined;
}

/**
 * Base URL of a bucket: `https://<bucket>.<endpoint>` at Aliyun, and `<endpoint>/<bucket>` where the endpoint is an IP
 * address or a name without a dot, as local servers are.
 */
export function bucketUrl({ bucket, endpoint, cname }: OssAddress): string {
  const { protocol, host, hostname } = endpointUrl(endpoint);
  if (!/^[a-z0-9_][a-z0-9_-]{1,61}[a-z0-9_]$/.test(bucket))
    throw badAddress('bucket: a name has 3 to 63 lowercase letters, digits and dashes');
  if (cname) return `${protocol}//${host}`;
  return isPathStyle(hostname) ? `${protocol}//${host}/${bucket}` : `${protocol}//${bucket}.${host}`;
}

/** Local servers rarely have certificates, so without a scheme they are taken for http. */
export function endpointUrl(endpoint: string): URL {
  const url = URL.parse(/^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`);
  if (!url || url.href !== `${url.origin}/`)
    throw badAddress('endpoint: give a host such as oss-cn-shenzhen.aliyuncs.com, or its http URL');
  return /^https?:/i.test(endpoint) || !isPathStyle(url.hostname) ? url : new URL(`http://${endpoint}`);
}

/** Key of the object that a URL under `bucketUrl` names. */
export function keyOf(address: OssAddress, url: string): string {
  const base = new URL(bucketUrl(address)).pathname.replace(/\/$/, '');
  return decodeURIComponent(new URL(url).pathname.slice(base.length + 1));
}

export const isIpAddress = (hostname: string) => /^\d+(\.\d+){3}$|^\[/.test(hostname);
export const isPathStyle = (hostname: string) => isIpAddress(hostname) || !hostname.includes('.');

const badAddress = (reason: string) =>
  new VendorError('bad-input', reason, {
    vendor: 'aliyun-oss',
    endpoint: 'connect',
    hint: 'Check the bucket and the endpoint',
  });
