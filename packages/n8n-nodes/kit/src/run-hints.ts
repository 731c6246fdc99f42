import type { Ids } from '@api-repack/core';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { describeIds, type Resumption } from './node-error.ts';

interface Run {
  /** Credits, by the published prices. */
  readonly spent: number;
  readonly output: readonly INodeExecutionData[];
  readonly resumption: Resumption | undefined;
}

/** Hints in the output panel, which n8n keeps with the execution: what a run spent, what is paid for, and what expires. */
export function addRunHints(context: IExecuteFunctions, { spent, output, resumption }: Run): void {
  const expiries = output.flatMap(({ json: { expiresAt, resultUrl } }) =>
    typeof expiresAt === 'string' && typeof resultUrl === 'string' ? [expiresAt] : [],
  );
  const first = expiries.sort()[0];
  const paid = paidErrors(output).map(({ item, ids }) => `[item ${item}] ${describeIds(ids, resumption)}`);
  const messages = [
    ...(spent > 0 ? [`This run spent up to ${spent} credits, by the published prices.`] : []),
    ...(paid.length > 0
      ? [
          `Paid for although the item failed: ${paid.slice(0, maxListed).join('; ')}${paid.length > maxListed ? '; …' : ''}.`,
        ]
      : []),
    ...(first === undefined ? [] : [`The first result URL expires at ${first}.`]),
  ];
  if (messages.length > 0)
    context.addExecutionHints?.({ message: messages.join(' '), type: 'info', location: 'outputPane' });
}

const maxListed = 10;

/** Items whose result can still be fetched. */
function paidErrors(output: Run['output']): { item: number; ids: Ids }[] {
  return output.flatMap(({ json, pairedItem }) => {
    const { charged, ids } = (json.details ?? {}) as { charged?: unknown; ids?: Ids };
    const { item } = pairedItem as { item: number };
    return charged === 'yes' && ids ? [{ item, ids }] : [];
  });
}
