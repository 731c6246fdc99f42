import {
  type Client,
  type Connection,
  type Ids,
  isVendorError,
  type Vendor,
  type VendorError,
} from '@api-repack/core';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  NodeOperationError,
  sleep,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { checkFields, defaultItemsAtOnce, maxItemsAtOnce } from './fields.ts';
import { connectThroughN8n, type N8nConnection } from './host.ts';
import { nameOthers } from './name-others.ts';
import { type Place, toErrorItem, toNodeError, withIds } from './node-error.ts';
import { openProgress } from './progress.ts';
import { openReceipts, type Receipt } from './receipts.ts';

export type Output = Pick<INodeExecutionData, 'json' | 'binary'>;

/** Part of what an item asks for, with its own result or error: for example one of several files. */
export type Work = () => Promise<readonly Output[]>;

/** One entry of a node's "Operation" menu: its fields, and what it does with an item. */
export interface Operation<V extends Vendor> {
  readonly fields: INodeProperties[];
  /** Reads no file: that is for the works, so that only the files under way are in memory. */
  plan(item: ItemOf<V>): readonly Work[];
}

/** By resource, then by operation. */
export type Operations<V extends Vendor> = Readonly<Record<string, Readonly<Record<string, Operation<V>>>>>;

export interface Item {
  readonly context: IExecuteFunctions;
  readonly index: number;
  readonly connection: Connection;
  /** A parameter, or the fallback if it is hidden or unset. */
  parameter<Value = string>(name: string, fallback: NoInfer<Value>): Value;
  /**
   * Pays once, however often n8n runs the node again for the same thing, and uses what was paid for: errors of `use` carry
   * the ids. `what` tells things apart.
   */
  once<Result>(
    what: unknown,
    pay: () => Promise<Ids>,
    use: (receipt: Receipt) => Promise<Result>,
  ): Promise<Result>;
  /** Moves a file to the vendor when it is its turn. Not for waiting: only a few have a turn at once. */
  send<Result>(move: () => Promise<Result>): Promise<Result>;
  /** Moves a file from the vendor when it is its turn, which comes before those of files that are still to be sent. */
  fetch<Result>(move: () => Promise<Result>): Promise<Result>;
}

/** An item for the nodes of one vendor. */
export interface ItemOf<V extends Vendor> extends Item {
  readonly client: Client<V>;
}

export interface RunItems<V extends Vendor> extends N8nConnection<V> {
  readonly operations: Operations<V>;
  readonly continueOnFail: boolean;
  /** How long the vendor keeps what was paid for. */
  readonly retentionMs: number;
  /** Whether a task that ended like this cost nothing, so that a retry makes a new one. */
  readonly isFree?: (error: VendorError) => boolean;
  /** Where the user does not say it. */
  readonly itemsAtOnce?: number;
}

/** Files under way take memory and connections; tasks that are only waited for do not. */
const transfersAtOnce = 3;
/** Fewer, so that a result never waits behind many of them: it would expire. */
const sendingAtOnce = 2;

