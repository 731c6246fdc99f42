import type { IDataObject } from 'n8n-workflow';
import { describeIds, type NodeError } from './node-error.ts';
import { describeUnanswered, type Receipts } from './receipts.ts';

/**
 * When a node stops, n8n drops the results of all its items: their ids are what is left of them. The error is shown for
 * `cause`, whose own ids it has.
 */
export function nameOthers(error: NodeError, receipts: Receipts, cause?: unknown): NodeError {
  const data = error.context.data as IDataObject | undefined;
  const own = JSON.stringify(data?.resume);
  const others = receipts.submitted().filter(({ resume }) => JSON.stringify(resume) !== own);
  const unanswered = receipts.unanswered(cause);
  error.context.data = {
    ...data,
    ...(others.length > 0 && { others: others.map(({ item, resume }) => ({ item, resume })) }),
    ...(unanswered.length > 0 && { unanswered }),
  };
  const sentences = [
    error.description,
    list(
      'Already submitted',
      others.map(({ item, resume }) => `[item ${item}] ${describeIds(resume)}`),
    ),
    list(
      'Perhaps submitted, since no clear answer came',
      unanswered.map((one) => `[item ${one.item}] ${describeUnanswered(one)}`),
    ),
  ];
  error.description = sentences.filter(Boolean).join('. ');
  return error;
}

const list = (what: string, entries: readonly string[]): string =>
  entries.length === 0
    ? ''
    : `${what}: ${entries.slice(0, 10).join('; ')}${entries.length > 10 ? '; …' : ''}`;
