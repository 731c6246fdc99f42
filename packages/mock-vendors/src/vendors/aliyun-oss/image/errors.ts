import type { DocumentedError } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { OssFail } from '../failure.ts';

const badInput = (code: string, message: string, status = 400): DocumentedError => ({
  code,
  status,
  kind: 'bad-input',
  message,
  hint: '',
});

/** https://help.aliyun.com/document_detail/44706.html */
export const imageErrors = {
  badRequest: badInput('BadRequest', 'The image cannot be processed as requested.'),
  missingArgument: badInput('MissingArgument', 'A required argument is missing.'),
  imageTooLarge: badInput('ImageTooLarge', 'The image is larger than 20 MB.'),
  memLimitExceeded: badInput('MemLimitExceeded', 'The image has too many pixels.'),
  watermarkError: badInput('WatermarkError', 'The watermark cannot be drawn.'),
  accessDenied: badInput('AccessDenied', 'The result may not be stored there.', 403),
  noSuchStyle: badInput('NoSuchStyle', 'The specified style does not exist.', 404),
};

export const badRequest = (message: string): OssFail => new OssFail(imageErrors.badRequest, { message });

export const missingArgument = (message: string): OssFail =>
  new OssFail(imageErrors.missingArgument, { message });

export const invalidArgument = (message: string): OssFail =>
  new OssFail(aliyunOss.errors.invalidArgument, { message });
