import { type Client, type Ids, isPrivate, isVendorError, type Vendor } from '@api-repack/core';
import {
  type IDataObject,
  type IExecuteFunctions,
  type IWebhookDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeOperationError,
} from 'n8n-workflow';
import { connectThroughN8n, type N8nConnection } from './host.ts';
import { toErrorItem } from './node-error.ts';
import type { Operations } from './operations/node-operations.ts';
import { refuse } from './refuse.ts';
import { chosenOperation, type Item, itemOf } from './run-items.ts';

/** For the description of a node whose execution may wait for a call of its vendor. */
export const resumeWebhooks: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'POST',
    responseMode: 'onReceived',
    path: '',
    isFullPath: true,
    restartWebhook: true,
  },
];

/** Where the vendor is to call, once. n8n has put a token into it, so that nobody can guess it. */
export function callbackUrlOf(item: Item): string {
  const { context, connection } = item;
  const node = context.getNode();
  if (node.type.endsWith('Tool') || context.isToolExecution?.())
    throw refuse(
      item,
      'An AI tool cannot wait for a callback',
      "Choose another way in the field 'Wait for Result'",
    );
  if (context.getInputData().length !== 1)
    throw refuse(
      item,
      'An execution can wait for one callback only',
      "Choose another way in the field 'Wait for Result', or call a sub-workflow with this node for each item",
    );
  const url = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item.index));
  const { vendor, baseUrl = vendor.baseUrl } = connection;
  if (isPrivate(new URL(url).hostname) && !isPrivate(new URL(baseUrl).hostname))
    throw refuse(
      item,
      `${vendor.displayName} cannot reach this n8n at ${new URL(url).origin}`,
      "Set WEBHOOK_URL to the public address of n8n, or choose another way in the field 'Wait for Result'",
    );
  return url;
}

/** Ends the run of the node. The execution goes on when the vendor calls, or, without a result, when time is up. */
export async function waitForCall(
  { context }: Item,
  { note, limitMs }: { note: IDataObject; limitMs: number },
): Promise<void> {
  context.getContext('node').waitingFor = note;
  await context.putExecutionToWait(new Date(Date.now() + limitMs));
}

export interface Resuming<V extends Vendor> {
  readonly connection: N8nConnection<V>;
  readonly operations: Operations;
}

/**
 * The output of a node whose execution waited. n8n cannot let the node fail here: it would run the following nodes with an
 * empty item. So errors are items in any case.
 */
export async function resume<V extends Vendor>(
  webhook: IWebhookFunctions,
  { connection, operations }: Resuming<V>,
): Promise<IWebhookResponseData> {
  const context = asExecution(webhook);
  const note = noteOf(webhook);
  const parameter: Item['parameter'] = (name, fallback) =>
    webhook.getNodeParameter(name, fallback as object) as typeof fallback;
  const operation = chosenOperation(operations, parameter);
  const place = { context, vendor: connection.vendor, item: 0, resumption: operation?.resumption };
  try {
    if (!note || !operation)
      throw new NodeOperationError(webhook.getNode(), 'The execution was not waiting for a callback');
    const client = (await connectThroughN8n(webhook, connection)) as unknown as Client<Vendor>;
    // The call has no body to trust, since anybody could have sent it: the vendor is asked for the result.
    const output = await operation.finishCalled(itemOf(context, 0, { client, ...withoutTurns }), note);
    return { workflowData: [[{ ...output, pairedItem: { item: 0 } }]] };
  } catch (error) {
    return { workflowData: [[toErrorItem(note ? paidFor(error, note.ids as Ids) : error, place)]] };
  }
}

const withoutTurns: Pick<Item, 'once' | 'send' | 'fetch'> = {
  once: () => Promise.reject(new Error('nothing is paid for here')),
  send: (move) => move(),
  fetch: (move) => move(),
};

/** Before an execution waits, its task is paid for. */
function paidFor(error: unknown, ids: Ids): unknown {
  if (isVendorError(error)) return error.withIds(ids, { charged: 'yes' });
  return error instanceof Error ? Object.assign(error, { charged: 'yes', ids }) : error;
}

function noteOf(webhook: IWebhookFunctions): IDataObject | undefined {
  // Braces in the name of the node would end the expression.
  const name = JSON.stringify(webhook.getNode().name).replace(/[{}]/g, escaped);
  return webhook.evaluateExpression(`{{ $node[${name}].context.waitingFor }}`) as unknown as IDataObject;
}

const escaped = (letter: string) => `\\u00${letter.charCodeAt(0).toString(16)}`;

/** n8n hands a smaller context to webhooks; what is missing of it here is the input, and another order of arguments. */
function asExecution(webhook: IWebhookFunctions): IExecuteFunctions {
  const differing = {
    getInputData: () => [{ json: webhook.evaluateExpression('{{ $json }}') as unknown as IDataObject }],
    getNodeParameter: (name: string, _item: number, fallback?: unknown) =>
      webhook.getNodeParameter(name, fallback as object),
  };
  return Object.assign(Object.create(webhook), differing);
}
