import { createHash } from 'node:crypto';
import { isVendorError, type Resume, type Vendor, VendorError } from '@api-repack/core';
import type { IExecuteFunctions } from 'n8n-workflow';
import { describeIds } from './node-error.ts';

/** What a call that costs money returned. */
export interface Receipt {
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly resume: Resume;
}

export interface Receipts {
  /**
   * Pays once: if n8n runs the node again for the same thing, the first receipt is returned. Where nobody knows whether
   * the first call was charged, there is no second one.
   */
  once(item: number, what: unknown, pay: () => Promise<Resume>): Promise<Receipt>;
  /** Of this run. */
  submitted(): readonly { item: number; resume: Resume }[];
  /** Calls of this run that may have been charged: their answer never came. */
  unanswered(): readonly { item: number; endpoint: string }[];
  /** Forgets this run's. */
  clear(): void;
}

/** What is kept of a call: its receipt, or the place of one whose answer never came. */
type Kept = { readonly item: number; readonly at: number } & (
  | { readonly resume: Resume }
  | { readonly unanswered: { readonly vendor: string; readonly endpoint: string } }
);

/**
 * Kept in the node's context, which n8n keeps while it retries a node ("Retry On Fail") and when a user retries a
 * failed execution. A loop runs the same node again for new work, hence the run index in the key. Logged as well, because
 * n8n keeps nothing of a node that its Stop button ends, or that was running when n8n died.
 */
export function openReceipts(context: IExecuteFunctions, vendor: Vendor, maxAgeMs: number): Receipts {
  const store = context.getContext('node') as Record<string, Kept>;
  const prefix = `receipt:${context.evaluateExpression('{{ $runIndex }}', 0)}:`;
  const own = () => Object.keys(store).filter((key) => key.startsWith(prefix));
  const kept = () => own().map((key) => store[key] as Kept);
  return {
    async once(item, what, pay) {
      const key = `${prefix}${item}:${createHash('sha256').update(JSON.stringify(what)).digest('hex')}`;
      const known = store[key];
      if (known && ('unanswered' in known || Date.now() - known.at < maxAgeMs)) {
        if ('resume' in known) return known;
        throw notAgain(known.unanswered);
      }
      const at = Date.now();
      try {
        const receipt = { item, at, resume: await pay() };
        store[key] = receipt;
        context.logger.info(`Submitted to ${vendor.displayName}: ${describeIds(receipt.resume)}`);
        return receipt;
      } catch (error) {
        const unanswered = placeUnanswered(vendor, error);
        if (unanswered) {
          store[key] = { item, at, unanswered };
          context.logger.warn(
            `Perhaps submitted to ${vendor.displayName}: ${unanswered.endpoint} had no answer`,
          );
        }
        throw error;
      }
    },
    submitted: () => kept().filter((one) => 'resume' in one),
    unanswered: () =>
      kept().flatMap((one) =>
        'unanswered' in one ? [{ item: one.item, endpoint: one.unanswered.endpoint }] : [],
      ),
    clear() {
      for (const key of own()) delete store[key];
    },
  };
}

/** Of a call that charges, and that the vendor may have got without answering in its own words. */
function placeUnanswered(vendor: Vendor, error: unknown): { vendor: string; endpoint: string } | undefined {
  if (!isVendorError(error) || error.context.sent === false || error.context.code !== undefined)
    return undefined;
  const { endpoint } = error.context;
  const isOpen = ['unavailable', 'timeout', 'canceled', 'protocol'].includes(error.kind);
  const charges = error.context.vendor === vendor.name && vendor.endpoints[endpoint]?.charges === 'each';
  return isOpen && charges ? { vendor: vendor.name, endpoint } : undefined;
}

function notAgain(where: { vendor: string; endpoint: string }): VendorError {
  const hint =
    'Look at your balance and at the results of the vendor. To send it again, run the workflow anew';
  return new VendorError('unavailable', 'an earlier try may have been charged, so it is not sent again', {
    ...where,
    hint,
  });
}
