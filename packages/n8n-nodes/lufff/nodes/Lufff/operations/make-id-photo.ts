import { quote } from '@api-repack/core';
import { type LufffClient, operations } from '@api-repack/core/lufff';
import {
  allOf,
  checkInput,
  commonOptions,
  describeSource,
  fingerprint,
  nameOf,
  type Output,
  optionsField,
  outputFields,
  priceNotice,
  type Source,
  sourcesOf,
  toOutput,
  withoutExtension,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { type LufffItem, type LufffOperation, uuidOf } from '../account';
import { hostingOptions, imageFields, leftBehindOf, urlOf, withImage } from '../images';

const operation = operations.makeIdPhoto;

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
    priceNotice(operation.cost),
    ...imageFields,
    ...photoFields,
    ...outputFields,
    optionsField(commonOptions, hostingOptions, [dpiOption]),
  ],

  async plan(item) {
    const client = uuidOf(item);
    const settings = settingsOf(item);
    const sources = await sourcesOf(item);
    return sources.map((source, position) => {
      checkInput(item, { schema: operation.input, input: { ...settings, image_url: urlOf(source) }, labels });
      return Object.assign(() => photosOf(item, { client, settings, source, position }), {
        source: describeSource(item, source),
      });
    });
  },
};

const labels = {
  image_url: 'Image URL',
  bgColor: 'Photo Background',
  dpi: 'DPI',
  mmWidth: 'Photo Width (Mm)',
  mmHeight: 'Photo Height (Mm)',
  printBgColor: 'Sheet Background',
  printMmWidth: 'Sheet Width (Mm)',
  printMmHeight: 'Sheet Height (Mm)',
};

type Settings = Omit<Parameters<LufffClient['certificatePhotoWithUnikey']>[0], 'img_url'>;

interface Order {
  readonly client: LufffClient;
  readonly settings: Settings;
  readonly source: Source;
  readonly position: number;
}

function photosOf(item: LufffItem, { client, settings, source, position }: Order): Promise<Output[]> {
  return item.once({
    what: [position, 'id photo', settings, fingerprint(item, source)],
    credits: quote(operation.cost, {}),
    async pay() {
      const { result, leftBehind } = await withImage(item, { client, source }, (img_url) =>
        client.certificatePhotoWithUnikey({ img_url, ...settings }),
      );
      return { photo: result.cer_img_url, sheet: result.layout_img_url, ...leftBehind };
    },
    use({ ids }) {
      const sourceFileName = nameOf(item, source);
      const outputs = ['photo', 'sheet'].map((kind) =>
        toOutput(item, {
          json: { kind, sourceFileName, ...leftBehindOf(ids) },
          url: String(ids[kind]),
          name: `${withoutExtension(sourceFileName)}-${kind}`,
          ids,
        }),
      );
      return allOf(outputs);
    },
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
