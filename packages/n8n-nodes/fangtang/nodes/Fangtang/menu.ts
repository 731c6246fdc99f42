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
        name: 'Get Result',
        value: 'download',
        action: 'Get the result of a photo',
        description: 'Fetch a finished photo by its ID, at no charge',
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
        name: 'Submit',
        value: 'upload',
        action: 'Submit a photo',
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
