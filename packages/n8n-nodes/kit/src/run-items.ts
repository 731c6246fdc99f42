import type { Client, Connection, Ids, Vendor } from '@api-repack/core';
import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  NodeOperationError,
  sleep,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { checkFields, defaultItemsAtOnce, maxItemsAtOnce } from './fields.ts';
import { connectThroughN8n, type N8nConnection } from './host.ts';
import { type Place, toErrorItem, toNodeError } from './node-error.ts';
import { appendPaidItems } from './paid-items.ts';
import { openPayments, type Paid } from './payments.ts';
import { openProgress } from './progress.ts';
import { addRunHints } from './run-hints.ts';
import { openSpending } from './spending.ts';

export type Output = Pick<INodeExecutionData, 'json' | 'binary'>;

/** Part of what an item asks for, with its own result or error: for example one of several files. */
export interface Work {
  (): Promise<readonly Output[]>;
  /** The file that it is about, for errors. */
  readonly source?: IDataObject;
}

/** One entry of a node's "Operation" menu: its fields, and what it does with an item. */
export interface Operation<V extends Vendor> {
  readonly fields: INodeProperties[];
  /**
   * Refuses all that can be known to be wrong before anything is sent. Reads no file: that is for the works, so that only
   * the files under way are in memory.
   */
  plan(item: ItemOf<V>): readonly Work[] | Promise<readonly Work[]>;
}

/** By resource, then by operation. */
export type Operations<V extends Vendor> = Readonly<Record<string, Readonly<Record<string, Operation<V>>>>>;

/** Something that costs. */
export interface Payable<Result> {
  /** Tells things apart. */
  readonly what: unknown;
  /** What it costs at most; undefined where nobody knows. */
  readonly credits: number | undefined;
  readonly pay: () => Promise<Ids>;
  /** Errors of it carry the ids. */
  readonly use: (paid: Paid) => Promise<Result>;
}

export interface Item {
  readonly context: IExecuteFunctions;
  readonly index: number;
  readonly connection: Connection;
  /** A parameter, or the fallback if it is hidden or unset. */
  parameter<Value = string>(name: string, fallback: NoInfer<Value>): Value;
  /** Pays once, however often n8n runs the node again for the same thing, and uses what was paid for. */
  once<Result>(payable: Payable<Result>): Promise<Result>;
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
  const { vendor, operations, continueOnFail, retentionMs, resumption } = options;
  const cancel = context.getExecutionCancelSignal() ?? new AbortController().signal;
  const stop = new AbortController();
  const signal = AbortSignal.any([cancel, stop.signal]);
  const payments = openPayments(context, { vendor, keptForMs: retentionMs });
  const spending = openSpending(Number(context.getNodeParameter('options.spendLimit', 0, 0)) || 0);
  const progress = openProgress(context);
  // When one item fails, what the others are paying for still gets its answer, and with it the ids for a retry.
  const signals = { signal, chargeSignal: cancel };
  const client = await connectThroughN8n(context, options, signals).catch((error: unknown) => ({ error }));
  const placeOf = (item: number, source?: IDataObject): Place => ({
    context,
    vendor,
    item,
    resumption,
    source,
  });
  const results: INodeExecutionData[][] = [];
  let anyFailed = false;
  let fatal: { readonly error: unknown; readonly place: Place } | undefined;

  const transfers = openTransfers(signal);
  const plan: Plan = async (index) => {
    if ('error' in client) throw client.error;
    const once: Item['once'] = ({ what, credits, pay, use }) => {
      const start = async () => {
        spending.reserve({ context, index }, credits);
        return pay().catch((error: unknown) => {
          if ((error as { charged?: unknown }).charged === 'no') spending.release(credits);
          throw error;
        });
      };
      return payments.once({ item: index, what, start, finish: use });
    };
    return planOf(itemOf(context, index, { client, once, ...transfers }), operations);
  };
  const works = continueOnFail ? planEach(context, plan) : await planAll(context, plan);
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
      const place = placeOf(item, work.source);
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
    throw appendPaidItems(new NodeOperationError(context.getNode(), 'The execution was canceled'), payments);
  if (fatal) throw appendPaidItems(toNodeError(fatal.error, fatal.place), payments, fatal.error);
  const output = results.flat();
  addRunHints(context, { spent: spending.spent(), output });
  if (!anyFailed) payments.clear();
  return [output];
}

type Plan = (item: number) => Promise<readonly Work[]>;

interface Planned {
  readonly item: number;
  readonly work: Work;
  /** How many works the item has. */
  readonly of: number;
}

/** Lazy: an item is planned when its turn comes. */
async function* planEach(context: IExecuteFunctions, plan: Plan): AsyncGenerator<Planned> {
  for (const item of context.getInputData().keys()) yield* await planOne(item, plan);
}

/** Plans all items before the first one runs, so that nothing is paid for if one of them is wrong. */
async function planAll(
  context: IExecuteFunctions,
  plan: Plan,
): Promise<AsyncIterator<Planned> | Iterator<Planned>> {
  const all: Planned[] = [];
  for (const item of context.getInputData().keys()) {
    const planned = await planOne(item, plan);
    if (planned.some(({ isRefused }) => isRefused)) return planned.values();
    all.push(...planned);
  }
  return all.values();
}

async function planOne(item: number, plan: Plan): Promise<(Planned & { readonly isRefused?: true })[]> {
  try {
    const works = await plan(item);
    return works.map((work) => ({ item, work, of: works.length }));
  } catch (error) {
    return [{ item, work: () => Promise.reject(error), of: 1, isRefused: true }];
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

async function planOf<V extends Vendor>(
  item: ItemOf<V>,
  operations: Operations<V>,
): Promise<readonly Work[]> {
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
  works: AsyncIterator<T> | Iterator<T>,
  { limit, signal }: { limit: number; signal: AbortSignal },
  run: (work: T, position: number) => Promise<void>,
): Promise<void> {
  let position = 0;
  const worker = async () => {
    while (!signal.aborted) {
      const next = await works.next();
      if (next.done) return;
      await run(next.value, position++);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
}
