import {
  type Api,
  defaultWait,
  type fangtang,
  type Job,
  operations,
  presets,
} from '@api-repack/core/fangtang';
import {
  checkInput,
  commonOptionsFor,
  type ItemOf,
  listOf,
  type Operation,
  priceNotice,
  refuse,
  someFile,
  waitOptions,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';

export type FangtangItem = ItemOf<typeof fangtang>;
export type FangtangOperation = Operation<typeof fangtang>;

/** A job without its pictures. */
export type Settings = Record<string, unknown> & { readonly api: Api };

export const apiField: INodeProperties = {
  displayName: 'API Version',
  name: 'apiVersion',
  type: 'options',
  noDataExpression: true,
  default: 'v2',
  options: [
    { name: 'V1', value: 'v1', description: 'Four fixed kinds of processing; tells no progress' },
    { name: 'V2', value: 'v2', description: 'All processing steps, previews and re-processing' },
  ],
};

export const idsField: INodeProperties = {
  displayName: 'Picture IDs',
  name: 'ids',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 1a8b2f7bd1624ad1a1ab1e6a3f1a5a4c',
  description: 'IDs (mdf) of earlier uploads. Separate several IDs with commas.',
};

export const apiOf = (item: FangtangItem): Api => item.parameter<Api>('apiVersion', 'v2');

export function idsOf(item: FangtangItem): string[] {
  const ids = listOf(item.parameter<unknown>('ids', ''), /[\s,]+/).map(String);
  if (ids.length > 0) return ids;
  throw refuse(item, 'No picture ID is given', 'Enter the id (mdf) that an upload returned');
}

const backgrounds = [
  { name: 'Blue', value: '85,142,213' },
  { name: 'Custom Color', value: 'custom' },
  { name: 'Gradient Blue (Undocumented)', value: '2' },
  { name: 'Gradient Grey', value: '1' },
  { name: 'None', value: '' },
  { name: 'Red', value: '235,51,35' },
  { name: 'Transparent', value: '-1' },
  { name: 'White', value: '255,255,255' },
];

function backgroundFields(show: Record<string, string[]>): INodeProperties[] {
  return [
    {
      displayName: 'Background',
      name: 'background',
      type: 'options',
      default: '',
      options: backgrounds,
      displayOptions: { show },
      description: 'What to put behind the subject. Needed for a background change.',
    },
    {
      displayName: 'Background Color',
      name: 'rgb',
      type: 'string',
      default: '',
      placeholder: 'e.g. 255,255,255',
      displayOptions: { show: { ...show, background: ['custom'] } },
      description: 'Red, green and blue, from 0 to 255 each. Not documented for V2.',
    },
  ];
}

/** Settings of V2, which is the only one that can process a picture again. */
export const v2Fields: INodeProperties[] = [
  {
    displayName: 'Preset',
    name: 'preset',
    type: 'options',
    default: 'people',
    options: [
      { name: 'Cartoon, Colorize', value: 'colourCartoon' },
      { name: 'Cartoon, Enlarge 4 Times', value: 'cartoon' },
      { name: 'Custom', value: 'custom', description: 'Choose the processing steps' },
      { name: 'ID Photo, Blue Background', value: 'idPhotoBlue' },
      { name: 'ID Photo, Red Background', value: 'idPhotoRed' },
      { name: 'ID Photo, White Background', value: 'idPhotoWhite' },
      { name: 'Landscape, Colorize', value: 'colourLandscape' },
      { name: 'Landscape, Enlarge 2 Times', value: 'landscape' },
      { name: 'Memorial Portrait, Grey Background', value: 'memorialGrey' },
      { name: 'Memorial Portrait, White Background', value: 'memorialWhite' },
      { name: 'People, Colorize', value: 'colourPeople' },
      { name: 'People, Restore', value: 'people' },
      { name: 'People, Restore and Remove Haze', value: 'peopleDefog' },
      { name: 'Remove Background', value: 'cutout' },
    ],
    description: 'What to do with the picture',
  },
  {
    displayName: 'Steps',
    name: 'steps',
    type: 'multiOptions',
    default: ['repair'],
    options: [
      { name: 'Change Background', value: 'bg' },
      { name: 'Colorize', value: 'colour' },
      { name: 'Colorize (Beta, Undocumented)', value: 'colourbeta' },
      { name: 'Enlarge', value: 'sr' },
      { name: 'Remove Haze', value: 'defogging' },
      { name: 'Remove Scratches', value: 'scratch' },
      { name: 'Restore', value: 'repair' },
    ],
    displayOptions: { show: { preset: ['custom'] } },
    description: 'Fangtang runs them in an order of its own',
  },
  {
    displayName: 'Subject',
    name: 'subject',
    type: 'options',
    default: 'people',
    options: [
      { name: 'Cartoon', value: 'cortoon' },
      { name: 'Landscape', value: 'landscape' },
      { name: 'Memorial Portrait', value: 'portrait' },
      { name: 'People', value: 'people' },
      { name: 'Text', value: 'text' },
    ],
    displayOptions: { show: { preset: ['custom'] } },
    description: 'What the picture shows',
  },
  ...backgroundFields({ preset: ['custom'] }),
];

const v1Fields: INodeProperties[] = [
  {
    displayName: 'Processing',
    name: 'repairType',
    type: 'options',
    default: 'sr,repair',
    options: [
      { name: 'Change Background', value: 'bg' },
      { name: 'Enlarge', value: 'sr' },
      { name: 'Enlarge and Restore', value: 'sr,repair' },
      { name: 'Enlarge, Restore and Colorize', value: 'sr,repair,colour' },
    ],
    displayOptions: { show: { apiVersion: ['v1'] } },
    description: 'What to do with the picture',
  },
  ...backgroundFields({ apiVersion: ['v1'], repairType: ['bg'] }),
];

const forV2 = ({ displayOptions, ...field }: INodeProperties): INodeProperties => ({
  ...field,
  displayOptions: { show: { apiVersion: ['v2'], ...displayOptions?.show } },
});

export const settingsFields: INodeProperties[] = [apiField, ...v2Fields.map(forV2), ...v1Fields];

export const v2Options: INodeProperties[] = [
  {
    displayName: 'Client IP',
    name: 'clientip',
    type: 'string',
    default: '',
    placeholder: 'e.g. 203.0.113.7',
    description: 'IP address of the end user, passed on to Fangtang',
  },
  {
    displayName: 'DPI',
    name: 'dpi',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 2400 },
    default: 300,
    description: 'Resolution to note in the result, for printing',
  },
  {
    displayName: 'Enlargement',
    name: 'rate',
    type: 'options',
    default: 0,
    options: [
      { name: '2 Times', value: 2 },
      { name: '4 Times', value: 4 },
      { name: '8 Times', value: 8 },
      { name: 'Automatic', value: 0 },
    ],
    description: 'How much to enlarge, in jobs that do it',
  },
  {
    displayName: 'Platform',
    name: 'platform',
    type: 'options',
    default: 'pc',
    options: [
      { name: 'Alipay', value: 'alipay' },
      { name: 'Baidu', value: 'baidu' },
      { name: 'Douyin', value: 'douyin' },
      { name: 'H5', value: 'h5' },
      { name: 'iOS', value: 'ios' },
      { name: 'Mini Program', value: 'mp' },
      { name: 'PC', value: 'pc' },
      { name: 'Zijie', value: 'zijie' },
    ],
    description: 'Where the end user is, as Fangtang counts it',
  },
];

