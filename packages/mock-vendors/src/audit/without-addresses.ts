import { realOriginsOf } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';

/** Where a vendor is differs from adapter to adapter, so its name takes the place of its address. */
export function withoutAddresses(text: string, origins: Readonly<Record<string, string>>): string {
  return [...Object.entries(origins), ...realOrigins].reduce(
    (changed, [name, origin]) =>
      changed.replace(inHost(origin), `<${name}>/$1`).replaceAll(origin, `<${name}>`),
    text,
  );
}

const realOrigins = mockVendors.flatMap((mock) =>
  realOriginsOf(mock).map((origin) => [mock.name, origin] as const),
);

/** A bucket is named in the host at Aliyun, and in the path here. */
const inHost = (origin: string): RegExp =>
  new RegExp(origin.replace('://', '://([a-z0-9-]+)\\.').replace(/\.(?=[^(]*$)/g, '\\.'), 'g');
