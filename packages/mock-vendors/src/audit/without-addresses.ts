import { realOriginsOf } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';

/** Where a vendor is differs from adapter to adapter, so its name takes the place of its address. */
export function withoutAddresses(text: string, origins: Readonly<Record<string, string>>): string {
  return [...Object.entries(origins), ...realOrigins].reduce((changed, [name, origin]) => {
    const host = origin.replace(/^https?:\/\//, '').replaceAll('.', '\\.');
    // A bucket is named in the host at Aliyun, and in the path here.
    return changed
      .replace(new RegExp(`https?://([a-z0-9-]+)\\.${host}`, 'g'), `<${name}>/$1`)
      .replace(new RegExp(`(https?://)?([a-z0-9-]+\\.)?${host}(?!\\d)`, 'g'), `<${name}>`);
  }, text);
}

const realOrigins = mockVendors.flatMap((mock) =>
  realOriginsOf(mock)
    .filter((origin) => !origin.includes('*'))
    .map((origin) => [mock.name, origin] as const),
);
