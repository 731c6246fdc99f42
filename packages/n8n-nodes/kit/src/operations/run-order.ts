import { type Client, type Ids, isWaitOver, quote, type Vendor, type Wait } from '@api-repack/core';
import type { IDataObject } from 'n8n-workflow';
import { callbackUrlOf, waitForCall } from '../callback.ts';
import { type CoreOperation, makesFiles } from '../form/core-operation.ts';
import type { OperationForm } from '../form/operation-form.ts';
import { fingerprint, readFile } from '../input-files.ts';
import type { Resumption } from '../node-error.ts';
import { waitMsOf, waitOf } from '../parameters.ts';
import type { Paid } from '../payments.ts';
import { refuse } from '../refuse.ts';
import type { Item, Output } from '../run-items.ts';
import type { Order } from './form-operation.ts';
import { filesOutputOf, rowsOf, type Started, startedOutput } from './started-output.ts';

/** An operation of core, for one item. */
export interface Call {
  readonly item: Item;
  readonly form: OperationForm;
  readonly core: CoreOperation;
  readonly client: Client<Vendor>;
  readonly resumption: Resumption | undefined;
}

/** Pays once, and waits for the result if the user wants that. */
export function runPaid(call: Call, order: Order): Promise<Output[]> {
  const { item, core, form } = call;
  const { input, files, position } = order;
  const mode = waitModeOf(call);
  const callback = mode === 'callback' ? { callback_url: callbackUrl(item, order) } : {};
  const credits = quote(core.cost, input);
  return item.once({
    what: [
      core.name,
      position,
      input,
      Object.entries(files).map(([name, source]) => [name, fingerprint(item, source)]),
    ],
    credits,
    keptForMs: core.keptForMs,
    pay: () => start(call, order, callback),
    async use(paid) {
      const started = startedBy(paid, { credits, ...namesOf(order) });
      if (mode === 'none') return [startedOutput(call, started)];
      if (mode === 'callback') return [await rest(call, started, paid)];
      const firstMs = form.endsAtOnce?.(input) ? 0 : undefined;
      return [await filesOutputOf(call, started, await finish(call, started.ids, { firstMs }))];
    },
  });
}

/** What costs nothing is not kept: another try does it again. */
export async function runFree(call: Call, order: Order): Promise<Output[]> {
  const { item, core, client } = call;
  const { input, files } = order;
  const hasFile = Object.keys(files).length > 0;
  const run = async () =>
    finish(call, await core.start(client, { ...input, ...(await read(call, files)) }), {});
  if (!makesFiles(core)) return rowsOf(call, order, await (hasFile ? item.send(run) : run()));
  const started: Started = { ids: input as Ids, credits: 0, ...namesOf(order) };
  if (waitModeOf(call) !== 'none')
    return [await filesOutputOf(call, started, await finish(call, input, { firstMs: 0 }))];
  const output = await look(call, input);
  return [output ? await filesOutputOf(call, started, output) : startedOutput(call, started)];
}

/** When the vendor has called back. */
export async function finishCalled(call: Call, note: IDataObject): Promise<Output> {
  const started = note as unknown as Started;
  return filesOutputOf(call, started, await finish(call, started.ids, { firstMs: 0 }));
}

/** Looks once before: a task that is done already may have called back too early. */
async function rest(call: Call, started: Started, paid: Paid): Promise<Output> {
  const { item, core } = call;
  const output = await look(call, started.ids);
  if (output) return filesOutputOf(call, started, output);
  // The vendor calls the execution that made the task. In another one, a user's retry, only asking helps.
  if (paid.execution !== item.context.getExecutionId()) return finishCalled(call, { ...started });
  const limitMs = waitMsOf(item, 'waitLimit', core.keptForMs ?? oneHourMs);
  await waitForCall(item, { note: { ...started }, limitMs });
  return startedOutput(call, started);
}

const oneHourMs = 3_600_000;

async function start(call: Call, order: Order, callback: object): Promise<Ids> {
  const { item, core, client } = call;
  const { input, files } = order;
  const run = async () => core.start(client, { ...input, ...callback, ...(await read(call, files)) });
  return (await (Object.keys(files).length > 0 ? item.send(run) : run())) as Ids;
}

async function read({ item }: Call, files: Order['files']): Promise<Record<string, File>> {
  const all = Object.entries(files).map(async ([name, source]) => [name, await readFile(item, source)]);
  return Object.fromEntries(await Promise.all(all));
}

const baseWait = ({ form, core }: Call): Wait | undefined => form.wait ?? core.wait;

function finish(call: Call, ids: object, { firstMs }: { firstMs?: number | undefined }): Promise<object> {
  const base = baseWait(call);
  const usual = base && firstMs !== undefined ? { ...base, firstMs } : base;
  return call.core.finish(call.client, ids, usual && waitOf(call.item, usual));
}

/** The output, or undefined if the task is not done yet. */
async function look(call: Call, ids: object): Promise<object | undefined> {
  const { core, client } = call;
  const base = baseWait(call);
  return core.finish(client, ids, base && { ...base, timeoutMs: 0 }).catch((error: unknown) => {
    if (isWaitOver(error)) return undefined;
    throw error;
  });
}

const namesOf = ({ source, name }: Order): Pick<Started, 'name' | 'sourceFileName'> => {
  if (name === undefined) return {};
  return source ? { sourceFileName: name } : { name };
};

const startedBy = (
  { ids, expiresAt }: Paid,
  { credits, ...names }: { readonly credits: number | undefined } & ReturnType<typeof namesOf>,
): Started => ({
  ids,
  ...(credits !== undefined && { credits }),
  ...names,
  ...(expiresAt !== undefined && { expiresAt }),
});

const waitModes = ['poll', 'callback', 'none'] as const;

/** Where an operation has no such field, its result is there at once. */
function waitModeOf(call: Call): (typeof waitModes)[number] {
  if (!baseWait(call)) return 'poll';
  const chosen = call.item.parameter<unknown>('waitMode', 'poll');
  const mode = waitModes.find((one) => one === chosen);
  if (mode !== undefined) return mode;
  throw refuse(
    call.item,
    `'Wait for Result' has no choice '${chosen}'`,
    `Choose one of: ${waitModes.join(', ')}`,
  );
}

function callbackUrl(item: Item, { isAlone }: Order): string {
  if (isAlone) return callbackUrlOf(item);
  throw refuse(
    item,
    'An execution can wait for one callback only',
    "Give one file, or choose another way in the field 'Wait for Result'",
  );
}
