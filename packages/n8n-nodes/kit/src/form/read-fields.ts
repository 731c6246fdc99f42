import type { IDataObject } from 'n8n-workflow';
import { listOf } from '../image-urls.ts';
import { fieldsOf, type Source } from '../input-files.ts';
import { toBoolean } from '../parameters.ts';
import { refuse } from '../refuse.ts';
import type { Item } from '../run-items.ts';
import { colorParameter, ownColor } from './field-property.ts';
import { type Choice, type FormField, type FormFields, fieldsIn, isField } from './form-fields.ts';
import type { FieldLabel } from './operation-form.ts';

/** What the user chose, by the names of core's fields. */
export interface Chosen {
  /** Plain JSON. */
  readonly input: IDataObject;
  /** Files that are read when they are sent. */
  readonly files: Readonly<Record<string, Source>>;
}

/** Reads the parameters of an item. Core checks the values. */
export async function readFields(item: Item, form: FormFields): Promise<Chosen> {
  const choices = form.main.filter((one): one is Choice => !isField(one));
  const chosen = new Map(choices.map((choice) => [choice.parameter, chosenOf(item, choice)]));
  const input: IDataObject = {};
  const files: Record<string, Source> = {};
  const fields = fieldsIn(form).sort((a, b) => Number(Boolean(a.words.when)) - Number(Boolean(b.words.when)));
  for (const field of fields) {
    const { name, chosenIn, label, shape, words } = field;
    if (chosenIn !== undefined && chosen.get(chosenIn) !== name) continue;
    if (words.when && !isWanted(input[words.when.field], words.when.is)) continue;
    const value = chosenValue(item, field);
    if (value === undefined) {
      if (chosenIn !== undefined) throw refuse(item, `'${label}' is empty`, `Fill in the field '${label}'`);
    } else if (shape.kind === 'file') [files[name]] = (await fieldsOf(item, value)) as [Source];
    else input[name] = value as IDataObject[string];
  }
  return { input, files };
}

function chosenOf(item: Item, { parameter, label, of }: Choice): string {
  const names = Object.keys(of);
  const chosen = item.parameter<unknown>(parameter, names[0]);
  const found = names.find((name) => name === chosen);
  if (found !== undefined) return found;
  throw refuse(item, `'${label}' has no choice '${chosen}'`, `Choose one of: ${names.join(', ')}`);
}

const isWanted = (value: unknown, wanted: readonly string[]): boolean =>
  [value ?? ''].flat().some((one) => wanted.includes(String(one)));

/** Undefined for what the user left empty. */
function chosenValue(item: Item, field: FormField): unknown {
  const { parameter, isOption, words, shape, label } = field;
  const read = (name: string) => item.parameter<unknown>(isOption ? `options.${name}` : name, '');
  const given = read(parameter);
  const isOwn = Boolean(words.color && words.values) && given === ownColor;
  const value = isOwn ? read(colorParameter(parameter)) : given;
  const isNothing = value === undefined || value === null;
  if (isNothing && (words.values || shape.kind === 'choice' || shape.kind === 'number'))
    throw refuse(
      item,
      `The expression of '${label}' gives nothing`,
      'Choose a value, or correct the expression',
    );
  if (isNothing || value === '') return undefined;
  if (words.color) return colorOf(String(value), words.color);
  switch (shape.kind) {
    case 'flag':
      return words.values ? numberOf(value) : Number(toBoolean(item, label, value));
    case 'boolean':
      return toBoolean(item, label, value);
    case 'number':
      return numberOf(value);
    case 'choice':
      return typeof shape.values[0] === 'number' ? numberOf(value) : value;
    case 'texts':
      // Core says what is needed.
      return isOption ? notEmpty(listOf(value, /\s*,\s*/)) : listOf(value, /\s*,\s*/);
    case 'rectangles':
      return notEmpty(rectanglesOf(item, label, value));
    default:
      return typeof value === 'number' ? String(value) : value;
  }
}

/** An expression may give a number as a text. */
const numberOf = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value;

const notEmpty = (list: unknown): unknown => (Array.isArray(list) && list.length === 0 ? undefined : list);

const hexColor = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?$/i;

/** n8n's color picker gives `#rrggbb`. What is no color is left to core's check. */
function colorOf(value: string, format: NonNullable<FieldLabel['color']>): string {
  const [, ...parts] = hexColor.exec(value.trim()) ?? [];
  if (parts.length === 0 || format === 'css') return value;
  return format === 'hex' ? parts.join('') : parts.map((part) => Number.parseInt(part, 16)).join(',');
}

/** From the form, or from an expression: a list, or JSON of one. */
function rectanglesOf(item: Item, label: string, value: unknown): unknown {
  const given = typeof value === 'string' ? parse(item, label, value) : value;
  const list = Array.isArray(given) ? given : ((given as { rectangle?: unknown }).rectangle ?? []);
  return Array.isArray(list) ? list.map(withNumbers) : list;
}

function parse(item: Item, label: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw refuse(
      item,
      `'${label}' is not valid JSON`,
      'Give a list such as [{"x":0,"y":0,"width":100,"height":50}]',
    );
  }
}

const withNumbers = (rectangle: unknown): unknown =>
  typeof rectangle === 'object' && rectangle !== null
    ? Object.fromEntries(Object.entries(rectangle).map(([name, side]) => [name, numberOf(side)]))
    : rectangle;
