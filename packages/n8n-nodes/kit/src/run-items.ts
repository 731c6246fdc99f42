import type { Client, Connection, Ids, Vendor } from '@api-repack/core';
import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  NodeOperationError,
  sleep,
} from 'n8n-workflow';
import { defaultItemsAtOnce, maxItemsAtOnce } from './fields.ts';
import { connectThroughN8n, type N8nConnection } from './host.ts';
import { withKeptInput } from './kept-input.ts';
import { type Place, toErrorItem, toNodeError } from './node-error.ts';
import type { NodeOperation } from './operations/form-operation.ts';
import type { Operations } from './operations/node-operations.ts';
import { appendPaidItems } from './paid-items.ts';
import { checkFields } from './parameters.ts';
import { openPayments, type Paid } from './payments.ts';
import { openProgress } from './progress.ts';
import { refuse } from './refuse.ts';
import { addRunHints } from './run-hints.ts';
import { openSpending } from './spending.ts';
import { openTurns } from './turns.ts';

export type Output = Pick<INodeExecutionData, 'json' | 'binary'>;

/** Part of what an item asks for, with its own result or error: for example one of several files. */
export interface Work {
  (): Promise<readonly Output[]>;
  /** The file that it is about, for errors. */
  readonly source?: IDataObject;
}

/** Something that costs. */
export interface Payable<Result> {
  /** Tells things apart. */
  readonly what: unknown;
  /** What it costs at most; undefined where nobody knows. */
  readonly credits: number | undefined;
  /** How long the vendor keeps the result, in milliseconds. Undefined where it does not say. */
  readonly keptForMs: number | undefined;
  readonly pay: () => Promise<Ids>;
  /** Errors of it carry the ids. */
  readonly use: (paid: Paid) => Promise<Result>;
}

export interface Item {
  readonly context: IExecuteFunctions;
  readonly index: number;
  readonly client: Client<Vendor>;
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

export interface RunItems<V extends Vendor> extends N8nConnection<V> {
  readonly operations: Operations;
  readonly continueOnFail: boolean;
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
  const { vendor, operations, continueOnFail } = options;
  const cancel = context.getExecutionCancelSignal() ?? new AbortController().signal;
  const stop = new AbortController();
  const signal = AbortSignal.any([cancel, stop.signal]);
  const payments = openPayments(context, vendor);
  const spending = openSpending(Number(context.getNodeParameter('options.spendLimit', 0, 0)) || 0);
  const progress = openProgress(context);
  // When one item fails, what the others are paying for still gets its answer, and with it the ids for a retry.
  const signals = { signal, chargeSignal: cancel };
  const client = await connectThroughN8n(context, options, signals).catch((error: unknown) => ({ error }));
  const placeOf = (item: number, source?: IDataObject): Place => ({
    context,
    vendor,
    item,
    resumption: chosenOperation(operations, itemParameter(context, item))?.resumption,
    source,
  });
  const results: INodeExecutionData[][] = [];
  let anyFailed = false;
  let fatal: { readonly error: unknown; readonly place: Place } | undefined;

  const transfers = openTransfers(signal);
  const plan: Plan = async (index) => {
    if ('error' in client) throw client.error;
    const once: Item['once'] = ({ what, credits, keptForMs, pay, use }) => {
      const start = async () => {
        spending.reserve({ context, index }, credits);
        return pay().catch((error: unknown) => {
          if ((error as { charged?: unknown }).charged === 'no') spending.release(credits);
          throw error;
        });
      };
      return payments.once({ item: index, what, keptForMs, start, finish: use });
    };
    return planOf(itemOf(context, index, { client, once, ...transfers }), operations);
  };
  const works = continueOnFail ? planEach(context, plan) : await planAll(context, plan);
  const { itemsAtOnce = defaultItemsAtOnce } = chosenOperation(operations, itemParameter(context, 0)) ?? {};
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
        results[position] = [withKeptInput(toErrorItem(error, place), context, item)];
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
  const { resumption } = placeOf(0);
  addRunHints(context, { spent: spending.spent(), output, resumption });
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

export function itemOf(
  context: IExecuteFunctions,
  index: number,
  { client, once, send, fetch }: Pick<Item, 'client' | 'once' | 'send' | 'fetch'>,
): Item {
  return {
    context,
    index,
    client,
    connection: client.connection,
    parameter: itemParameter(context, index),
    once,
    send,
    fetch,
  };
}

async function planOf(item: Item, operations: Operations): Promise<readonly Work[]> {
  const found = chosenOperation(operations, item.parameter);
  checkFields(item);
  if (found) return found.plan(item);
  throw refuse(
    item,
    `There is no operation '${item.parameter('operation', '')}' of '${item.parameter('resource', '')}'`,
    "Choose one in the field 'Operation'",
  );
}

/** What the menus of a node say. */
export function chosenOperation(
  operations: Operations,
  parameter: Item['parameter'],
): NodeOperation | undefined {
  return operations[parameter('resource', '')]?.[parameter('operation', '')];
}

const itemParameter =
  (context: IExecuteFunctions, index: number): Item['parameter'] =>
  (name, fallback) =>
    context.getNodeParameter(name, index, fallback) as typeof fallback;

/** In the order in which they are asked for, and none once the signal is aborted. */
function openTransfers(signal: AbortSignal): Pick<Item, 'send' | 'fetch'> {
  const queue = openTurns(transfersAtOnce);
  const sending = openTurns(sendingAtOnce);
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
