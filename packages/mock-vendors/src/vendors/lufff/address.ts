import { hostKind } from '../../world/network.ts';
import type { LufffCall } from './call.ts';

/** The URL to ask over the network, a mock vendor of the same world, or an address that is left alone. */
export type LufffSource = URL | 'oss' | 'private' | 'public';

export function locate(url: URL, { exchange, settings }: LufffCall): LufffSource {
  const { world, request, origin } = exchange;
  if (!/^https?:$/.test(url.protocol)) return 'private';
  if (isOss(url, request.origins['aliyun-oss'])) return 'oss';
  const asked = world.network.route(url, {
    hosts: settings.fetchFrom,
    own: URL.parse(origin)?.hostname ?? '',
  });
  return asked ?? (hostKind(url.hostname) === 'public' ? 'public' : 'private');
}

/** Behind MSW, all of Aliyun is the mock vendor. */
function isOss(url: URL, oss: string | undefined): boolean {
  const isAliyun = ({ hostname }: URL) => hostname.endsWith('.aliyuncs.com');
  return oss !== undefined && (url.origin === oss || (isAliyun(url) && isAliyun(new URL(oss))));
}
