import { type Ids, isPrivate, isVendorError, type Vendor } from '@api-repack/core';
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
import { refuse } from './refuse.ts';
import { type Item, type ItemOf, itemOf, type Output } from './run-items.ts';

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
    throw refuse(item, 'An AI tool cannot wait for a callback', 'Choose another wait mode');
  if (context.getInputData().length !== 1)
    throw refuse(
      item,
      'An execution can wait for one callback only',
      "Choose another wait mode, or call a sub-workflow with this node for each item (Execute Sub-workflow, mode 'Run Once for Each Item')",
    );
  const url = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item.index));
  const { vendor, baseUrl = vendor.baseUrl } = connection;
  if (isPrivate(new URL(url).hostname) && !isPrivate(new URL(baseUrl).hostname))
    throw refuse(
      item,
      `${vendor.displayName} cannot reach this n8n at ${new URL(url).origin}`,
      'Set WEBHOOK_URL to the public address of n8n, or choose another wait mode',
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
  /** What leads to the result. */
  readonly resumeOf: (note: IDataObject) => Ids;
  /** Asks the vendor for what the note is about: anybody could have sent the body of the call. */
  readonly finish: (item: ItemOf<V>, note: IDataObject) => Promise<Output>;
}

/**
 * The output of a node whose execution waited. n8n cannot let the node fail here: it would run the following nodes with an
 * empty item. So errors are items in any case.
 */
export async function resume<V extends Vendor>(
  webhook: IWebhookFunctions,
  { connection, resumeOf, finish }: Resuming<V>,
): Promise<IWebhookResponseData> {
  const context = asExecution(webhook);
  const { vendor } = connection;
  const note = noteOf(webhook);
  const place = { context, vendor, item: 0, resumption: connection.resumption };
  try {
    if (!note)
      throw new NodeOperationError(webhook.getNode(), 'The execution was not waiting for a callback');
    const client = await connectThroughN8n(webhook, connection);
    const once: Item['once'] = () => Promise.reject(new Error('nothing is paid for here'));
    const item = itemOf(context, 0, { client, once, send: (move) => move(), fetch: (move) => move() });
    const output = await finish(item, note);
    return { workflowData: [[{ ...output, pairedItem: { item: 0 } }]] };
  } catch (error) {
    return { workflowData: [[toErrorItem(note ? paidFor(error, resumeOf(note)) : error, place)]] };
  }
}

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
