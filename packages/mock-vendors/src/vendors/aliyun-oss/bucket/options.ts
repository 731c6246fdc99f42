import type { DocumentedError } from '@api-repack/core';
import type { OssCall } from '../call.ts';
import { OssFail } from '../failure.ts';
import type { OssOperation } from '../operation.ts';

/** A preflight never gets here: it names the origin of its page, and the method of the call that follows. */
const answer = { method: 'OPTIONS', selectors: [], authorizesItself: true, run: refuse } as const;

export const optionsOperations: readonly OssOperation[] = [
  { name: 'optionObject', scope: 'object', ...answer },
  { name: 'optionBucket', scope: 'bucket', ...answer },
];

const badRequest: DocumentedError = {
  code: 'BadRequest',
  status: 400,
  kind: 'bad-input',
  message: 'Insufficient information. Origin request header needed',
  hint: '',
};

function refuse({ exchange }: OssCall): never {
  const hasOrigin = exchange.request.headers.origin !== undefined;
  const message = 'Insufficient information. Request Access-Control-Request-Method header needed';
  throw new OssFail(badRequest, hasOrigin ? { message } : {});
}
