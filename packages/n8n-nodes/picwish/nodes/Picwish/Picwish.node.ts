import { picwish, regions } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import {
  fieldsOfAll,
  type N8nConnection,
  type Resumption,
  resume,
  resumeWebhooks,
  runItems,
} from '@api-repack/n8n-kit';
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
import { accountOperations } from './account-image';
import { finishCalled, getCredits, idOf, imageOperations } from './image';
import { menu, subtitle } from './menu';
import { retentionMs } from './results';
import { itemsAtOnce } from './task-fields';

const resumption: Resumption = { operation: 'Get Result', labels: { tool: 'Tool', task_id: 'Task ID' } };

const withKey: N8nConnection<typeof picwish> = {
  vendor: picwish,
  credential: 'picwishApi',
  secrets: ['apiKey'],
  resumption,
  baseUrlOf: ({ region }) => regions[region as keyof typeof regions] ?? picwish.baseUrl,
};
const keyOperations = { image: imageOperations, account: { getCredits } };

const withAccount: N8nConnection<typeof picwishWeb> = {
  vendor: picwishWeb,
  credential: 'picwishAccountApi',
  secrets: ['password', 'token'],
  resumption,
  login: {
    field: 'token',
    isCurrent: hasOwnToken,
    // Asks for permission to upload, and uploads nothing.
    call: ({ authorizeUpload }) => authorizeUpload({ filenames: ['login.png'] }),
  },
};
const withAccountOperations = { accountImage: accountOperations };

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
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      { name: 'picwishApi', required: true, displayOptions: { show: { resource: ['image', 'account'] } } },
      { name: 'picwishAccountApi', required: true, displayOptions: { show: { resource: ['accountImage'] } } },
    ],
    webhooks: resumeWebhooks,
    properties: [...menu, ...fieldsOfAll(keyOperations), ...fieldsOfAll(withAccountOperations)],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const options = { retentionMs, itemsAtOnce, continueOnFail: this.continueOnFail() };
    return this.getNodeParameter('resource', 0) === 'accountImage'
      ? await runItems(this, { ...withAccount, operations: withAccountOperations, ...options })
      : await runItems(this, { ...withKey, operations: keyOperations, ...options });
  }

  /** PicWish calls back, in the wait mode "Callback". */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await resume(this, { connection: withKey, resumeOf: idOf, finish: finishCalled });
  }
}
