import type { OssOperation } from './operation.ts';
import { getProcessedObject, postProcess } from './process-object.ts';
import { putObject } from './put.ts';
import { deleteObject, getObject, headObject } from './read.ts';

const plain = { scope: 'object', selectors: [] } as const;

export const objectOperations: readonly OssOperation[] = [
  { name: 'putObject', method: 'PUT', ...plain, run: putObject },
  { name: 'getObject', method: 'GET', ...plain, run: getObject },
  { name: 'headObject', method: 'HEAD', ...plain, action: 'GetObject', run: headObject },
  { name: 'deleteObject', method: 'DELETE', ...plain, run: deleteObject },
  {
    name: 'getProcessedObject',
    method: 'GET',
    scope: 'object',
    selectors: ['x-oss-process'],
    action: 'GetObject',
    run: getProcessedObject,
  },
  {
    name: 'processObject',
    method: 'POST',
    scope: 'object',
    selectors: ['x-oss-process'],
    action: 'GetObject',
    run: postProcess,
  },
];
