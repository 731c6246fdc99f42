import type { DocumentedError } from '../../errors.ts';

const checkKeys = 'Check the access key id and secret; keys from STS also need their security token';
const freshGrant =
  'The keys are no longer valid: get fresh ones, or a fresh upload permission from the vendor, and try again';

/** https://help.aliyun.com/zh/oss/support/http-status-code, as far as storing, reading and deleting one object goes. */
export const errors = {
  invalidAccessKeyId: {
    code: 'InvalidAccessKeyId',
    status: 403,
    kind: 'auth',
    message: 'The OSS Access Key Id you provided does not exist in our records.',
    hint: checkKeys,
  },
  signatureDoesNotMatch: {
    code: 'SignatureDoesNotMatch',
    status: 403,
    kind: 'auth',
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    hint: `${checkKeys}. Something on the way, such as a proxy, may also have changed the headers`,
  },
  securityTokenExpired: {
    code: 'SecurityTokenExpired',
    status: 403,
    kind: 'auth',
    message: 'The security token you provided has expired.',
    hint: freshGrant,
  },
  invalidSecurityToken: {
    code: 'InvalidSecurityToken',
    status: 403,
    kind: 'auth',
    message: 'The security token you provided is invalid.',
    hint: 'Id, secret and security token must come from the same answer: ask for a fresh permission',
  },
  requestTimeTooSkewed: {
    code: 'RequestTimeTooSkewed',
    status: 403,
    kind: 'auth',
    message: 'The difference between the request time and the current time is too large.',
    hint: "Set this machine's clock: OSS allows 15 minutes",
    dependsOnClock: true,
  },
  accessDenied: {
    code: 'AccessDenied',
    status: 403,
    kind: 'auth',
    message: 'You have no right to access this object because of bucket acl.',
    hint: 'The keys do not allow this, or the presigned URL has expired: check their policy or ask for a fresh URL',
  },
  invalidArgument: {
    code: 'InvalidArgument',
    status: 400,
    kind: 'bad-input',
    message: 'The argument is invalid.',
    hint: 'Check the region of the signature and the callback',
  },
  noSuchBucket: {
    code: 'NoSuchBucket',
    status: 404,
    kind: 'not-found',
    message: 'The specified bucket does not exist.',
    hint: 'Check the bucket and the endpoint',
  },
  noSuchKey: {
    code: 'NoSuchKey',
    status: 404,
    kind: 'not-found',
    message: 'The specified key does not exist.',
    hint: 'Check the key; the object may have been deleted',
  },
  invalidDigest: {
    code: 'InvalidDigest',
    status: 400,
    kind: 'unavailable',
    message: 'The Content-MD5 you specified was invalid.',
    hint: 'The file was damaged on the way and not stored: send it again',
  },
  missingContentLength: {
    code: 'MissingContentLength',
    status: 411,
    kind: 'protocol',
    message: 'You must provide the Content-Length HTTP header.',
    hint: 'Something on the way, such as a proxy, took the length of the file away',
  },
  invalidBucketName: {
    code: 'InvalidBucketName',
    status: 400,
    kind: 'bad-input',
    message: 'The specified bucket is not valid.',
    hint: 'A bucket has 3 to 63 lowercase letters, digits and dashes',
  },
  invalidObjectName: {
    code: 'InvalidObjectName',
    status: 400,
    kind: 'bad-input',
    message: 'The specified object is not valid.',
    hint: 'A key has 1 to 1023 bytes and does not begin with a slash',
  },
  entityTooLarge: {
    code: 'EntityTooLarge',
    status: 400,
    kind: 'unsupported',
    message: 'Your proposed upload exceeds the maximum allowed object size.',
    hint: 'One upload takes at most 5 GB',
  },
  fileAlreadyExists: {
    code: 'FileAlreadyExists',
    status: 409,
    kind: 'bad-input',
    message: 'The object you specified already exists and can not be overwritten.',
    hint: 'Choose another key, or allow overwriting',
  },
  /** The object is stored all the same. */
  callbackFailed: {
    code: 'CallbackFailed',
    status: 203,
    kind: 'unavailable',
    message: 'Error status : 502.',
    hint: 'The file is stored, but its callback failed: another upload may be registered as a second file',
  },
} as const satisfies Record<string, DocumentedError>;
