import type { Ids } from '@api-repack/core';
import { type Link, type LufffClient, whileHosted } from '@api-repack/core/lufff';
import { booleanOf, type Hosting, readFile } from '@api-repack/n8n-kit';
import { grantOf } from '../../credentials/grant';

/** Lufff takes no files, so a file is in a bucket of the user while Lufff fetches it. */
export const hosting: Hosting = {
  options: [
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
  ],
  async whileHosted(item, source, use) {
    const { result, leftBehind } = await whileHosted<Ids>(
      item.client as unknown as LufffClient,
      {
        file: await readFile(item, source),
        transfer: item.send,
        hosting: {
          grant: grantOf(await item.context.getCredentials('aliyunOssApi', item.index)),
          link: item.parameter<Link>('options.link', 'public'),
          prefix: item.parameter('options.keyPrefix', ''),
          keep: booleanOf(item, 'options.keepFile', false),
        },
      },
      use,
    );
    return { ids: result, ...(leftBehind && { leftBehind: `${leftBehind.bucket}/${leftBehind.object}` }) };
  },
};
