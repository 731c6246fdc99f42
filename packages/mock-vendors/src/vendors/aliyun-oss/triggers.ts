import type { ErrorTrigger } from '../../engine/catalogue.ts';
import type { errors } from './failure.ts';

const codes = 'https://help.aliyun.com/zh/oss/support/http-status-code';

export const triggers: Readonly<Record<keyof typeof errors, ErrorTrigger>> = {
  invalidAccessKeyId: { by: 'an access key id that this world does not know', source: codes },
  signatureDoesNotMatch: { by: 'a header that is changed after signing, or a wrong secret', source: codes },
  securityTokenExpired: { by: 'keys from STS after their time', source: codes },
  invalidSecurityToken: { by: 'keys with a security token that is not theirs', source: codes },
  requestTimeTooSkewed: { by: 'a date that is more than 15 minutes off', source: codes },
  accessDenied: { by: 'reading a private object without a signature', source: codes },
  invalidArgument: { by: 'a V4 signature for another region, or a malformed callback', source: codes },
  noSuchBucket: { by: 'a bucket that does not exist', source: codes },
  noSuchKey: { by: 'reading an object that does not exist', source: codes },
  invalidDigest: { by: 'a Content-MD5 that is not that of the body', source: codes },
  missingContentLength: { by: 'an upload with neither a length nor chunks', source: codes },
  invalidBucketName: { by: 'a bucket with a name that no bucket can have', source: codes },
  invalidObjectName: { by: 'a key that is longer than 1023 bytes', source: codes },
  entityTooLarge: { by: 'an upload longer than the setting maxObjectBytes', source: codes },
  fileAlreadyExists: {
    by: 'an upload to a key that is taken, with x-oss-forbid-overwrite',
    source: codes,
  },
  callbackFailed: {
    by: 'an upload with a callback to a server that does not answer with 200 and JSON',
    source: 'https://help.aliyun.com/document_detail/31989.html',
  },
  preconditionFailed: { by: 'reading with an If-Match that does not hold', source: codes },
  invalidRange: {
    by: 'reading a range outside the object, with x-oss-range-behavior: standard',
    source: codes,
  },
  notImplemented: { by: 'a part of OSS that is not emulated, such as x-oss-async-process', source: codes },
  internalError: { by: 'reading an object whose content was dropped for maxBlobBytes', source: codes },
};
