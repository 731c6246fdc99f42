import type { IDataObject } from 'n8n-workflow';
import { describeIds, type NodeError } from './node-error.ts';
import type { Payments } from './payments.ts';

/**
 * When a node stops, n8n drops the results of all its items: their ids are what is left of them. The error is shown for
 * `cause`, whose own ids it has.
 */
export function appendPaidItems(error: NodeError, payments: Payments, cause?: unknown): NodeError {
  const data = error.context.data as IDataObject | undefined;
  const own = JSON.stringify(data?.ids);
  const others = payments.paid().filter(({ ids }) => JSON.stringify(ids) !== own);
  const doubtful = payments.doubtful(cause);
  error.context.data = {
    ...data,
    ...(others.length > 0 && { paid: others.map(({ item, ids }) => ({ item, ids })) }),
    ...(doubtful.length > 0 && { doubtful: doubtful.map((one) => ({ ...one })) }),
  };
  const sentences = [
    error.description,
    list(
      "Paid for, and to be fetched at no charge by 'Retry' in the executions list",
      others.map(({ item, ids }) => `[item ${item}] ${describeIds(ids)}`),
    ),
    list(
      'May have been charged, since no clear response came',
      doubtful.map(({ item, reason }) => `[item ${item}] ${reason}`),
    ),
  ];
  error.description = sentences.filter(Boolean).join('. ');
  return error;
}

const list = (what: string, entries: readonly string[]): string =>
  entries.length === 0
    ? ''
    : `${what}: ${entries.slice(0, 10).join('; ')}${entries.length > 10 ? '; …' : ''}`;
