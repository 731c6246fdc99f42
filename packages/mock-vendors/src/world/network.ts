import { BlockList, isIP } from 'node:net';

/** Where a host name leads, judged by the name alone: nothing is looked up. */
export type HostKind = 'loopback' | 'private' | 'public';

const listOf = (...subnets: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
};

const loopback = listOf('127.0.0.0/8', '::1/128');

/** Addresses that no server of the public internet has, and those that hide an IPv4 address, such as NAT64 and 6to4. */
const notPublic = listOf(
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32'],
  ...['2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
);

/** A name without a dot, or with an ending for networks at home and in companies. */
const privateName =
  /^[^.]+$|\.(local|localdomain|internal|intranet|lan|home|corp|private)$|(^|\.)home\.arpa$/;

/** The one answer to what a private or loopback address is. Takes the `hostname` of a URL. */
export function hostKind(hostname: string): HostKind {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host) === 0) {
    if (/^(.+\.)?localhost$/.test(host)) return 'loopback';
    return privateName.test(host) ? 'private' : 'public';
  }
  if (loopback.check(host, family)) return 'loopback';
  return notPublic.check(host, family) ? 'private' : 'public';
}

/** What the mocks may ask over the network: pictures at URLs, and servers that wait for callbacks. */
export class Network {
  /** Hosts that are named by an option: `name` or `name:port`. */
  readonly allowedHosts: readonly string[];
  /** Other machines reach the mocks, so that they must not be led to what only this machine may ask. */
  readonly isShared: boolean;
  /** Ports of the vendors, once they are known. */
  readonly vendorPorts = new Set<number>();
  /** Never called: a callback must not change worlds. */
  controlPort: number | undefined;

  constructor({
    allowedHosts = [],
    isShared = false,
  }: { allowedHosts?: readonly string[]; isShared?: boolean } = {}) {
    this.allowedHosts = allowedHosts;
    this.isShared = isShared;
  }

  /**
   * The URL to ask instead of this one, or undefined where nothing may be asked. `hosts` are more hosts that a vendor's
   * settings name, and `own` is the host name by which the client reaches the mocks: their own ports are asked at
   * 127.0.0.1, since a client can write any name into its Host header.
   */
  route(
    url: URL,
    { hosts, own }: { readonly hosts: readonly string[]; readonly own?: string },
  ): URL | undefined {
    if (!/^https?:$/.test(url.protocol)) return undefined;
    const isHere = hostKind(url.hostname) === 'loopback' || url.hostname === own;
    const port = Number(url.port);
    if (isHere && port !== 0 && port === this.controlPort) return undefined;
    if (isHere && this.vendorPorts.has(port)) return atLoopback(url);
    const isNamed = [...hosts, ...this.allowedHosts].some(
      (name) => name === url.hostname || name === url.host,
    );
    if (isNamed) return url;
    return !this.isShared && hostKind(url.hostname) === 'loopback' ? url : undefined;
  }
}

function atLoopback(url: URL): URL {
  if (hostKind(url.hostname) === 'loopback') return url;
  const here = new URL(url);
  here.hostname = '127.0.0.1';
  return here;
}
