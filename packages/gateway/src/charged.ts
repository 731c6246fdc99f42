import { isVendorError, type Vendor } from '@api-repack/core';
import { Refusal } from './refusal.ts';
import { vendors } from './vendors.ts';

/**
 * Whether an error leaves it open if the vendor charged: no answer is known, or it makes no sense. A documented refusal and
 * a request that never left have cost nothing.
 */
export function mayHaveCharged(error: unknown): boolean {
  // A bug of ours may have struck after the call.
  if (!isVendorError(error)) return !(error instanceof Refusal);
  const { kind, context } = error;
  const vendor: Vendor | undefined = vendors.find(({ name }) => name === context.vendor);
  if (vendor?.endpoints[context.endpoint]?.charges !== 'each') return false;
  if (context.code !== undefined || context.sent === false) return false;
  return ['timeout', 'unavailable', 'protocol', 'canceled'].includes(kind);
}
