import { fangtang, retentionMs } from '@api-repack/core/fangtang';
import { fieldsOfAll, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
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
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Restore, colorize and enlarge photos, and change their background, with Fangtang',
    defaults: { name: 'Fangtang' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'fangtangApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        default: 'photo',
        options: [
          { name: 'Account', value: 'account' },
          { name: 'Photo', value: 'photo' },
        ],
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        default: 'restore',
        displayOptions: { show: { resource: ['photo'] } },
        options: [
          {
            name: 'Download',
            value: 'download',
            action: 'Download a photo',
            description: 'Fetch a finished photo by its ID',
          },
          {
            name: 'Get Status',
            value: 'getStatus',
            action: 'Get the status of a photo',
            description: 'See how far the processing is',
          },
          {
            name: 'Re-Process',
            value: 'reprocess',
            action: 'Process a photo again',
            description: 'Run other steps on an earlier upload. Charges again.',
          },
          {
            name: 'Restore and Wait',
            value: 'restore',
            action: 'Restore a photo and wait',
            description: 'Upload a photo, wait until it is processed, and get the result',
          },
          {
            name: 'Upload',
            value: 'upload',
            action: 'Upload a photo',
            description: 'Start the processing of a photo without waiting for it',
          },
        ],
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        default: 'getBalance',
        displayOptions: { show: { resource: ['account'] } },
        options: [
          {
            name: 'Get Balance',
            value: 'getBalance',
            action: 'Get the balance',
            description: 'See how many credits are left',
          },
        ],
      },
      ...fieldsOfAll(operations),
    ],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const isV1 = this.getNodeParameter('apiVersion', 0, 'v2') === 'v1';
    return await runItems(this, {
      vendor: fangtang,
      credential: 'fangtangApi',
      secrets: ['secretKey'],
      operations,
      retentionMs,
      itemsAtOnce: isV1 ? v1ItemsAtOnce : itemsAtOnce,
      continueOnFail: this.continueOnFail(),
    });
  }
}