/** Fangtang works on hundreds of pictures at once. Their files are moved a few at a time whatever this is. */
export const itemsAtOnce = 200;
/** V1 has to be asked for each of them. */
export const v1ItemsAtOnce = 20;

export const commonOptions = commonOptionsFor(itemsAtOnce);

export const waitingOptions: INodeProperties[] = [...commonOptions, ...waitOptions(defaultWait)];

/** Fangtang charges for an upload, or for the first download of a result, as the channel is agreed. */
export const price: INodeProperties = priceNotice(operations.restore.cost);

const labels = {
  seq: 'Steps',
  type: 'Subject',
  rgb: 'Background Color',
  rate: 'Enlargement',
  dpi: 'DPI',
  platform: 'Platform',
  clientip: 'Client IP',
  repair_type: 'Processing',
};

/** Refuses what Fangtang does not take, before anything is sent. */
export function checkSettings(item: FangtangItem, { api, ...settings }: Settings): void {
  const { input: schema } = api === 'v1' ? operations.restoreV1 : operations.restore;
  checkInput(item, { schema, input: { ...settings, image_file: someFile }, labels });
}

/** What the user chose. */
export function settingsOf(item: FangtangItem): Settings {
  if (apiOf(item) === 'v1') {
    const repairType = item.parameter('repairType', '');
    return { api: 'v1', repair_type: repairType, ...(repairType === 'bg' && rgbOf(item)) };
  }
  const preset = item.parameter('preset', 'people');
  const chosen = preset === 'custom' ? customOf(item) : presetOf(preset);
  if (!chosen)
    throw refuse(item, `There is no preset ${preset}`, `Choose one: ${Object.keys(presets).join(', ')}`);
  return { api: 'v2', ...chosen, ...extrasOf(item) };
}

export function jobOf({ api, ...settings }: Settings, file: readonly File[], mdf: readonly string[]): Job {
  return { api, ...settings, ...(api === 'v1' ? { file: file[0] } : { file, mdf }) } as Job;
}

const presetOf = (name: string) =>
  Object.hasOwn(presets, name) ? presets[name as keyof typeof presets] : undefined;

function customOf(item: FangtangItem): Record<string, unknown> {
  const seq = listOf(item.parameter<unknown>('steps', []), /\s*,\s*/);
  return { seq, type: item.parameter('subject', 'people'), ...(seq.includes('bg') && rgbOf(item)) };
}

function rgbOf(item: FangtangItem): Record<string, unknown> {
  const background = item.parameter('background', '');
  const rgb = background === 'custom' ? item.parameter('rgb', '') : background;
  return rgb === '' ? {} : { rgb };
}

function extrasOf({ parameter }: FangtangItem): Record<string, unknown> {
  const names = ['rate', 'dpi', 'platform', 'clientip'];
  const set = names.map((name) => [name, parameter<unknown>(`options.${name}`, '')]);
  return Object.fromEntries(set.filter(([, value]) => value !== ''));
}
