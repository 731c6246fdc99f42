import type { LufffClient } from '@api-repack/core/lufff';
import {
  allOf,
  commonOptions,
  fingerprint,
  nameOf,
  type Output,
  optionsField,
  outputFields,
  type Source,
  sourcesOf,
  toOutput,
  withoutExtension,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { type LufffItem, type LufffOperation, uuidOf } from '../account';
import { hostingOptions, imageFields, leftBehindOf, withImage } from '../images';

const millimetres = (displayName: string, name: string, value: number): INodeProperties => ({
  displayName,
  name,
  type: 'number',
  typeOptions: { minValue: 1 },
  default: value,
});

const photoFields: INodeProperties[] = [
  millimetres('Photo Width (Mm)', 'photoWidth', 25),
  millimetres('Photo Height (Mm)', 'photoHeight', 35),
  {
    displayName: 'Photo Background',
    name: 'photoBackground',
    type: 'color',
    default: '#438edb',
    description: 'How Lufff wants colors to be written is not documented',
  },
  millimetres('Sheet Width (Mm)', 'sheetWidth', 127),
  millimetres('Sheet Height (Mm)', 'sheetHeight', 89),
  { displayName: 'Sheet Background', name: 'sheetBackground', type: 'color', default: '#ffffff' },
];

const dpiOption: INodeProperties = {
  displayName: 'DPI',
  name: 'dpi',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: 300,
  description: 'Resolution for printing',
};

/** Returns two items for each image: the photo, and a sheet of photos to print. */
export const makeIdPhoto: LufffOperation = {
  fields: [
    ...imageFields,
    ...photoFields,
    ...outputFields,
    optionsField(commonOptions, hostingOptions, [dpiOption]),
  ],

  plan: (item) => sourcesOf(item).map((source, position) => () => photosOf(item, source, position)),
};

type Settings = Omit<Parameters<LufffClient['certificatePhotoWithUnikey']>[0], 'img_url'>;

function photosOf(item: LufffItem, source: Source, position: number): Promise<Output[]> {
  const client = uuidOf(item);
  const settings = settingsOf(item);
  const what = [position, 'id photo', settings, fingerprint(item, source)];
  const make = async () => {
    const { result, leftBehind } = await withImage(item, { client, source }, (img_url) =>
      client.certificatePhotoWithUnikey({ img_url, ...settings }),
    );
    return { photo: result.cer_img_url, sheet: result.layout_img_url, ...leftBehind };
  };
  return item.once(what, make, async ({ resume }) => {
    const fileName = nameOf(item, source);
    const outputs = ['photo', 'sheet'].map((kind) =>
      toOutput(item, {
        json: { kind, fileName, ...leftBehindOf(resume) },
        url: String(resume[kind]),
        name: `${withoutExtension(fileName)}-${kind}`,
        resume,
      }),
    );
    return allOf(outputs);
  });
}

function settingsOf(item: LufffItem): Settings {
  const number = (name: string, fallback: number) => Number(item.parameter<number>(name, fallback));
  return {
    bgColor: item.parameter('photoBackground', ''),
    dpi: number('options.dpi', 300),
    mmWidth: number('photoWidth', 25),
    mmHeight: number('photoHeight', 35),
    printBgColor: item.parameter('sheetBackground', ''),
    printMmWidth: number('sheetWidth', 127),
    printMmHeight: number('sheetHeight', 89),
  };
}
