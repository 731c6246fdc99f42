import * as v from 'valibot';
import { endpoint } from '../../vendor.ts';
import { errors } from './errors.ts';
import * as p from './parameters.ts';

const stored = v.looseObject({
  headers: v.looseObject({ etag: v.string(), 'x-oss-request-id': v.optional(v.string()) }),
  json: v.unknown(),
});
const anyErrors = [
  errors.invalidAccessKeyId,
  errors.signatureDoesNotMatch,
  errors.securityTokenExpired,
  errors.invalidSecurityToken,
  errors.requestTimeTooSkewed,
  errors.accessDenied,
  errors.invalidArgument,
  errors.noSuchBucket,
  errors.invalidBucketName,
  errors.invalidObjectName,
] as const;

/** Storing costs nothing here; whether it may be sent again depends on its callback, which the operation knows. */
export const putObject = endpoint({
  summary: 'Store one object, and let OSS notify a server',
  method: 'PUT',
  path: '/:key',
  auth: true,
  encoding: 'bytes',
  request: v.strictObject({
    key: p.key,
    body: v.blob(),
    'content-type': v.optional(p.headerText, 'application/octet-stream'),
    'content-md5': v.optional(p.headerText),
    'x-oss-callback': v.optional(p.headerText),
    'x-oss-forbid-overwrite': v.optional(v.picklist(['true', 'false'])),
    'x-oss-object-acl': v.optional(v.picklist(['default', 'private', 'public-read'])),
  }),
  response: stored,
  errors: [
    ...anyErrors,
    errors.invalidDigest,
    errors.missingContentLength,
    errors.entityTooLarge,
    errors.fileAlreadyExists,
    errors.callbackFailed,
  ],
});

export const headObject = endpoint({
  summary: 'Read what is known about one object',
  method: 'HEAD',
  path: '/:key',
  auth: true,
  encoding: 'query',
  request: v.strictObject({ key: p.key }),
  response: stored,
  errors: [...anyErrors, errors.noSuchKey],
});

export const deleteObject = endpoint({
  summary: 'Delete one object; one that is not there is no error',
  // What is waited for here may be paid for already.
  timeoutMs: 10_000,
  method: 'DELETE',
  path: '/:key',
  auth: true,
  encoding: 'query',
  request: v.strictObject({ key: p.key }),
  response: v.looseObject({}),
  errors: anyErrors,
});

export const listObjects = endpoint({
  summary: 'List a page of the objects of the bucket, in the order of their keys',
  method: 'GET',
  path: '/',
  auth: true,
  encoding: 'query',
  request: v.strictObject({
    prefix: v.optional(v.string()),
    marker: v.optional(v.string()),
    'max-keys': v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000))),
    // A key may hold what XML cannot.
    'encoding-type': v.optional(v.picklist(['url']), 'url'),
  }),
  response: v.looseObject({ text: v.pipe(v.string(), v.regex(/<ListBucketResult/)) }),
  errors: anyErrors,
});
