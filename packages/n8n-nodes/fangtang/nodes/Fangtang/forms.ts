import { operations } from '@api-repack/core/fangtang';
import type { FieldLabels, Resources } from '@api-repack/n8n-kit';

const backgrounds = {
  '-1': 'Transparent',
  '1': 'Gradient Gray',
  '2': 'Gradient Blue (Undocumented)',
};

const labels: FieldLabels = {
  preset: {
    label: 'What to Do',
    description: 'What to do with the photo, as the buttons of the web page do it',
    default: 'people',
    values: {
      people: 'Restore People',
      peopleDefog: 'Restore People and Remove Haze',
      colourPeople: 'Restore and Colorize People',
      landscape: 'Enlarge Landscape 2 Times',
      colourLandscape: 'Enlarge and Colorize Landscape',
      cartoon: 'Enlarge Cartoon 4 Times',
      colourCartoon: 'Enlarge and Colorize Cartoon',
      cutout: 'Remove Background',
      idPhotoBlue: 'ID Photo, Blue Background',
      idPhotoRed: 'ID Photo, Red Background',
      idPhotoWhite: 'ID Photo, White Background',
      memorialGrey: 'Memorial Portrait, Gray Background',
      memorialWhite: 'Memorial Portrait, White Background',
      '': 'Steps of Your Choice',
    },
  },
  seq: {
    label: 'Steps',
    parameter: 'steps',
    description: 'Fangtang runs them in an order of its own',
    default: ['repair'],
    values: {
      repair: 'Restore',
      colour: 'Colorize',
      sr: 'Enlarge',
      bg: 'Change Background',
      scratch: 'Remove Scratches',
      defogging: 'Remove Haze',
      colourbeta: 'Colorize (Beta, Undocumented)',
    },
    when: { field: 'preset', is: [''] },
  },
  type: {
    label: 'Subject',
    parameter: 'subject',
    default: 'people',
    values: {
      people: 'People',
      landscape: 'Landscape',
      cortoon: 'Cartoon',
      portrait: 'Memorial Portrait',
      text: 'Text',
    },
    when: { field: 'preset', is: [''] },
  },
  rgb: {
    label: 'Background',
    parameter: 'background',
    description: 'What to put behind the subject',
    color: 'rgb',
    default: 'color',
    values: backgrounds,
    when: { field: 'seq', is: ['bg'] },
  },
  rate: {
    label: 'Enlargement',
    values: { '0': 'Automatic', '2': '2 Times', '4': '4 Times', '8': '8 Times' },
    default: 0,
  },
  dpi: { label: 'DPI', default: 300 },
  platform: {
    values: {
      pc: 'PC',
      h5: 'H5',
      ios: 'iOS',
      mp: 'Mini Program',
      alipay: 'Alipay',
      baidu: 'Baidu',
      douyin: 'Douyin',
      zijie: 'Zijie',
    },
    default: 'pc',
  },
  clientip: { label: 'Client IP', example: '203.0.113.7' },
  mdf: { label: 'ID', parameter: 'id', example: '1a8b2f7bd1624ad1a1ab1e6a3f1a5a4c' },
  api: { label: 'API Version', parameter: 'apiVersion', values: { v2: 'V2', v1: 'V1' } },
};

const labelsOfV1: FieldLabels = {
  repair_type: {
    label: 'What to Do',
    parameter: 'whatToDo',
    default: 'sr,repair',
    values: {
      'sr,repair': 'Enlarge and Restore',
      'sr,repair,colour': 'Enlarge, Restore and Colorize',
      sr: 'Enlarge',
      bg: 'Change Background',
    },
  },
  rgb: {
    label: 'Background Color',
    parameter: 'backgroundColor',
    color: 'rgb',
    default: '#ffffff',
    when: { field: 'repair_type', is: ['bg'] },
  },
};

/** Width and height are a text to Fangtang, such as `1080x1366px 146KB`. */
function sizeOf({ resultSize }: Readonly<Record<string, unknown>>) {
  const [, width, height] = /^(\d+)x(\d+)px/.exec(String(resultSize ?? '')) ?? [];
  return width === undefined ? {} : { width: Number(width), height: Number(height) };
}

function stateOf({
  progress,
  text,
  resultSize: size,
  iconUrl: thumbnailUrl,
  ...task
}: Readonly<Record<string, unknown>>) {
  const all = Object.entries({ ...task, state: progress, stateText: text, size, thumbnailUrl });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Record<string, string>;
}

/** The words for core's operations. */
export const resources: Resources = {
  photo: {
    name: 'Photo',
    operations: {
      restore: {
        core: operations.restore,
        name: 'Restore',
        action: 'Restore a photo',
        description: 'Restore, colorize, enlarge or cut out a photo',
        main: ['preset', 'seq', 'type', 'rgb'],
        labels,
        earlier: { field: 'mdf', name: 'Earlier Upload' },
        toJson: sizeOf,
      },
      getResult: {
        core: operations.result,
        name: 'Get Result',
        action: 'Get the result of a photo',
        description: 'Fetch the result of an earlier upload by its ID, at no charge',
        main: ['mdf'],
        labels,
        each: 'mdf',
        toJson: sizeOf,
      },
      getStatus: {
        core: operations.task,
        name: 'Get Status',
        action: 'Get the status of a photo',
        description: 'See how far the processing is',
        main: ['mdf'],
        labels,
        each: 'mdf',
        toJson: stateOf,
      },
      restoreV1: {
        core: operations.restoreV1,
        name: 'Restore (API V1)',
        action: 'Restore a photo with the earlier API',
        description: 'The earlier version of the API: four fixed kinds of processing',
        main: ['repair_type', 'rgb'],
        labels: labelsOfV1,
        // V1 has to be asked for each of them.
        itemsAtOnce: 20,
        toJson: sizeOf,
      },
    },
  },
  account: {
    name: 'Account',
    operations: {
      getBalance: {
        core: operations.balance,
        name: 'Get Balance',
        action: 'Get the balance of an account',
        description: 'See how many credits are left',
      },
    },
  },
};

/** Fangtang works on hundreds of photos at once. Their files are moved a few at a time whatever this is. */
export const itemsAtOnce = 200;
