import { NodeOperationError } from 'n8n-workflow';
import type { Item } from './run-items.ts';

/** The error of a check that comes before anything is sent. */
export function refuse(
  { context, index }: Pick<Item, 'context' | 'index'>,
  message: string,
  description: string,
): NodeOperationError {
  const error = new NodeOperationError(context.getNode(), `${message} [item ${index}]`, {
    description,
    itemIndex: index,
  });
  error.context.data = { kind: 'bad-input', charged: 'no' };
  return Object.assign(error, { charged: 'no' as const });
}
