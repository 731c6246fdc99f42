import { createHash } from 'node:crypto';
import { type Ids, isVendorError, type Vendor, VendorError } from '@api-repack/core';
import type { IExecuteFunctions } from 'n8n-workflow';
import { inTurn } from './in-turn.ts';
import { describeIds } from './node-error.ts';

/** What a call that costs money returned. */
export interface Receipt {
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly resume: Ids;
  /** The execution that paid. */
  readonly execution: string;
}

export interface Receipts {
  /**
   * Pays once: if n8n runs the node again for the same thing, the first receipt is returned. Where nobody knows whether
   * the first call was charged, there is no second one.
   */
  once(item: number, what: unknown, pay: () => Promise<Ids>): Promise<Receipt>;
  /** Of this run. */
  submitted(): readonly { item: number; resume: Ids }[];
  /** Calls of this run that may have been charged. Not the one that ended with this error. */
  unanswered(except?: unknown): readonly ({ item: number } & Unanswered)[];
  /** Forgets one, so that the next try pays anew. */
  forget(receipt: Receipt): void;
  /** Forgets this run's. */
  clear(): void;
}

/** A call that the vendor may have got without a clear answer. */
interface Unanswered {
  readonly vendor: string;
  readonly endpoint: string;
  /** What an answer had that makes no sense. */
  readonly resume?: Ids;
}

type Kept = {
  readonly item: number;
  readonly at: number;
  readonly execution: string;
  /** The latest execution that used it. */
  readonly usedBy: string;
} & ({ readonly resume: Ids } | { readonly unanswered: Unanswered });

/**
 * Kept in the node's context, which n8n keeps while it retries a node ("Retry On Fail") and when a user retries a
 * failed execution. Logged as well, because n8n keeps nothing of a node that its Stop button ends, or that was running
 * when n8n died.
 */
export function openReceipts(context: IExecuteFunctions, vendor: Vendor, maxAgeMs: number): Receipts {
  const store = context.getContext('node') as Record<string, Kept>;
  const run = runOf(context);
  const execution = context.getExecutionId();
  const seen = new Map<string, Kept>();
  const errors = new Map<string, unknown>();
  const own = () =>
    Object.entries(store).filter(([key, kept]) => seen.get(key) === kept || (run && key.startsWith(run)));

  const keep = <One extends Kept>(key: string, one: One): One => {
    store[key] = one;
    seen.set(key, one);
    return one;
  };

  /** What the vendor does not have any more is paid for again only if a user says so by a retry. */
  const isOld = (known: Kept) => known.usedBy !== execution && Date.now() - known.at >= maxAgeMs;

  async function payOnce(key: string, item: number, pay: () => Promise<Ids>): Promise<Receipt> {
    const known = store[key];
    if (known) seen.set(key, known);
    if (known && 'unanswered' in known) throw notAgain(known.unanswered);
    if (known && !isOld(known)) return keep(key, { ...known, usedBy: execution });
    const about = { item, at: Date.now(), execution, usedBy: execution };
    const resume = await pay().catch((error: unknown) => {
      const unanswered = unansweredCallOf(error);
      if (unanswered) {
        keep(key, { ...about, unanswered });
        const call = describeUnanswered(unanswered);
        context.logger.warn(`Perhaps submitted to ${vendor.displayName}: ${call} had no clear answer`);
      }
      throw error;
    });
    context.logger.info(`Submitted to ${vendor.displayName}: ${describeIds(resume)}`);
    return keep(key, { ...about, resume });
  }

  return {
    async once(item, what, pay) {
      const hash = createHash('sha256')
        .update(JSON.stringify([vendor.name, what]))
        .digest('hex');
      const key = `${run ?? 'receipt:tool:'}${item}:${hash}`;
      try {
        // An agent may ask for the same thing twice at a time.
        return await inTurn(store, key, () => payOnce(key, item, pay));
      } catch (error) {
        errors.set(key, error);
        throw error;
      }
    },
    submitted: () => own().flatMap(([, one]) => ('resume' in one ? [one] : [])),
    unanswered: (except) =>
      own()
        .filter(([key]) => except === undefined || errors.get(key) !== except)
        .flatMap(([, one]) => ('unanswered' in one ? [{ item: one.item, ...one.unanswered }] : [])),
    forget(receipt) {
      for (const [key, one] of own()) if (one === receipt) delete store[key];
    },
    clear() {
      for (const [key] of own()) delete store[key];
    },
  };
}

/**
 * A loop runs the same node again for new work, so receipts belong to a run. Not those of an AI tool: n8n raises the index
 * with each try of the same call, and an agent may ask again.
 */
function runOf(context: IExecuteFunctions): string | undefined {
  const isTool = context.isToolExecution?.() || context.getNode().type.endsWith('Tool');
  return isTool ? undefined : `receipt:${context.evaluateExpression('{{ $runIndex }}', 0)}:`;
}

function unansweredCallOf(error: unknown): Unanswered | undefined {
  if (!isVendorError(error) || error.charged === 'no') return undefined;
  const { vendor, endpoint, ids } = error.context;
  return { vendor, endpoint, ...(ids && { resume: ids }) };
}

/** For people: `upload`, or `upload (mdf 0123)`. */
export const describeUnanswered = ({ endpoint, resume }: Unanswered): string =>
  resume ? `${endpoint} (${describeIds(resume)})` : endpoint;

function notAgain(call: Unanswered): VendorError {
  const hint =
    'Look at your balance and at the results of the vendor. To send it again, run the workflow anew';
  return new VendorError('unavailable', 'an earlier try may have been charged, so it is not sent again', {
    vendor: call.vendor,
    endpoint: call.endpoint,
    ids: call.resume,
    charged: 'maybe',
    hint,
  });
}
