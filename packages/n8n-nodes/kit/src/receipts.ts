import { createHash } from 'node:crypto';
import { isVendorError, mayHaveCharged, type Resume, type Vendor, VendorError } from '@api-repack/core';
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
  /** Calls of this run that may have been charged. Not the one that ended with this error. */
  unanswered(except?: unknown): readonly ({ item: number } & Unanswered)[];
  /** Forgets this run's. */
  clear(): void;
}

/** A call that the vendor may have got without a clear answer. */
interface Unanswered {
  readonly vendor: string;
  readonly endpoint: string;
  /** What an answer had that makes no sense. */
  readonly resume?: Resume;
}

type Kept = { readonly item: number; readonly at: number } & (
  | { readonly resume: Resume }
  | { readonly unanswered: Unanswered }
);

/**
 * Kept in the node's context, which n8n keeps while it retries a node ("Retry On Fail") and when a user retries a
 * failed execution. Logged as well, because n8n keeps nothing of a node that its Stop button ends, or that was running
 * when n8n died.
 */
export function openReceipts(context: IExecuteFunctions, vendor: Vendor, maxAgeMs: number): Receipts {
  const store = context.getContext('node') as Record<string, Kept>;
  const run = runOf(context);
  const used = new Set<string>();
  const errors = new Map<string, unknown>();
  const own = () => Object.keys(store).filter((key) => used.has(key) || (run && key.startsWith(run)));
  return {
    async once(item, what, pay) {
      const key = `${run ?? 'receipt:tool:'}${item}:${createHash('sha256').update(JSON.stringify(what)).digest('hex')}`;
      used.add(key);
      const known = store[key];
      if (known && 'resume' in known && Date.now() - known.at < maxAgeMs) return known;
      if (known && 'unanswered' in known) {
        const error = notAgain(known.unanswered);
        errors.set(key, error);
        throw error;
      }
      const at = Date.now();
      try {
        const receipt = { item, at, resume: await pay() };
        store[key] = receipt;
        context.logger.info(`Submitted to ${vendor.displayName}: ${describeIds(receipt.resume)}`);
        return receipt;
      } catch (error) {
        errors.set(key, error);
        const unanswered = unansweredCallOf(vendor, error);
        if (unanswered) {
          store[key] = { item, at, unanswered };
          context.logger.warn(
            `Perhaps submitted to ${vendor.displayName}: ${describeUnanswered(unanswered)} had no clear answer`,
          );
        }
        throw error;
      }
    },
    submitted: () =>
      own()
        .map((key) => store[key] as Kept)
        .filter((one) => 'resume' in one),
    unanswered: (except) =>
      own()
        .filter((key) => except === undefined || errors.get(key) !== except)
        .map((key) => store[key] as Kept)
        .flatMap((one) => ('unanswered' in one ? [{ item: one.item, ...one.unanswered }] : [])),
    clear() {
      for (const key of own()) delete store[key];
    },
  };
}

/**
 * A loop runs the same node again for new work, so receipts belong to a run. Not those of an AI tool: n8n raises the index
 * with each try of the same call.
 */
const runOf = (context: IExecuteFunctions): string | undefined =>
  context.isToolExecution?.() ? undefined : `receipt:${context.evaluateExpression('{{ $runIndex }}', 0)}:`;

function unansweredCallOf(vendor: Vendor, error: unknown): Unanswered | undefined {
  if (!isVendorError(error) || !mayHaveCharged(vendor, error)) return undefined;
  const { endpoint, resume } = error.context;
  return { vendor: vendor.name, endpoint, ...(resume && { resume }) };
}

/** For people: `upload`, or `upload (mdf 0123)`. */
export const describeUnanswered = ({ endpoint, resume }: Unanswered): string =>
  resume ? `${endpoint} (${describeIds(resume)})` : endpoint;

function notAgain(call: Unanswered): VendorError {
  const hint =
    'Look at your balance and at the results of the vendor. To send it again, run the workflow anew';
  return new VendorError('unavailable', 'an earlier try may have been charged, so it is not sent again', {
    ...call,
    hint,
  });
}
