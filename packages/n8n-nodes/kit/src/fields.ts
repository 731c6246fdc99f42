import type { Vendor, Wait } from '@api-repack/core';
import type { INodeProperties } from 'n8n-workflow';
import { defaultItemsAtOnce, type Item, type Operations } from './run-items.ts';

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
    description: 'Web address of the image. Separate several addresses with spaces.',
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
    description: "Whether to put the input item's JSON below the result's fields",
  },
  {
    displayName: 'Items at Once',
    name: 'itemsAtOnce',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 1, maxValue: 1000 },
    default: itemsAtOnce,
    description: 'How many files may be on their way at the same time',
  },
];

export const commonOptions = commonOptionsFor(defaultItemsAtOnce);

/** Options for `waitOf`. */
export function waitOptions({ firstMs, everyMs, timeoutMs }: Wait): INodeProperties[] {
  const seconds = { type: 'number', typeOptions: { minValue: 0, numberPrecision: 2 } } as const;
  return [
    {
      displayName: 'First Wait (Seconds)',
      name: 'firstWait',
      ...seconds,
      default: firstMs / 1000,
      description: 'How long to wait before asking for the result',
    },
    {
      displayName: 'Poll Interval (Seconds)',
      name: 'pollInterval',
      ...seconds,
      default: everyMs / 1000,
      description: 'How long to wait before asking again. Grows while the task takes long.',
    },
    {
      displayName: 'Wait Limit (Seconds)',
      name: 'waitLimit',
      ...seconds,
      default: timeoutMs / 1000,
      description: 'How long to wait in all. After that the node stops, and tells the ids to go on with.',
    },
  ];
}

/** Never polls more often than 50 times a second, whatever the settings say. */
export function waitOf({ parameter }: Item, defaults: Wait): Wait {
  const ms = (name: string, fallback: number) =>
    Number(parameter<number>(`options.${name}`, fallback / 1000)) * 1000;
  const everyMs = Math.max(20, ms('pollInterval', defaults.everyMs));
  return {
    ...defaults,
    everyMs,
    firstMs: ms('firstWait', defaults.firstMs),
    timeoutMs: ms('waitLimit', defaults.timeoutMs),
    maxEveryMs: Math.max(everyMs, defaults.maxEveryMs),
  };
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
