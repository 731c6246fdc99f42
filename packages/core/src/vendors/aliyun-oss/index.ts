export { bucketUrl, type OssAddress } from './address.ts';
export { type OssGrant, type Presigning, presignedUrl } from './authenticate.ts';
export { callbackHeader, type OssCallback } from './callback.ts';
export * from './calls.ts';
export { defaultCallbackBody, operations } from './operations.ts';
export { aliyunOss, connectOss, type OssClient } from './vendor.ts';
