import type { Client, Vendor } from '@api-repack/core';
import type { IDataObject } from 'n8n-workflow';
import { checkInput, someFile } from '../check-input.ts';
import { urlNamesOf } from '../fields.ts';
import { type CoreOperation, coreOf, sourceFieldsOf } from '../form/core-operation.ts';
import { type FormFields, fieldsOfForm, labelsOf } from '../form/form-fields.ts';
import type { OperationForm } from '../form/operation-form.ts';
import { readFields } from '../form/read-fields.ts';
import { listOf } from '../image-urls.ts';
import { describeSource, nameOf, type Source, sourcesOf } from '../input-files.ts';
import type { Resumption } from '../node-error.ts';
import { booleanOf } from '../parameters.ts';
import { refuse } from '../refuse.ts';
import type { Item, Output, Work } from '../run-items.ts';
import { type Call, finishCalled, runFree, runPaid } from './run-order.ts';

/** One entry of a node's "Operation" menu. */
export interface NodeOperation {
  readonly resumption: Resumption | undefined;
  /** Where the user does not say it. */
  readonly itemsAtOnce: number;
  /**
   * Refuses all that can be known to be wrong before anything is sent. Reads no file: that is for the works, so that only
   * the files under way are in memory.
   */
  plan(item: Item): Promise<readonly Work[]>;
  /** The output of an execution that waited, when the vendor has called. */
  finishCalled(item: Item, note: IDataObject): Promise<Output>;
}

/** What one call of the vendor is about. */
export interface Order {
  /** By the names of core's fields; plain JSON. */
  readonly input: IDataObject;
  /** Read when they are sent. */
  readonly files: Readonly<Record<string, Source>>;
  readonly source?: Source;
  /** Of the image, for the output. */
  readonly name?: string;
  /** Tells apart the orders of one item. */
  readonly position: number;
  /** No other order of the item makes a task. */
  readonly isAlone: boolean;
}

/** Plans and runs an operation of core as its form says. */
export function formOperation(
  form: OperationForm,
  { resumption, itemsAtOnce }: Pick<NodeOperation, 'resumption' | 'itemsAtOnce'>,
): NodeOperation {
  const fields = fieldsOfForm(form);
  const callOf = async (item: Item): Promise<Call> => {
    const core = coreFor(item, form);
    const client = form.clientOf ? await form.clientOf(item) : (item.client as Client<Vendor>);
    return { item, form, core, client, resumption };
  };
  return {
    resumption,
    itemsAtOnce,
    async plan(item) {
      const call = await callOf(item);
      const orders = await ordersOf(call, fields);
      for (const order of orders) check(call, order, fields);
      return orders.map((order) => workOf(call, order));
    },
    finishCalled: async (item, note) => finishCalled(await callOf(item), note),
  };
}

function coreFor(item: Item, { core, variant }: OperationForm): CoreOperation {
  const isVariant = variant && booleanOf(item, `options.${variant.option.name}`, false);
  return coreOf(isVariant ? variant.core : core);
}

function workOf(call: Call, order: Order): Work {
  const work = async () => (call.core.cost === 'free' ? runFree(call, order) : runPaid(call, order));
  return order.source ? Object.assign(work, { source: describeSource(call.item, order.source) }) : work;
}

async function ordersOf({ item, form, core }: Call, fields: FormFields): Promise<Order[]> {
  const chosen = await readFields(item, fields);
  const input = form.complete ? await form.complete(item, chosen.input) : chosen.input;
  const orders = await ofImages(item, { form, core }, { ...chosen, input });
  return orders.map((order, position, { length }) => ({ ...order, position, isAlone: length === 1 }));
}

type Bare = Omit<Order, 'position' | 'isAlone'>;

async function ofImages(
  item: Item,
  { form, core }: Pick<Call, 'form' | 'core'>,
  { input, files }: Bare,
): Promise<Bare[]> {
  const { earlier, each, namedBy } = form;
  const withEach = (field: string, ids: readonly string[]): Bare[] =>
    ids.map((id) => ({ input: { ...input, [field]: id }, files, name: id }));
  const fields = sourceFieldsOf(core);
  if (!fields && each !== undefined) return withEach(each, idsOf(item, input[each]));
  if (!fields) return [{ input, files, ...(namedBy !== undefined && { name: baseName(input[namedBy]) }) }];
  if (earlier && item.parameter('inputSource', '') === 'earlier')
    return withEach(earlier.field, idsOf(item, item.parameter<unknown>('earlierId', '')));
  const sources = await sourcesOf(item, fields);
  return sources.map((source): Bare => {
    const known = { source, name: nameOf(item, source) };
    if ('url' in source && fields.url !== undefined)
      return { ...known, files, input: { ...input, [fields.url]: source.url } };
    return { ...known, input, files: { ...files, [fields.file ?? '']: source } };
  });
}

function idsOf(item: Item, value: unknown): string[] {
  const ids = listOf(value, /[\s,]+/).map((id) => String(id).trim());
  if (ids.length > 0) return ids;
  throw refuse(item, 'No ID is given', 'Enter the ID that an earlier execution returned');
}

const baseName = (path: unknown): string => String(path ?? '').replace(/^.*\//s, '');

function check({ item, core }: Call, { input, files }: Order, fields: FormFields): void {
  const { url } = sourceFieldsOf(core) ?? {};
  const standIns = Object.keys(files).map((name) => [name, someFile] as const);
  checkInput(item, {
    schema: core.input,
    input: { ...input, ...Object.fromEntries(standIns) },
    labels: { ...labelsOf(fields), ...(url !== undefined && { [url]: urlNamesOf(core.vendor).displayName }) },
  });
}
