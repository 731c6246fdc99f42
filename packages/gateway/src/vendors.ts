import { type AnyOperation, kebab, type Vendor } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { fangtang, operations as fangtangOperations } from '@api-repack/core/fangtang';
import { lufff, operations as lufffOperations } from '@api-repack/core/lufff';
import { picwish, operations as picwishOperations } from '@api-repack/core/picwish';
import { picwishWeb, operations as picwishWebOperations } from '@api-repack/core/picwish-web';
import { derive } from './derive.ts';
import { type Catalogue, catalogue, endpointOperations } from './operation.ts';

/** All vendors of core. */
export const vendors: readonly Vendor[] = [picwish, picwishWeb, fangtang, lufff, aliyunOss];

const all = (operations: object) => Object.values(operations) as AnyOperation[];

/** Names of the original service. */
const originalNames: Readonly<Record<string, string>> = {
  login: 'login',
  upload: 'oss-img',
  'face-cutout': 'face-cutout',
};
const ofAccount = all(picwishWebOperations).map((operation) => {
  const name = originalNames[operation.name];
  return derive(operation, { prefix: 'web-', ...(name && { name }) });
});
const isOriginal = ({ name }: { readonly name: string }) => Object.values(originalNames).includes(name);

/** Endpoints take the credential schemes of the first operation that has any. */
const schemesOf = (operations: object) =>
  all(operations).find(({ credentials }) => credentials.length > 0)?.credentials ?? [];

/** The tool of PicWish's endpoint `createScalePro` is `scale-pro`. */
const ofTool = (resumedBy: string) => (endpoint: string) => ({
  resumedBy,
  resumeWith: { tool: kebab(endpoint).replace(/^create-/, '') },
});

/** All operations, in the order of /docs. PicWish's two APIs are one vendor here. */
export const catalogues: readonly Catalogue[] = [
  catalogue({
    name: 'picwish',
    displayName: 'PicWish 佐糖',
    operations: [
      ...ofAccount.filter(isOriginal),
      ...all(picwishOperations).map((operation) => derive(operation)),
      ...ofAccount.filter((operation) => !isOriginal(operation)),
      ...endpointOperations(picwish, schemesOf(picwishOperations), { resume: ofTool('result') }),
      ...endpointOperations(picwishWeb, schemesOf(picwishWebOperations).slice(0, 1), {
        prefix: 'web-',
        resume: ofTool('web-result'),
      }),
    ],
  }),
  catalogue({
    name: 'fangtang',
    displayName: 'Fangtang 高光照片',
    operations: [
      ...all(fangtangOperations).map((operation) => derive(operation)),
      ...endpointOperations(fangtang, schemesOf(fangtangOperations), {
        resume: (name) => ({ resumedBy: 'result', resumeWith: { api: name === 'uploads' ? 'v2' : 'v1' } }),
      }),
    ],
  }),
  catalogue({
    name: 'lufff',
    displayName: 'Lufff 马克',
    operations: [
      ...all(lufffOperations).map((operation) => derive(operation)),
      ...endpointOperations(lufff, lufffOperations.removeBackground.credentials),
    ],
  }),
];
