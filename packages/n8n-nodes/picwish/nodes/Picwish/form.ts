import { type Item, listOf, refuse, toBoolean } from '@api-repack/n8n-kit';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** What a tool looks like in n8n. */
export interface ToolForm {
  /** In the list of operations. */
  readonly name: string;
  /** In the list of actions. */
  readonly action: string;
  readonly description: string;
  /** Always visible. */
  readonly main?: readonly FormField[];
  /** Among the options. */
  readonly extra?: readonly FormField[];
}

/** Named as PicWish names it, unless it never travels. */
export interface FormField extends INodeProperties {
  /** How the value travels, if not as it is. An empty text never does. */
  readonly wire?: 'flag' | 'number' | 'list' | 'json' | 'never';
}

/** What stands beside the name of every field. */
interface Words {
  readonly label: string;
  readonly description: string;
}

/** PicWish decides, unless the user does. */
export function choice(
  name: string,
  labels: Readonly<Record<string, string>>,
  { label, description }: Words,
): FormField {
  const options = Object.entries(labels).map(([value, text]) => ({ name: text, value }));
  options.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return {
    displayName: label,
    name,
    type: 'options',
    default: '',
    options: [{ name: 'Automatic', value: '' }, ...options],
    description,
  };
}

/** A choice whose values are numbers to PicWish. */
export const numberedChoice = (...field: Parameters<typeof choice>): FormField => ({
  ...choice(...field),
  wire: 'number',
});

/** A choice between ways to say something, which itself is not said. */
export const switchBetween = (
  name: string,
  options: NonNullable<FormField['options']>,
  { label, description }: Words,
): FormField => {
  const [first] = options as readonly { value: string }[];
  const field: FormField = { displayName: label, name, type: 'options', default: '', options, description };
  return { ...field, default: first?.value ?? '', noDataExpression: true, wire: 'never' };
};

export const flag = (name: string, { label, description }: Words): FormField => ({
  displayName: label,
  name,
  type: 'boolean',
  default: false,
  description,
  wire: 'flag',
});

export const amount = (
  name: string,
  [min, usual, max]: readonly [min: number, usual: number, max: number],
  { label, description }: Words,
): FormField => ({
  displayName: label,
  name,
  type: 'number',
  typeOptions: { minValue: min, maxValue: max },
  default: usual,
  description,
  wire: 'number',
});

export const text = (
  name: string,
  { label, description, example = '' }: Words & { example?: string },
): FormField => ({
  displayName: label,
  name,
  type: 'string',
  default: '',
  description,
  placeholder: example && `e.g. ${example}`,
});

export const shownWhen = (field: FormField, show: Record<string, string[]>): FormField => ({
  ...field,
  displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, ...show } },
});

/** The fields as n8n knows them. */
export const asProperties = (fields: readonly FormField[] = []): INodeProperties[] =>
  fields.map((field) => {
    const property = { ...field };
    delete property.wire;
    return property;
  });

/** The labels of the fields, by their names. */
export const labelsOf = ({
  main = [],
  extra = [],
}: Pick<ToolForm, 'main' | 'extra'>): Record<string, string> =>
  Object.fromEntries([...main, ...extra].map(({ name, displayName }) => [name, displayName]));

/** What the user chose, in the words of the wire. Core checks the values. */
export function chosen(item: Item, { main = [], extra = [] }: Pick<ToolForm, 'main' | 'extra'>): IDataObject {
  const values = [
    ...main.map((field) => [field, item.parameter<unknown>(field.name, '')] as const),
    ...extra.map((field) => [field, item.parameter<unknown>(`options.${field.name}`, '')] as const),
  ];
  const onWire = values.map(([field, value]) => [field.name, toWire(item, field, value)]);
  return Object.fromEntries(onWire.filter(([, value]) => value !== undefined));
}

function toWire(item: Item, { wire, displayName }: FormField, value: unknown): unknown {
  if (value === null || value === '' || wire === 'never') return undefined;
  if (wire === 'flag') return toBoolean(item, displayName, value) ? 1 : 0;
  if (wire === 'number') return Number(value);
  if (wire === 'list') return listOf(value, /\s*,\s*/);
  return wire === 'json' && typeof value === 'string' ? parse(item, displayName, value) : value;
}

function parse(item: Item, label: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw refuse(item, `'${label}' is not valid JSON`, 'Check brackets, quotes and commas');
  }
}
