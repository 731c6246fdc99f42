import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { LufffCall } from './call.ts';

/** `here` may be asked over the network, `oss` is a mock vendor of the same world, and the others are left alone. */
export type HostKind = 'here' | 'oss' | 'private' | 'public';

export function locate(url: URL, { exchange, settings }: LufffCall): HostKind {
  const { protocol, host, hostname } = url;
  if (!/^https?:$/.test(protocol)) return 'private';
  if (isOss(url, exchange.request.origins['aliyun-oss'])) return 'oss';
  if ([host, hostname].some((name) => settings.fetchFrom.includes(name))) return 'here';
  if (hostname === 'localhost') return 'here';
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIPv4(address)) return kindOfAddress(address, 'ipv4');
  if (isIPv6(address)) return kindOfAddress(address, 'ipv6');
  return /^[^.]+\.?$|\.(localhost|local|internal)\.?$/.test(address) ? 'private' : 'public';
}

/** Behind MSW, all of Aliyun is the mock vendor. */
function isOss(url: URL, oss: string | undefined): boolean {
  const isAliyun = ({ hostname }: URL) => hostname.endsWith('.aliyuncs.com');
  return oss !== undefined && (url.origin === oss || (isAliyun(url) && isAliyun(new URL(oss))));
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  notPublic.addSubnet(network, prefix);
for (const [network, prefix] of [
  ['::', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6');

function kindOfAddress(address: string, family: 'ipv4' | 'ipv6'): HostKind {
  if (loopback.check(address, family)) return 'here';
  return notPublic.check(address, family) ? 'private' : 'public';
}
