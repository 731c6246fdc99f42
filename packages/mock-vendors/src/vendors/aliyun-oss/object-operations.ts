import { postObject } from './form/post-object.ts';
import {
  deleteObjectTagging,
  getObjectAcl,
  getObjectTagging,
  putObjectAcl,
  putObjectTagging,
} from './object/acl-and-tags.ts';
import { appendObject, sealObject } from './object/append.ts';
import { copyObject } from './object/copy.ts';
import { deleteMultipleObjects } from './object/delete-many.ts';
import { listParts, listUploads } from './object/list-uploads.ts';
import { liveChannelOperations } from './object/live-channel.ts';
import { abortUpload, completeUpload, copyPart, initiateUpload, uploadPart } from './object/multipart.ts';
import { cleanRestoredObject, restoreObject } from './object/restore.ts';
import { getSymlink, putSymlink } from './object/symlink.ts';
import { deleteObject } from './object/versions.ts';
import type { OssOperation } from './operation.ts';
import { getProcessedObject, postProcess } from './process-object.ts';
import { putObject } from './put.ts';
import { getObject, getObjectMeta, headObject } from './read.ts';

const plain = { scope: 'object', selectors: [] } as const;

const onObject = (
  method: string,
  selector: string,
  rest: Pick<OssOperation, 'name' | 'run' | 'action' | 'header'>,
): OssOperation => ({ method, scope: 'object', selectors: [selector], ...rest });

const write = { action: 'PutObject' } as const;
const copySource = 'x-oss-copy-source';

export const objectOperations: readonly OssOperation[] = [
  { name: 'copyObject', method: 'PUT', ...plain, header: copySource, ...write, run: copyObject },
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
  onObject('HEAD', 'objectMeta', { name: 'getObjectMeta', action: 'GetObject', run: getObjectMeta }),
  onObject('POST', 'uploads', { name: 'initiateMultipartUpload', ...write, run: initiateUpload }),
  onObject('PUT', 'uploadId', { name: 'uploadPartCopy', header: copySource, ...write, run: copyPart }),
  onObject('PUT', 'uploadId', { name: 'uploadPart', ...write, run: uploadPart }),
  onObject('POST', 'uploadId', { name: 'completeMultipartUpload', ...write, run: completeUpload }),
  onObject('DELETE', 'uploadId', { name: 'abortMultipartUpload', run: abortUpload }),
  onObject('GET', 'uploadId', { name: 'listParts', run: listParts }),
  onObject('POST', 'append', { name: 'appendObject', ...write, run: appendObject }),
  onObject('POST', 'seal', { name: 'sealAppendObject', run: sealObject }),
  onObject('PUT', 'acl', { name: 'putObjectAcl', run: putObjectAcl }),
  onObject('GET', 'acl', { name: 'getObjectAcl', run: getObjectAcl }),
  onObject('PUT', 'tagging', { name: 'putObjectTagging', run: putObjectTagging }),
  onObject('GET', 'tagging', { name: 'getObjectTagging', run: getObjectTagging }),
  onObject('DELETE', 'tagging', { name: 'deleteObjectTagging', run: deleteObjectTagging }),
  onObject('PUT', 'symlink', { name: 'putSymlink', ...write, run: putSymlink }),
  onObject('GET', 'symlink', { name: 'getSymlink', action: 'GetObject', run: getSymlink }),
  onObject('POST', 'restore', { name: 'restoreObject', run: restoreObject }),
  onObject('POST', 'cleanRestoredObject', { name: 'cleanRestoredObject', run: cleanRestoredObject }),
  {
    name: 'postObject',
    method: 'POST',
    scope: 'bucket',
    selectors: [],
    authorizesItself: true,
    run: postObject,
  },
  {
    name: 'deleteMultipleObjects',
    method: 'POST',
    scope: 'bucket',
    selectors: ['delete'],
    authorizesItself: true,
    run: deleteMultipleObjects,
  },
  ...liveChannelOperations,
  { name: 'listMultipartUploads', method: 'GET', scope: 'bucket', selectors: ['uploads'], run: listUploads },
];
