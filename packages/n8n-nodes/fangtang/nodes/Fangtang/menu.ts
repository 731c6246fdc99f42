import { subtitleOf } from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';

/** The menus "Resource" and "Operation". */
export const menu: INodeProperties[] = [
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
];

export const subtitle = subtitleOf(menu);
