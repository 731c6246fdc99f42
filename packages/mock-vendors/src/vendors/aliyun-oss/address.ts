import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockRequest } from '../../engine/exchange.ts';
import { OssFail } from './failure.ts';
import type { AliyunOssSettings } from './settings.ts';

/** One reading of the address of a request. An empty key means the bucket itself. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** The likeliest first. Only a signature shows which one the client meant. */
export function objectAddresses(
  request: MockRequest,
  settings: AliyunOssSettings,
): readonly [ObjectAddress, ...ObjectAddress[]] {
  const { buckets, ownHostnames } = settings;
  const path = decodedPath(request.url);
  const hostname = hostnameOf(request);
  const [, first = '', rest = ''] = /^([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const byPath = { bucket: first, key: rest };
  if (isOwn(hostname) || ownHostnames.includes(hostname))
    // A client with a domain of its own for a bucket names the bucket nowhere but in the signature.
    return [byPath, ...Object.keys(buckets).map((bucket) => ({ bucket, key: path }))];
  const byHost = { bucket: hostname.replace(/\..*$/s, ''), key: path };
  // ali-oss with `sldEnable` names the bucket in both places.
  const isKnown = Object.hasOwn(buckets, byHost.bucket);
  if (first === byHost.bucket) return isKnown ? [byHost, byPath] : [byPath, byHost];
  if (isKnown) return [byHost];
  return Object.hasOwn(buckets, first) ? [byPath] : [byHost];
}

export const hostnameOf = ({ headers }: MockRequest): string =>
  (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');

/** No bucket is in the name: an address, a name without a dot, or one of Aliyun's endpoints. */
export const isOwn = (hostname: string): boolean =>
  /^\d+(\.\d+){3}$|^\[|^oss-[a-z0-9-]+\.aliyuncs\.com$/.test(hostname) || !hostname.includes('.');

/** Decoded once and as a whole: oss2 sends the slashes of a key as `%2F`. */
function decodedPath(url: string): string {
  try {
    return decodeURIComponent(url.replace(/^\/|\?.*$/gs, ''));
  } catch {
    throw new OssFail(aliyunOss.errors.invalidObjectName, { ec: '0016-00000004' });
  }
}

/** Query parameters, decoded; one without a value has an empty one. */
export const queryOf = ({ url }: Pick<MockRequest, 'url'>): ReadonlyMap<string, string> =>
  new Map(new URLSearchParams(/\?(.*)$/s.exec(url)?.[1]));
