import { picwish, regions } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { type N8nConnection, nodeForms, resume, resumeWebhooks, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { hasOwnToken } from '../../credentials/token-account';
import { itemsAtOnce, resources } from './forms';

const { properties, subtitle, operations } = nodeForms(resources, itemsAtOnce);

const withKey: N8nConnection<typeof picwish> = {
  vendor: picwish,
  credential: 'picwishApi',
  secrets: ['apiKey'],
  baseUrlOf: ({ region }) => regions[region as keyof typeof regions] ?? picwish.baseUrl,
};

const withAccount: N8nConnection<typeof picwishWeb> = {
  vendor: picwishWeb,
  credential: 'picwishAccountApi',
  secrets: ['password', 'token'],
  login: {
    field: 'token',
    isCurrent: hasOwnToken,
    // Asks for permission to upload, and uploads nothing.
    call: ({ authorizeUpload }) => authorizeUpload({ filenames: ['login.png'] }),
  },
};

export class Picwish implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'PicWish',
    name: 'picwish',
    icon: { light: 'file:../../icons/picwish.svg', dark: 'file:../../icons/picwish.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle,
    description: 'Remove backgrounds and objects, enhance, colorize and read images with PicWish',
    defaults: { name: 'PicWish' },
    usableAsTool: true,
    builderHint: {
      searchHint: 'With Submit Only, pass tool and id on to Get Result.',
    },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      { name: 'picwishApi', required: true, displayOptions: { show: { resource: ['image', 'account'] } } },
      { name: 'picwishAccountApi', required: true, displayOptions: { show: { resource: ['accountImage'] } } },
    ],
    webhooks: resumeWebhooks,
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const options = { operations, continueOnFail: this.continueOnFail() };
    return this.getNodeParameter('resource', 0) === 'accountImage'
      ? await runItems(this, { ...withAccount, ...options })
      : await runItems(this, { ...withKey, ...options });
  }

  /** PicWish calls back, if the execution waits for a callback. */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await resume(this, { connection: withKey, operations });
  }
}
