import type { MockVendor } from '../engine/mock-vendor.ts';

/** The vendors at a real host name, whatever the scheme and the port. */
export const vendorsAt = (vendors: readonly MockVendor[], hostname: string): readonly MockVendor[] =>
  vendors.filter(({ vendor, moreOrigins = [] }) =>
    [vendor.baseUrl, ...moreOrigins].some((origin) => patternOf(origin).test(hostname)),
  );

/** `*` stands for labels, and never for a slash or a colon. */
function patternOf(origin: string): RegExp {
  const hostname = origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  const escaped = hostname.replace(/[.+?^$()|[\]{}\\]/g, '\\$&').replaceAll('*', '[a-z0-9.-]*');
  return new RegExp(`^${escaped}$`, 'i');
}
