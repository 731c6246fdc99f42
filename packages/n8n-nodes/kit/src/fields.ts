import type { Vendor, Wait } from '@api-repack/core';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { SourceFields } from './form/core-operation.ts';
import type { EarlierSource } from './form/operation-form.ts';

export interface InputKinds {
  readonly vendor: Vendor;
  readonly source: SourceFields;
  readonly earlier: EarlierSource | undefined;
  readonly urlHint: string | undefined;
}

const nounOf = ({ storesFiles }: Vendor): string => (storesFiles ? 'file' : 'image');

/** The field for URLs, as the form and as saved workflows call it. */
export const urlNamesOf = ({ storesFiles }: Vendor): Pick<INodeProperties, 'displayName' | 'name'> =>
  storesFiles ? { displayName: 'File URL', name: 'fileUrl' } : { displayName: 'Image URL', name: 'imageUrl' };

/** Fields for `sourcesOf`. An agent has no files, so a tool begins with a URL. */
export function inputFields({ vendor, source, earlier, urlHint }: InputKinds): INodeProperties[] {
  const urlField = urlFieldOf(vendor);
  const hint = urlHint === undefined ? {} : { hint: urlHint };
  if (source.file === undefined && !earlier) return [{ ...urlField, ...hint }];
  const binary = { name: 'Binary Field', value: 'binary', description: 'Files that the input item holds' };
  const url = { name: 'URL', value: 'url', description: 'Files at web addresses' };
  const other = earlier && {
    name: earlier.name,
    value: 'earlier',
    description: 'An image that the vendor has already',
  };
  const kinds = source.file === undefined ? [url] : [binary, url];
  const menu: INodeProperties = {
    displayName: 'Input',
    name: 'inputSource',
    type: 'options',
    noDataExpression: true,
    default: '',
    options: [...kinds, ...(other ? [other] : [])],
  };
  return [
    ...byTool(menu, { node: kinds[0]?.value ?? '', tool: 'url' }),
    ...(source.file === undefined ? [] : [binaryFieldOf(vendor)]),
    { ...urlField, ...hint, displayOptions: { show: { inputSource: ['url'] } } },
    ...(earlier ? [earlierField(earlier)] : []),
  ];
}

/** The same field with another default in a tool of an agent. */
function byTool(field: INodeProperties, defaults: { node: string; tool: string }): INodeProperties[] {
  if (defaults.node === defaults.tool) return [{ ...field, default: defaults.node }];
  const { displayOptions = {} } = field;
  return [
    {
      ...field,
      default: defaults.node,
      displayOptions: { ...displayOptions, hide: { ...displayOptions.hide, '@tool': [true] } },
    },
    {
      ...field,
      default: defaults.tool,
      displayOptions: { ...displayOptions, show: { ...displayOptions.show, '@tool': [true] } },
    },
  ];
}

const binaryFieldOf = (vendor: Vendor): INodeProperties => ({
  displayName: 'Input Data Field Name',
  name: 'binaryField',
  type: 'string',
  required: true,
  default: 'data',
  displayOptions: { show: { inputSource: ['binary'] } },
  hint: `The name of the input binary field that holds the ${nounOf(vendor)}`,
  description: 'Separate several names with commas. * takes all files of the item.',
});

const urlFieldOf = (vendor: Vendor): INodeProperties => ({
  ...urlNamesOf(vendor),
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. https://example.com/photo.jpg',
  description: `Web address of the ${nounOf(vendor)}. Several addresses may follow each other after a space or a comma.`,
});

const earlierField = ({ name }: EarlierSource): INodeProperties => ({
  displayName: `${name} ID`,
  name: 'earlierId',
  type: 'string',
  required: true,
  default: '',
  displayOptions: { show: { inputSource: ['earlier'] } },
  description: 'ID that an earlier execution returned. Separate several IDs with commas.',
});

const poll = { name: 'Wait', value: 'poll', description: 'Wait in this node until the result is there' };
const callback = {
  name: 'Wait for Callback',
  value: 'callback',
  description:
    'Let the execution rest until the vendor calls back. For one item, and an n8n that the internet reaches.',
};
const none = {
  name: 'Submit Only',
  value: 'none',
  description: 'Return the ID at once. Get Result fetches the result later, at no charge.',
};
const look = { name: 'Look Once', value: 'none', description: 'Return the state if there is no result yet' };

const waitMenu = (options: INodePropertyOptions[]): INodeProperties => ({
  displayName: 'Wait for Result',
  name: 'waitMode',
  type: 'options',
  noDataExpression: true,
  default: 'poll',
  options,
  description: 'What to do until the result is there',
});

export const waitField = (hasCallback: boolean): INodeProperties =>
  waitMenu([poll, ...(hasCallback ? [callback] : []), none]);

/** For a task that was submitted before. */
export const lookOrWaitField: INodeProperties = waitMenu([poll, look]);

/** Fields for `toOutput`. `maySubmitOnly`: there is no output if nobody waits for the result. */
export function outputFields(maySubmitOnly: boolean): INodeProperties[] {
  const hide = maySubmitOnly ? { hide: { waitMode: ['none'] } } : {};
  const output: INodeProperties = {
    displayName: 'Output',
    name: 'output',
    type: 'options',
    noDataExpression: true,
    default: 'both',
    displayOptions: hide,
    options: [
      { name: 'File', value: 'file', description: 'Download the result' },
      { name: 'File and URL', value: 'both', description: 'Download the result, and give its address, too' },
      { name: 'URL', value: 'url', description: 'Give the address of the result, which expires' },
    ],
  };
  return [
    ...byTool(output, { node: 'both', tool: 'url' }),
    {
      displayName: 'Put Output File in Field',
      name: 'outputField',
      type: 'string',
      required: true,
      default: 'data',
      displayOptions: { ...hide, show: { output: ['file', 'both'] } },
      hint: 'The name of the output binary field to put the file in',
    },
  ];
}

/** Options for `toOutput`. */
export const outputOptions = (vendor: Vendor): INodeProperties[] => [
  {
    displayName: 'Output File Name',
    name: 'fileName',
    type: 'string',
    default: defaultFileName(vendor),
    description:
      'Without extension. {name} is the name of the input file, {operation} the operation, {id} the ID, {item} the number of the item.',
  },
];

/** A vendor's web account, such as `picwish-web`, has the brand of the vendor. What is only stored keeps its name. */
export const defaultFileName = ({ name, storesFiles }: Vendor): string =>
  storesFiles ? '{name}' : `{name}-${name.replace(/-.*/, '')}`;

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
    displayName: 'Include Input Files',
    name: 'includeFiles',
    type: 'boolean',
    default: false,
    description: "Whether to keep the input item's files, except where the result's file is put",
  },
  {
    displayName: 'Include Input JSON',
    name: 'includeInput',
    type: 'options',
    default: 'field',
    options: [
      {
        name: "In the Field 'Input'",
        value: 'field',
        description: "The input item's JSON as a field 'input'",
      },
      {
        name: 'Merged',
        value: 'merged',
        description: "Beside the result's fields. What has the same name stays in the field 'input'.",
      },
      { name: 'No', value: 'no' },
    ],
    description:
      "Where to put the input item's JSON. In the details of an error, it is in the field 'input'.",
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

export const waitNames = {
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

/** A field is shown for its own operation only. These conditions come first: n8n skips all that come after one whose value is an expression. */
export function shownFor(field: INodeProperties, conditions: Record<string, string[]>): INodeProperties {
  const { displayOptions } = field;
  return {
    ...field,
    displayOptions: { ...displayOptions, show: { ...conditions, ...displayOptions?.show } },
  };
}
