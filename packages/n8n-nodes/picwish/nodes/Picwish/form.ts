import { type Item, listOf, refuse } from '@api-repack/n8n-kit';
import { type IDataObject, type INodeProperties, jsonParse } from 'n8n-workflow';

/** What a tool looks like in n8n. Its fields have the names that PicWish gives them. */
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

export interface FormField extends INodeProperties {
  /** How the value travels, if not as it is. An empty text never does. */
  readonly wire?: 'flag' | 'number' | 'list' | 'json' | 'not';
}

/** A choice; `''` is the vendor's own default. */
export function choice(
  name: string,
  displayName: string,
  labels: Readonly<Record<string, string>>,
  description: string,
): FormField {
  const options = Object.entries(labels).map(([value, label]) => ({ name: label, value }));
  options.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return {
    displayName,
    name,
    type: 'options',
    default: '',
    options: [{ name: 'Automatic', value: '' }, ...options],
    description,
  };
}

export const numberChoice = (...field: Parameters<typeof choice>): FormField => ({
  ...choice(...field),
  wire: 'number',
});

export const flag = (name: string, displayName: string, description: string): FormField => ({
  displayName,
  name,
  type: 'boolean',
  default: false,
  description,
  wire: 'flag',
});

/** A number; empty is the vendor's own default. */
export const amount = (
  name: string,
  displayName: string,
  [minValue, maxValue]: readonly [number, number],
  description: string,
): FormField => ({
  displayName,
  name,
  type: 'number',
  typeOptions: { minValue, maxValue },
  default: '',
  description,
  wire: 'number',
});

export const text = (
  name: string,
  displayName: string,
  description: string,
  placeholder = '',
): FormField => ({ displayName, name, type: 'string', default: '', description, placeholder });

export const list = (...field: Parameters<typeof text>): FormField => ({ ...text(...field), wire: 'list' });

export const colour = (name: string): FormField => ({
  displayName: 'Background Color',
  name,
  type: 'color',
  default: '',
  description: 'Colour behind the subject. A file that knows no transparency needs one.',
});

/** The fields as n8n knows them. */
export const asProperties = (fields: readonly FormField[] = []): INodeProperties[] =>
  fields.map((field) => {
    const property = { ...field };
    delete property.wire;
    return property;
  });

type FormItem = Item;

/** What the user chose, in the words of the wire. Core checks the values. */
export function chosen(item: FormItem, { main = [], extra = [] }: ToolForm): IDataObject {
  const named = [
    ...main.map((field) => [field, field.name] as const),
    ...extra.map((field) => [field, `options.${field.name}`] as const),
  ];
  const values = named.map(([field, name]) => [
    field.name,
    onWire(item, field, item.parameter<unknown>(name, undefined)),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function onWire(item: FormItem, { wire, displayName }: FormField, value: unknown): unknown {
  if (value === undefined || value === null || value === '' || wire === 'not') return undefined;
  if (wire === 'flag') return value ? 1 : 0;
  if (wire === 'number') return Number(value);
  if (wire === 'list') return listOf(value, /\s*,\s*/);
  if (wire !== 'json' || typeof value !== 'string') return value;
  const parsed = jsonParse<unknown>(value, { fallbackValue: undefined });
  if (parsed !== undefined) return parsed;
  throw refuse(item, `'${displayName}' is not valid JSON`, 'Check brackets, quotes and commas');
}
