import type { FilesOutput, Ids } from '@api-repack/core';
import type { IDataObject } from 'n8n-workflow';
import { withoutExtension } from '../file-name.ts';
import { toOutput, withInput } from '../output-files.ts';
import type { Output } from '../run-items.ts';
import type { Order } from './form-operation.ts';
import type { Call } from './run-order.ts';

/** What is known of a task from its start. Plain JSON, because it is kept while an execution waits. */
export interface Started {
  readonly ids: Ids;
  readonly credits?: number;
  readonly sourceFileName?: string;
  /** For the name of the result's file, where there is no other. */
  readonly name?: string;
  readonly expiresAt?: string;
}

export const startedOutput = (call: Call, started: Started): Output =>
  withInput(call.item, { ...factsOf(call, started), state: 'processing' });

/** The files of a task as one output. */
export function filesOutputOf(call: Call, started: Started, output: object): Promise<Output> {
  const { item, form, core, resumption } = call;
  const { files, ...others } = output as FilesOutput;
  const { toJson = camelCased, readsText = false } = form;
  const id = String(idOf(started, resumption) ?? '');
  return toOutput(item, {
    json: { ...factsOf(call, started), state: 'done', ...toJson(others) },
    files,
    ids: started.ids,
    names: { name: withoutExtension(started.sourceFileName ?? started.name ?? id), operation: core.name, id },
    readsText,
  });
}

/** The JSON of an operation without files. A single list or object in it is what the user asked for: its rows are items. */
export function rowsOf({ item, form }: Call, { source, name }: Order, output: object): Output[] {
  const { toJson = camelCased } = form;
  const entries = Object.values(output);
  const [only] = entries;
  const isWrapped = entries.length === 1 && (only === undefined || typeof only === 'object');
  const rows = isWrapped ? [only ?? []].flat() : [output];
  const known = source && name !== undefined ? { sourceFileName: name } : {};
  return rows.map((row) => withInput(item, { ...toJson(row), ...known }));
}

/** The ids have the names of the parameters that take them. */
function factsOf({ resumption }: Call, { ids, sourceFileName, credits, expiresAt }: Started): IDataObject {
  const parameters = Object.entries(resumption?.parameters ?? {});
  const known = parameters.map(([field, parameter]) => [parameter, ids[field]] as const);
  return defined({ ...Object.fromEntries(known), sourceFileName, credits, expiresAt });
}

const idOf = ({ ids }: Pick<Started, 'ids'>, resumption: Call['resumption']) => {
  const [field] = Object.entries(resumption?.parameters ?? {}).find(([, name]) => name === 'id') ?? [];
  return field === undefined ? undefined : ids[field];
};

/** Core's names, such as `image_width`, in the manner of n8n. */
const camelCased = (output: object): IDataObject =>
  defined(
    Object.fromEntries(
      Object.entries(output).map(([name, value]) => [
        name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        value,
      ]),
    ),
  );

const defined = (fields: Readonly<Record<string, unknown>>): IDataObject =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as IDataObject;
