import { removeBackground as cutOut, type Picture } from '@api-repack/core/lufff';
import {
  commonOptions,
  fingerprint,
  nameOf,
  type Output,
  optionsField,
  outputFields,
  refuse,
  type Source,
  sourcesOf,
  toOutput,
  withoutExtension,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { type LufffItem, type LufffOperation, loginOptions, payerOf } from '../account';
import { hostingOptions, imageFields, leftBehindOf, withImage } from '../images';

const pictureOptions: INodeProperties[] = [
  {
    displayName: 'Extension: Picture Type',
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
    displayName: 'Extension: Rectangles',
    name: 'rectangles',
    type: 'json',
    default: '[{ "x": 0, "y": 0, "width": 100, "height": 50 }]',
    description:
      'What to remove with the picture type Remove Rectangles, in pixels. There is room for about five.',
  },
  {
    displayName: 'Extension: Unikey Endpoint',
    name: 'unikeyEndpoint',
    type: 'boolean',
    default: false,
    description: 'Whether to use the later name of the endpoint. For authentication with a UUID.',
  },
];

export const removeBackground: LufffOperation = {
  fields: [
    ...imageFields,
    ...outputFields,
    optionsField(commonOptions, loginOptions, hostingOptions, pictureOptions),
  ],

  plan(item) {
    const settings = settingsOf(item);
    return sourcesOf(item).map((source, position) => () => cutoutOf(item, { source, position, settings }));
  },
};

type Settings = Omit<Picture, 'img_url'>;

async function cutoutOf(
  item: LufffItem,
  { source, position, settings }: { source: Source; position: number; settings: Settings },
): Promise<Output[]> {
  const { client, payer } = await payerOf(item);
  const what = [position, payer, settings, fingerprint(item, source)];
  const cut = async () => {
    const { result, leftBehind } = await withImage(item, { client, source }, (img_url) =>
      cutOut(client, payer, { img_url, ...settings }),
    );
    return { rm_bg_pic_url: result, ...leftBehind };
  };
  return item.once(what, cut, async ({ resume }) => {
    const fileName = nameOf(item, source);
    const imageUrl = 'url' in source ? { imageUrl: source.url } : {};
    const json = { fileName, ...imageUrl, ...leftBehindOf(resume) };
    const url = String(resume.rm_bg_pic_url);
    return [await toOutput(item, { json, url, name: `${withoutExtension(fileName)}-lufff`, resume })];
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
