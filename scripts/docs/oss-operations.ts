import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { OssOperation } from '../../packages/mock-vendors/src/vendors/aliyun-oss/operation.ts';
import { operations } from '../../packages/mock-vendors/src/vendors/aliyun-oss/operations.ts';
import { selectors } from '../../packages/mock-vendors/src/vendors/aliyun-oss/sub-resources.ts';
import { operationSteps } from '../../packages/mock-vendors/test/helpers/oss-operation-steps.ts';

/** What ali-oss calls an operation, where that is not the operation's own name. */
const aliOssNames: Readonly<Record<string, readonly string[]>> = {
  listObjects: ['list', 'listV2'],
  listObjectVersions: ['getBucketVersions', 'listObjectVersions'],
  putObject: ['put', 'putStream'],
  getObject: ['get', 'getStream'],
  headObject: ['head'],
  deleteObject: ['delete'],
  getObjectMeta: ['getObjectMeta'],
  copyObject: ['copy'],
  uploadPartCopy: ['uploadPartCopy', 'multipartUploadCopy'],
  uploadPart: ['uploadPart', 'multipartUpload'],
  appendObject: ['append'],
  deleteMultipleObjects: ['deleteMulti'],
  putObjectAcl: ['putACL'],
  getObjectAcl: ['getACL'],
  restoreObject: ['restore'],
  completeMultipartUpload: ['completeMultipartUpload', 'multipartUpload'],
  listMultipartUploads: ['listUploads'],
  initiateMultipartUpload: ['initMultipartUpload'],
  postObject: ['calculatePostSignature'],
  processObject: ['processObjectSave'],
  postAsyncFetchTask: ['postAsyncFetch'],
  getAsyncFetchTask: ['getAsyncFetch'],
  putLiveChannel: ['putChannel'],
  getLiveChannelInfo: ['getChannel'],
  getLiveChannelStat: ['getChannelStatus'],
  getLiveChannelHistory: ['getChannelHistory'],
  deleteLiveChannel: ['deleteChannel'],
  putLiveChannelStatus: ['putChannelStatus'],
  listLiveChannel: ['listChannels'],
};

const tests = globSync('packages/mock-vendors/test/vendors/aliyun-oss-*.test.ts')
  .sort()
  .map((file) => ({ file: basename(file), text: readFileSync(file, 'utf8') }));

/** All operations of the emulator, each with the client and the test that call it. */
export const operationsTable = (): string =>
  [
    '| operation | call | called by | test |',
    '| --- | --- | --- | --- |',
    ...operations.map(
      (operation) => `| \`${operation.name}\` | \`${callOf(operation)}\` | ${proofOf(operation)} |`,
    ),
  ].join('\n');

function callOf({ method, scope, selectors: names, comp, header }: OssOperation): string {
  const path = { service: '/', bucket: '/<bucket>', object: '/<bucket>/<key>' }[scope];
  const query = [...names, ...(comp ? [`comp=${comp}`] : [])].join('&');
  const call = `${method} ${path}${query ? `?${query}` : ''}`;
  return header ? `${call}, ${header}` : call;
}

/** A test that uses ali-oss, or else the one that calls every operation by its address. */
function proofOf({ name }: OssOperation): string {
  const methods = aliOssNames[name] ?? [name];
  const byClient = tests.find(({ text }) =>
    methods.some((method) => new RegExp(`client\\s*\\.${method}\\(|save\\s*\\.${method}\\(`, 'i').test(text)),
  );
  if (byClient) return `ali-oss | ${byClient.file}`;
  const isCalled = operationSteps.some((step) => step.name === name);
  return isCalled ? 'plain HTTP | aliyun-oss-operations.test.ts' : 'nobody yet |';
}

/** Sub-resources that no operation has. */
export function missingList(): string {
  const known = new Set(operations.flatMap((operation) => operation.selectors));
  return selectors
    .filter((name) => !known.has(name))
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ');
}
