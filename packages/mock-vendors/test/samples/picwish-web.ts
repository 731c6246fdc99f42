import { openResult } from '@api-repack/core';
import { endpointName } from '@api-repack/core/picwish';
import {
  connectAccount,
  login,
  type picwishWeb,
  processInAccount,
  uploadToAccount,
  type WebToolInput,
  type WebToolName,
  webTools,
} from '@api-repack/core/picwish-web';
import { expect } from 'vitest';
import { png } from '../helpers/pictures.ts';
import type { Samples } from '../helpers/samples.ts';

type Inputs = Samples<typeof picwishWeb>['inputs'];

const task_id = '3a5e7c1f-08a4-4f63-9f0e-1b6d5a7c9e20';
const account = { telephone: '13800138000', password: 'mock-password' };

/** What tools want beside, or instead of, the resource. */
function inputOf(tool: WebToolName, resource: string): object {
  if (tool === 'textToImage') return { prompt: 'a cat', width: 64, height: 48, batch_size: 2 };
  if (tool === 'imageTranslate')
    return { source_resource_ids: [resource], source_language: 'en', target_language: 'zh' };
  if (tool === 'imageExpand')
    return {
      source_resource_id: resource,
      horizontal_expansion_ratio: 1.5,
      vertical_expansion_ratio: 1,
      image_count: 2,
    };
  return { source_resource_id: resource };
}

const names = Object.keys(webTools) as WebToolName[];

export const samples: Samples<typeof picwishWeb> = {
  credentials: { token: `v2,10001,482,${'0'.repeat(32)}` },
  inputs: {
    login: account,
    authorizeUpload: { filenames: ['img.png'] },
    readCleanFile: { tool: 'face-cutout', task_id },
    ...Object.fromEntries([
      ...names.map((tool) => [endpointName('create', tool), inputOf(tool, 'some-resource')]),
      ...names.map((tool) => [endpointName('read', tool), { task_id }]),
    ]),
  } as unknown as Inputs,
  operations: {
    ...Object.fromEntries(
      names.map((tool): [string, Samples<typeof picwishWeb>['operations'][string]] => [
        `logs in, uploads and processes with ${tool}`,
        async ({ connection: { host, baseUrl } }) => {
          const client = connectAccount(account, { host, ...(baseUrl && { baseUrl }) });
          const resource = await uploadToAccount(client, { name: '头像.png', body: png });
          const input = inputOf(tool, resource) as WebToolInput<'faceCutout'>;
          const { files } = await processInAccount(client, tool as 'faceCutout', input);
          for (const file of files)
            expect(await openResult(client.connection, 'url' in file ? file.url : '')).toHaveProperty('body');
        },
      ]),
    ),
    'logs in': async (client) => {
      expect(await login(client, account)).toEqual({
        token: expect.stringMatching(/^v2,10001,482,[0-9a-f]{32}$/),
      });
    },
  },
};
