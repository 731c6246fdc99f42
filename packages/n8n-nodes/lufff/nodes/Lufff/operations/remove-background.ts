import { quote } from '@api-repack/core';
import { removeBackground as cutOut, operations, type Picture } from '@api-repack/core/lufff';
import {
  checkInput,
  commonOptions,
  describeSource,
  fingerprint,
  nameOf,
  type Output,
  optionsField,
  outputFields,
  priceNotice,
  refuse,
  type Source,
  sourcesOf,
  toOutput,
  withoutExtension,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { type LufffItem, type LufffOperation, loginOptions, payerOf } from '../account';
import { hostingOptions, imageFields, leftBehindOf, urlOf, withImage } from '../images';

const operation = operations.removeBackground;

const pictureOptions: INodeProperties[] = [
  {
    displayName: 'Picture Type',
    name: 'pictureType',
    type: 'options',
    default: 'general',
    options: [
      { name: 'Beautify', value: 'beautify' },
      { name: 'General', value: 'general' },
      { name: 'Head', value: 'head' },
      { name: 'Human', value: 'human' },
      { name: 'Object', value: 'object' },
      { name: 'Remove Rectangles', value: 'img_fix' },
    ],
    description: 'What the picture shows, or what else to do with it',
  },
  {
    displayName: 'Rectangles',
    name: 'rectangles',
    type: 'json',
    default: '[{ "x": 0, "y": 0, "width": 100, "height": 50 }]',
    description:
      'What to remove with the picture type Remove Rectangles, in pixels. There is room for about five.',
  },
  {
    displayName: 'Unikey Endpoint',
    name: 'unikeyEndpoint',
    type: 'boolean',
    default: false,
    description: 'Whether to use the later name of the endpoint. For authentication with a UUID.',
  },
];

export const removeBackground: LufffOperation = {
  fields: [
    priceNotice(operation.cost),
    ...imageFields,
    ...outputFields,
    optionsField(commonOptions, loginOptions, hostingOptions, pictureOptions),
  ],

  async plan(item) {
    const settings = settingsOf(item);
    const paying = await payerOf(item);
    const sources = await sourcesOf(item);
    return sources.map((source, position) => {
      const input = { ...settings, image_url: urlOf(source) };
      checkInput(item, { schema: operation.input, input, labels });
      return Object.assign(() => cutoutOf(item, { source, position, settings, ...paying }), {
        source: describeSource(item, source),
      });
    });
  },
};

const labels = { image_url: 'Image URL', pic_type: 'Picture Type', rectangles: 'Rectangles' };

type Settings = Omit<Picture, 'img_url'>;

interface Order extends Awaited<ReturnType<typeof payerOf>> {
  readonly source: Source;
  readonly position: number;
  readonly settings: Settings;
}

function cutoutOf(item: LufffItem, { source, position, settings, client, payer }: Order): Promise<Output[]> {
  return item.once({
    what: [position, payer, settings, fingerprint(item, source)],
    credits: quote(operation.cost, {}),
    async pay() {
      const { result, leftBehind } = await withImage(item, { client, source }, (img_url) =>
        cutOut(client, payer, { img_url, ...settings }),
      );
      return { rm_bg_pic_url: result, ...leftBehind };
    },
    async use({ ids }) {
      const sourceFileName = nameOf(item, source);
      const imageUrl = 'url' in source ? { imageUrl: source.url } : {};
      const json = { sourceFileName, ...imageUrl, ...leftBehindOf(ids) };
      const url = String(ids.rm_bg_pic_url);
      return [await toOutput(item, { json, url, name: `${withoutExtension(sourceFileName)}-lufff`, ids })];
    },
  });
}

function settingsOf(item: LufffItem): Settings {
  const pic_type = item.parameter<Picture['pic_type'] | ''>('options.pictureType', '') || undefined;
  return { pic_type, rectangles: pic_type === 'img_fix' ? rectanglesOf(item) : undefined };
}

function rectanglesOf(item: LufffItem): Picture['rectangles'] {
  const value = item.parameter<unknown>('options.rectangles', '[]');
  try {
    return (typeof value === 'string' ? JSON.parse(value) : value) as Picture['rectangles'];
  } catch {
    throw refuse(
      item,
      'The rectangles are not JSON',
      'Enter a list such as [{"x":0,"y":0,"width":100,"height":50}]',
    );
  }
}
