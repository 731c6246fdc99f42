import { type ErrorKind, isVendorError } from './errors.ts';
import type { Vendor } from './vendor.ts';

const open: readonly ErrorKind[] = ['timeout', 'unavailable', 'protocol', 'canceled'];

/**
 * Whether an error of a call that charges each time leaves it open if it was charged: no answer is known, it makes no sense,
 * or the vendor failed itself. A refusal in the vendor's own words and a request that never left have cost nothing.
 */
export function mayHaveCharged(vendor: Vendor, error: unknown): boolean {
  if (!isVendorError(error)) return false;
  const { kind, context } = error;
  const { code, status, sent, endpoint } = context;
  if (context.vendor !== vendor.name || vendor.endpoints[endpoint]?.charges !== 'each') return false;
  if (sent === false) return false;
  // No manual says that a server failure is free, and it may have struck after the charge.
  if (isServerFailure(code) || (kind === 'unavailable' && isServerFailure(status))) return true;
  return code === undefined && open.includes(kind);
}

/** By HTTP's numbers, which vendors also use inside their envelopes: Fangtang's 9006, a failed upload, is free by its manual. */
const isServerFailure = (number: number | string | undefined): boolean =>
  Number(number) >= 500 && Number(number) < 600;
