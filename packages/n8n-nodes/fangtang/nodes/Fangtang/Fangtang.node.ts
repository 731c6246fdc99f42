import { fangtang, retentionMs } from '@api-repack/core/fangtang';
import { fieldsOfAll, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { menu, subtitle } from './menu';
import { download } from './operations/download';
import { getBalance } from './operations/get-balance';
import { getStatus } from './operations/get-status';
import { reprocess } from './operations/reprocess';
import { restore } from './operations/restore';
import { upload } from './operations/upload';
import { itemsAtOnce, v1ItemsAtOnce } from './settings';

const operations = {
  photo: { download, getStatus, reprocess, restore, upload },
  account: { getBalance },
};

export class Fangtang implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Fangtang',
    name: 'fangtang',
    icon: { light: 'file:../../icons/fangtang.svg', dark: 'file:../../icons/fangtang.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle,
    description: 'Restore, colorize and enlarge photos, and change their background, with Fangtang',
    defaults: { name: 'Fangtang' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'fangtangApi', required: true }],
    properties: [...menu, ...fieldsOfAll(operations)],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const isV1 = this.getNodeParameter('apiVersion', 0, 'v2') === 'v1';
    return await runItems(this, {
      vendor: fangtang,
      credential: 'fangtangApi',
      secrets: ['secretKey'],
      operations,
      retentionMs,
      resumption: {
        operation: 'Get Result',
        labels: { api: 'API Version', mdf: 'Picture IDs' },
      },
      itemsAtOnce: isV1 ? v1ItemsAtOnce : itemsAtOnce,
      continueOnFail: this.continueOnFail(),
    });
  }
}
