import type { Vendor, Wait } from '@api-repack/core';
import type { INodeProperties } from 'n8n-workflow';
import { refuse } from './refuse.ts';
import type { Item, Operations } from './run-items.ts';

/** Fields for `sourcesOf`. */
export const inputFields: INodeProperties[] = [
  {
    displayName: 'Input',
    name: 'inputSource',
    type: 'options',
    noDataExpression: true,
    default: 'binary',
    options: [
      { name: 'Binary Field', value: 'binary', description: 'Files that the input item holds' },
      { name: 'URL', value: 'url', description: 'Files at web addresses' },
    ],
  },
  {
    displayName: 'Input Data Field Name',
    name: 'binaryField',
    type: 'string',
    required: true,
    default: 'data',
    displayOptions: { show: { inputSource: ['binary'] } },
    hint: 'The name of the input binary field that holds the image',
    description: 'Separate several names with commas',
  },
  {
    displayName: 'Image URL',
    name: 'imageUrl',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. https://example.com/photo.jpg',
    displayOptions: { show: { inputSource: ['url'] } },
    description:
      'Web address of the image. Several addresses may follow each other after a space or a comma.',
  },
];

/** Fields for `toOutput`. */
export const outputFields: INodeProperties[] = [
  {
    displayName: 'Output',
    name: 'output',
    type: 'options',
    noDataExpression: true,
    default: 'both',
    options: [
      { name: 'File', value: 'file', description: 'Download the result' },
      { name: 'File and URL', value: 'both', description: 'Download the result, and give its address, too' },
      { name: 'URL', value: 'url', description: 'Give the address of the result, which expires' },
    ],
  },
  {
    displayName: 'Put Output File in Field',
    name: 'outputField',
    type: 'string',
    required: true,
    default: 'data',
    displayOptions: { show: { output: ['file', 'both'] } },
    hint: 'The name of the output binary field to put the file in',
  },
];

/** The field "Options" with entries that all nodes have, and those of the operation. Sorted, as n8n demands. */
export function optionsField(...groups: INodeProperties[][]): INodeProperties {
  const options = groups.flat().sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options,
  };
}

export const commonOptionsFor = (itemsAtOnce: number): INodeProperties[] => [
  {
    displayName: 'Include Input JSON',
    name: 'keepInput',
    type: 'boolean',
    default: false,
    description: "Whether to put the input item's JSON below the result's fields, except for a field 'error'",
  },
  {
    displayName: 'Items at Once',
    name: 'itemsAtOnce',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 1, maxValue: maxItemsAtOnce },
    default: itemsAtOnce,
    description: 'How many files may be on their way at the same time',
  },
  {
    displayName: 'Spend Limit (Credits)',
    name: 'spendLimit',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 0 },
    default: 0,
    description:
      'What a run of this node may spend at most, by the published prices. What would go beyond is not sent. 0 means no limit.',
  },
];

export const defaultItemsAtOnce = 20;
export const maxItemsAtOnce = 1000;

export const commonOptions = commonOptionsFor(defaultItemsAtOnce);

/** In seconds. Timers do not know numbers that are much larger. */
const longestWait = 1_000_000;

const waitNames = {
  firstWait: 'First Wait (Seconds)',
  pollInterval: 'Poll Interval (Seconds)',
  waitLimit: 'Wait Limit (Seconds)',
};

/** Options for `waitOf`. */
export function waitOptions({ firstMs, everyMs, timeoutMs }: Wait): INodeProperties[] {
  const seconds = (name: keyof typeof waitNames, ms: number, description: string): INodeProperties => ({
    displayName: waitNames[name],
    name,
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 2 },
    default: ms / 1000,
    description,
  });
  return [
    seconds('firstWait', firstMs, 'How long to wait before asking for the result'),
    seconds(
      'pollInterval',
      everyMs,
      'How long to wait before asking again. Grows while the task takes long.',
    ),
    seconds(
      'waitLimit',
      timeoutMs,
      'How long to wait in all. After that the node stops, and tells the ids to go on with.',
    ),
  ];
}

/** Never polls more often than 50 times a second, whatever the settings say. */
export function waitOf(item: Item, defaults: Wait): Wait {
  const everyMs = Math.max(20, waitMsOf(item, 'pollInterval', defaults.everyMs));
  return {
    ...defaults,
    everyMs,
    firstMs: waitMsOf(item, 'firstWait', defaults.firstMs),
    timeoutMs: waitMsOf(item, 'waitLimit', defaults.timeoutMs),
    maxEveryMs: Math.max(everyMs, defaults.maxEveryMs),
  };
}

/** One of the options that `waitOptions` describes. */
export function waitMsOf(item: Item, name: keyof typeof waitNames, fallbackMs: number): number {
  const value = item.parameter<unknown>(`options.${name}`, fallbackMs / 1000);
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= longestWait) return seconds * 1000;
  throw refuse(
    item,
    `'${waitNames[name]}' is not a number of seconds`,
    `Enter a number from 0 to ${longestWait}`,
  );
}

/** The name of the field for the file of `toOutput`. */
export function outputFieldOf(item: Item): string {
  const name = item.parameter<unknown>('outputField', 'data');
  if (typeof name === 'string' && name.trim() !== '') return name;
  throw refuse(item, "'Put Output File in Field' is empty", 'Enter the name of a field, such as data');
}

export const booleanOf = (item: Item, name: string, fallback: boolean): boolean =>
  toBoolean(item, name.replace('options.', ''), item.parameter<unknown>(name, fallback));

/** What an expression gives for a switch. */
export function toBoolean(item: Item, name: string, value: unknown): boolean {
  const word = String(value ?? '').trim();
  const said = booleans.get(word.toLowerCase());
  if (said !== undefined) return said;
  throw refuse(item, `'${name}' is neither true nor false`, 'Enter true or false');
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

/** Before anything is paid, refuses what would only show afterwards. */
export function checkFields(item: Item): void {
  for (const name of Object.keys(waitNames)) waitMsOf(item, name as keyof typeof waitNames, 0);
  outputFieldOf(item);
  booleanOf(item, 'options.keepInput', false);
}

/** The fields of all operations, each shown for its own operation only. */
export function fieldsOfAll<V extends Vendor>(operations: Operations<V>): INodeProperties[] {
  return Object.entries(operations).flatMap(([resource, group]) =>
    Object.entries(group).flatMap(([operation, { fields }]) =>
      fields.map((field) => shownFor(field, { resource: [resource], operation: [operation] })),
    ),
  );
}

/** These conditions come first: n8n skips all that come after one whose value is an expression. */
function shownFor(field: INodeProperties, conditions: Record<string, string[]>): INodeProperties {
  const { displayOptions } = field;
  return {
    ...field,
    displayOptions: { ...displayOptions, show: { ...conditions, ...displayOptions?.show } },
  };
}
