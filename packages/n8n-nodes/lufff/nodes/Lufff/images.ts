import type { Ids } from '@api-repack/core';
import { type Hosted, type Hosting, type Link, type LufffClient, whileHosted } from '@api-repack/core/lufff';
import { booleanOf, readFile, type Source } from '@api-repack/n8n-kit';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { grantOf } from '../../credentials/grant';
import type { LufffItem } from './account';

/** Fields for `sourcesOf`. Lufff fetches the image by itself, which decides what they say. */
export const imageFields: INodeProperties[] = [
  {
    displayName: 'Input',
    name: 'inputSource',
    type: 'options',
    noDataExpression: true,
    default: 'url',
    options: [
      {
        name: 'Binary Field',
        value: 'binary',
        description: 'Files of the input item, which are put into your Aliyun OSS bucket for Lufff to fetch',
      },
      { name: 'URL', value: 'url', description: 'Images that Lufff fetches' },
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
      'Public web address of the image, of at most 128 characters. Several addresses may follow each other after a space or a comma.',
  },
];

export const hostingOptions: INodeProperties[] = [
  {
    displayName: 'Bucket: Keep File',
    name: 'keepFile',
    type: 'boolean',
    default: false,
    description: 'Whether to leave the input file in the bucket instead of deleting it',
  },
  {
    displayName: 'Bucket: Key Prefix',
    name: 'keyPrefix',
    type: 'string',
    default: '',
    placeholder: 'e.g. lufff/',
    description: 'Comes before the random name of the input file',
  },
  {
    displayName: 'Bucket: Link',
    name: 'link',
    type: 'options',
    default: 'public',
    options: [
      {
        name: 'Presigned',
        value: 'presigned',
        description: 'Fits into 128 characters only if the bucket has a short domain of its own',
      },
      {
        name: 'Public Bucket',
        value: 'public-bucket',
        description: 'The bucket is one that anybody may read',
      },
      {
        name: 'Public File',
        value: 'public',
        description: 'Anybody who knows its random name may read this file while it is there',
      },
    ],
    description: 'How Lufff may read the input file',
  },
];

/** The URL of an image, or for a file one that stands for it. */
export const urlOf = (source: Source): string =>
  'url' in source ? source.url : 'https://bucket.example.com/image';

/** Runs a call with the address of an image, which is in a bucket meanwhile if it is a file. */
export async function withImage<Result>(
  item: LufffItem,
  { client, source }: { client: LufffClient; source: Source },
  use: (img_url: string) => Promise<Result>,
): Promise<Hosted<Result>> {
  if ('url' in source) return { result: await use(source.url) };
  const hosting = await hostingOf(item);
  return whileHosted(client, { file: await readFile(item, source), hosting, transfer: item.send }, use);
}

/** For the output: a file that could not be deleted from the bucket, or was not to be. */
export const leftBehindOf = ({ bucket, object }: Ids): IDataObject =>
  object === undefined ? {} : { leftBehind: `${bucket}/${object}` };

async function hostingOf(item: LufffItem): Promise<Hosting> {
  return {
    grant: grantOf(await item.context.getCredentials('aliyunOssApi', item.index)),
    link: item.parameter<Link>('options.link', 'public'),
    prefix: item.parameter('options.keyPrefix', ''),
    keep: booleanOf(item, 'options.keepFile', false),
  };
}
