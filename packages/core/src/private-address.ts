/** Ranges of IPv4 that are not on the public internet, as first address and length of the prefix. */
const privateV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];

/**
 * True for loopback, private, link-local and multicast addresses, for names without a dot, and for names reserved for local
 * networks. Takes the hostname of a parsed URL, or an IP address. Names are not resolved.
 */
export function isPrivate(hostname: string): boolean {
  const name = hostname
    .toLowerCase()
    .replace(/^\[|\]$|%.*$/g, '')
    .replace(/\.$/, '');
  if (name.includes(':')) return isPrivateV6(name);
  if (/^\d+(\.\d+){3}$/.test(name)) return isPrivateV4(numberOf(name));
  return !name.includes('.') || /\.(localhost|local|internal)$/.test(name);
}

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const isPrivateV4 = (address: number): boolean =>
  privateV4.some(([first, bits]) => Math.floor((address - numberOf(first)) / 2 ** (32 - bits)) === 0);

function isPrivateV6(address: string): boolean {
  const groups = groupsOf(address);
  const [first = 0, second = 0, third = 0] = groups;
  const low = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  const startsWithZeros = (count: number) => groups.slice(0, count).every((group) => group === 0);
  // ::, ::1 and IPv4-compatible, then IPv4-mapped, NAT64 and 6to4, which lead to the IPv4 address inside.
  if (startsWithZeros(6)) return true;
  if (startsWithZeros(5) && groups[5] === 0xffff) return isPrivateV4(low);
  if (first === 0x64 && second === 0xff9b) return third !== 0 || isPrivateV4(low);
  if (first === 0x2002) return isPrivateV4(second * 65_536 + third);
  // fc00::/7, fe80::/10 with the old fec0::/10, ff00::/8.
  return (first & 0xfe00) === 0xfc00 || (first & 0xff80) === 0xfe80 || first >= 0xff00;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = withoutDots(address).split('::');
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const before = parse(head);
  const after = parse(tail ?? '');
  const zeros = new Array(Math.max(0, 8 - before.length - after.length)).fill(0);
  return [...before, ...zeros, ...after];
}

/** `::ffff:10.0.0.1` to `::ffff:a00:1`. */
const withoutDots = (address: string): string =>
  address.replace(/\d+(\.\d+){3}$/, (dotted) => {
    const number = numberOf(dotted);
    return `${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}`;
  });
