import { isVendorError } from '@api-repack/core';
import { HttpError } from './http-error.ts';

/** Whether an error leaves it open if any vendor charged. */
export function mayHaveCharged(error: unknown): boolean {
  // A bug of ours may have struck after the call.
  return isVendorError(error) ? error.charged !== 'no' : !(error instanceof HttpError);
}
