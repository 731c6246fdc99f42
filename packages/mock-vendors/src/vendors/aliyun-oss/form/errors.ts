import type { DocumentedError } from '@api-repack/core';
import { OssFail } from '../failure.ts';
import { objectErrors } from '../object/errors.ts';

const error = (code: string, message: string): DocumentedError => ({
  code,
  status: 400,
  kind: 'bad-input',
  message,
  hint: '',
});

/** Documented for forms: https://help.aliyun.com/zh/oss/support/http-400-status-code */
export const formErrors = {
  notMultipart: error(
    'RequestIsNotMultiPartContent',
    'Bucket POST must be of the enclosure-type multipart/form-data.',
  ),
  malformed: error(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  ),
  wrongFileCount: error(
    'IncorrectNumberOfFilesInPOSTRequest',
    'POST requires exactly one file upload per request.',
  ),
  fieldTooLong: error('FieldItemTooLong', 'Your POST request has a field that is too long.'),
  fieldsTooLong: error(
    'MaxPOSTPreDataLengthExceededError',
    'Your POST request fields preceding the upload file were too large.',
  ),
};

/** The number of the documented cause, of the series for forms. */
export const formEc = (cause: string): string => `0006-00000${cause}`;

export const malformedForm = (cause: string): OssFail =>
  new OssFail(formErrors.malformed, { ec: formEc(cause) });

/** A policy that cannot be understood. */
export const invalidPolicy = (cause: string, message: string): OssFail =>
  new OssFail(objectErrors.invalidPolicyDocument, {
    message: `Invalid Policy: ${message}`,
    ec: formEc(cause),
  });
