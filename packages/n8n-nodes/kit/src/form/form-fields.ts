import type { Cost } from '@api-repack/core';
import { coreOf, sourceFieldsOf } from './core-operation.ts';
import { type FieldShape, shapeOf } from './field-shape.ts';
import type { Alternatives, FieldLabel, OperationForm } from './operation-form.ts';

/** A field of a form: what core says about it, and its words. */
export interface FormField {
  /** In the input of core's operation. */
  readonly name: string;
  readonly parameter: string;
  readonly label: string;
  readonly isOption: boolean;
  readonly shape: FieldShape;
  readonly words: FieldLabel;
  /** It is sent only if it is chosen in this parameter. */
  readonly chosenIn?: string;
  /** What it adds to the price. */
  readonly credits: number;
}

export interface Choice extends Alternatives {
  readonly parameter: string;
}

export interface FormFields {
  /** In the order in which they are shown. A choice stands before its fields. */
  readonly main: readonly (FormField | Choice)[];
  readonly options: readonly FormField[];
}

/** How a result comes back is for the node to decide. */
const transport = ['callback_url', 'return_type'];

export function fieldsOfForm(form: OperationForm): FormFields {
  const core = coreOf(form.core);
  const { input, cost } = core;
  const { main = [], omit = [], labels = {}, alternatives = {}, earlier } = form;
  const source = sourceFieldsOf(core);
  const hidden = [...transport, ...omit, source?.file, source?.url, earlier?.field];
  const known = Object.keys({ ...input.entries, ...coreInput(form.variant?.core) });
  const offered = known.filter((name) => !hidden.includes(name));
  const entries = { ...coreInput(form.variant?.core), ...input.entries };
  const fieldOf = (name: string, more: Pick<FormField, 'isOption'> & { chosenIn?: string }): FormField => {
    const words = labels[name] ?? {};
    const schema = entries[name];
    if (!schema) throw new Error(`${core.name} has no field ${name}`);
    const { label = titleOf(name), parameter = name } = words;
    const shape = shapeOf(schema);
    return { name, parameter, label, shape, words, credits: creditsOf(cost, name), ...more };
  };
  const shown = main.flatMap((name): (FormField | Choice)[] => {
    const choice = alternatives[name];
    if (!choice) return [fieldOf(name, { isOption: false })];
    const fields = Object.keys(choice.of).map((one) => fieldOf(one, { isOption: false, chosenIn: name }));
    return [{ ...choice, parameter: name }, ...fields];
  });
  const inMain = shown.flatMap((one) => ('name' in one ? [one.name] : []));
  const others = offered.filter((name) => !inMain.includes(name));
  return { main: shown, options: others.map((name) => fieldOf(name, { isOption: true })) };
}

const coreInput = (core: OperationForm['core'] | undefined) => (core ? coreOf(core).input.entries : {});

export const isField = (one: FormField | Choice): one is FormField => 'name' in one;

export const fieldsIn = ({ main, options }: FormFields): FormField[] => [...main.filter(isField), ...options];

/** The labels of a form, by the names of the input's fields. */
export const labelsOf = (fields: FormFields): Readonly<Record<string, string>> =>
  Object.fromEntries(fieldsIn(fields).map(({ name, label }) => [name, label]));

function creditsOf(cost: Cost, name: string): number {
  if (typeof cost === 'string') return 0;
  const change = cost.changes?.find(({ fields, values }) => fields.includes(name) && !values);
  return change?.credits ?? 0;
}

/** `scale_factor` is "Scale Factor", and `mmWidth` is "Mm Width". */
export const titleOf = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replaceAll('_', ' ')
    .replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll(/\b(Id|Url|Dpi|Ip)\b/g, (word) => word.toUpperCase());
