import { type Charged, type ErrorContext, type ErrorKind, isVendorError, VendorError } from './errors.ts';
import type { Endpoint } from './vendor.ts';

const open: readonly ErrorKind[] = ['timeout', 'unavailable', 'protocol', 'canceled'];

/**
 * Whether a failed call may have been charged. It may where no response is known, where the response makes no sense, and where
 * the vendor itself failed. A refusal in the vendor's own words and a request that never left are free.
 */
export function chargedBy(
  { charges }: Pick<Endpoint, 'charges'>,
  kind: ErrorKind,
  { code, status, sent }: Pick<ErrorContext, 'code' | 'status' | 'sent'>,
): Charged {
  if (charges !== 'each' || sent === false) return 'no';
  // No manual says that a server failure is free, and it may have happened after the charge.
  if (isServerFailure(code) || (kind === 'unavailable' && isServerFailure(status))) return 'maybe';
  return code === undefined && open.includes(kind) ? 'maybe' : 'no';
}

/** The same error, marked with whether its call was charged. */
export function markCharged(endpoint: Pick<Endpoint, 'charges'>, error: unknown): unknown {
  if (!isVendorError(error) || endpoint.charges !== 'each' || error.context.charged !== undefined)
    return error;
  const { kind, reason, context, cause } = error;
  return new VendorError(
    kind,
    reason,
    { ...context, charged: chargedBy(endpoint, kind, context) },
    { cause },
  );
}

/** HTTP status codes, which vendors also use inside their envelopes. Fangtang's 9006, a failed upload, is free by its manual. */
const isServerFailure = (number: number | string | undefined): boolean =>
  Number(number) >= 500 && Number(number) < 600;
