import type { INodeProperties } from 'n8n-workflow';
import { defaultItemsAtOnce, shownFor } from '../fields.ts';
import { coreOf } from '../form/core-operation.ts';
import { fieldsIn, fieldsOfForm } from '../form/form-fields.ts';
import { formProperties } from '../form/form-properties.ts';
import { menusOf } from '../form/menus.ts';
import type { OperationForm, ResourceForm, Resources } from '../form/operation-form.ts';
import type { Resumption } from '../node-error.ts';
import { subtitleOf } from '../subtitle.ts';
import { formOperation, type NodeOperation } from './form-operation.ts';

/** By resource, then by operation. */
export type Operations = Readonly<Record<string, Readonly<Record<string, NodeOperation>>>>;

export interface NodeForms {
  readonly properties: INodeProperties[];
  readonly subtitle: string;
  readonly operations: Operations;
}

/** All that a node shows and does, out of core's operations and a table of words. */
export function nodeForms(resources: Resources, itemsAtOnce: number = defaultItemsAtOnce): NodeForms {
  const menus = menusOf(resources);
  const fields = Object.entries(resources).flatMap(([resource, { operations }]) =>
    Object.entries(operations).flatMap(([operation, form]) =>
      formProperties(form, fieldsOfForm(form), form.itemsAtOnce ?? itemsAtOnce).map((field) =>
        shownFor(field, { resource: [resource], operation: [operation] }),
      ),
    ),
  );
  const operations = Object.entries(resources).map(([resource, form]) => [
    resource,
    operationsOf(form, itemsAtOnce),
  ]);
  return {
    properties: [...menus, ...fields],
    subtitle: subtitleOf(menus),
    operations: Object.fromEntries(operations),
  };
}

function operationsOf({ operations }: ResourceForm, usual: number): Operations[string] {
  const forms = Object.values(operations);
  const entries = Object.entries(operations).map(([operation, form]) => {
    const { itemsAtOnce = usual } = form;
    return [operation, formOperation(form, { resumption: resumptionOf(form, forms), itemsAtOnce })];
  });
  return Object.fromEntries(entries);
}

/** How the errors of an operation name the one that fetches its result. */
function resumptionOf(form: OperationForm, forms: readonly OperationForm[]): Resumption | undefined {
  const { resumedBy, name, output } = coreOf(form.core);
  const isResult = (one: OperationForm) => coreOf(one.core).name === (resumedBy ?? name);
  const result = 'files' in (output.entries ?? {}) ? forms.find(isResult) : undefined;
  if (!result || (resumedBy === undefined && coreOf(form.core).cost !== 'free')) return undefined;
  const fields = fieldsIn(fieldsOfForm(result));
  const main = fields.filter(({ isOption }) => !isOption);
  return {
    operation: result.name,
    labels: Object.fromEntries(fields.map(({ name, label }) => [name, label])),
    values: Object.fromEntries(fields.map(({ name, words }) => [name, words.values ?? {}])),
    parameters: Object.fromEntries(main.map(({ name, parameter }) => [name, parameter])),
  };
}