/** Runs a node: several items at once, results in the order of the items and paired with them. */
export async function runItems<V extends Vendor>(
  context: IExecuteFunctions,
  options: RunItems<V>,
): Promise<INodeExecutionData[][]> {
  const { vendor, operations, continueOnFail, retentionMs, isFree = () => false } = options;
  const cancel = context.getExecutionCancelSignal() ?? new AbortController().signal;
  const stop = new AbortController();
  const signal = AbortSignal.any([cancel, stop.signal]);
  const receipts = openReceipts(context, vendor, retentionMs);
  const progress = openProgress(context);
  // When one item fails, what the others are paying for still gets its answer, and with it the ids for a retry.
  const signals = { signal, chargeSignal: cancel };
  const client = await connectThroughN8n(context, options, signals).catch((error: unknown) => ({ error }));
  const results: INodeExecutionData[][] = [];
  let anyFailed = false;
  let fatal: { readonly error: unknown; readonly place: Place } | undefined;

  const transfers = openTransfers(signal);
  const works = planEach(context, (index) => {
    if ('error' in client) throw client.error;
    const once: Item['once'] = async (what, pay, use) => {
      const receipt = await receipts.once(index, what, pay);
      try {
        return await use(receipt);
      } catch (error) {
        if (isVendorError(error) && isFree(error)) receipts.forget(receipt);
        throw withIds(error, { context, vendor, item: index }, receipt.resume);
      }
    };
    return planOf(itemOf(context, index, { client, once, ...transfers }), operations);
  });
  const { itemsAtOnce = defaultItemsAtOnce } = options;
  const chosen = Number(context.getNodeParameter('options.itemsAtOnce', 0, 0)) || itemsAtOnce;
  const limit = Math.min(chosen, maxItemsAtOnce);
  await inParallel(works, { limit, signal }, async ({ item, work, of }, position) => {
    try {
      results[position] = (await work()).map((output) => ({ ...output, pairedItem: { item } }));
      progress.workEnded({ item, of, failed: false });
    } catch (error) {
      anyFailed = true;
      progress.workEnded({ item, of, failed: true });
      const place = { context, vendor, item };
      if (continueOnFail) {
        results[position] = [toErrorItem(error, place)];
        return;
      }
      fatal ??= { error, place };
      stop.abort();
    }
  });
  // n8n calls a run canceled, and not failed, if the error says so.
  if (cancel.aborted)
    throw nameOthers(new NodeOperationError(context.getNode(), 'The execution was canceled'), receipts);
  if (fatal) throw nameOthers(toNodeError(fatal.error, fatal.place), receipts, fatal.error);
  if (!anyFailed) receipts.clear();
  return [results.flat()];
}

interface Planned {
  readonly item: number;
  readonly work: Work;
  /** How many works the item has. */
  readonly of: number;
}

/** Lazy: an item is planned when its turn comes. */
function* planEach(context: IExecuteFunctions, plan: (item: number) => readonly Work[]): Generator<Planned> {
  for (const item of context.getInputData().keys()) {
    try {
      const works = plan(item);
      for (const work of works) yield { item, work, of: works.length };
    } catch (error) {
      yield { item, work: () => Promise.reject(error), of: 1 };
    }
  }
}

export function itemOf<V extends Vendor>(
  context: IExecuteFunctions,
  index: number,
  { client, once, send, fetch }: Pick<ItemOf<V>, 'client' | 'once' | 'send' | 'fetch'>,
): ItemOf<V> {
  return {
    context,
    index,
    client,
    connection: client.connection as unknown as Connection,
    parameter: (name, fallback) => context.getNodeParameter(name, index, fallback) as typeof fallback,
    once,
    send,
    fetch,
  };
}

function planOf<V extends Vendor>(item: ItemOf<V>, operations: Operations<V>): readonly Work[] {
  const resource = item.parameter('resource', '');
  const operation = item.parameter('operation', '');
  const found = operations[resource]?.[operation];
  if (found) {
    checkFields(item);
    return found.plan(item);
  }
  throw new NodeOperationError(item.context.getNode(), `There is no operation ${operation} of ${resource}`, {
    itemIndex: item.index,
    description: 'Choose one from the list',
  });
}

/** In the order in which they are asked for, and none once the signal is aborted. */
function openTransfers(signal: AbortSignal): Pick<Item, 'send' | 'fetch'> {
  const queue = pLimit(transfersAtOnce);
  const sending = pLimit(sendingAtOnce);
  const fetch: Item['fetch'] = (move) =>
    new Promise((resolve, reject) => {
      void queue(async () => {
        try {
          signal.throwIfAborted();
          resolve(await move());
        } catch (error) {
          reject(error);
          // The next one has to wait until it is known if this failure stops all.
          await sleep(0);
        }
      });
    });
  return { fetch, send: (move) => sending(() => fetch(move)) };
}

/** Starts no further work once the signal is aborted, and resolves when all work under way has ended. */
async function inParallel<T>(
  works: Iterator<T>,
  { limit, signal }: { limit: number; signal: AbortSignal },
  run: (work: T, position: number) => Promise<void>,
): Promise<void> {
  let position = 0;
  const worker = async () => {
    while (!signal.aborted) {
      const next = works.next();
      if (next.done) return;
      await run(next.value, position++);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
}
