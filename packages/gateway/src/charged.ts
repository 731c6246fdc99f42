import { isVendorError, mayHaveCharged as mayVendorHaveCharged } from '@api-repack/core';
import { HttpError } from './http-error.ts';
import { vendors } from './vendors.ts';

/** Whether an error leaves it open if any vendor charged. */
export function mayHaveCharged(error: unknown): boolean {
  // A bug of ours may have struck after the call.
  if (!isVendorError(error)) return !(error instanceof HttpError);
  return vendors.some((vendor) => mayVendorHaveCharged(vendor, error));
}
