import { isVendorError, mayHaveCharged as mayVendorHaveCharged } from '@api-repack/core';
import { Refusal } from './refusal.ts';
import { vendors } from './vendors.ts';

/** Whether an error leaves it open if any vendor charged. */
export function mayHaveCharged(error: unknown): boolean {
  // A bug of ours may have struck after the call.
  if (!isVendorError(error)) return !(error instanceof Refusal);
  return vendors.some((vendor) => mayVendorHaveCharged(vendor, error));
}
