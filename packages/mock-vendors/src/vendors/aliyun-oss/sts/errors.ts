import type { DocumentedError } from '@api-repack/core';
import { Fail } from '../../../engine/mock-vendor.ts';

/** A failure in the words of the RPC API, which is not that of OSS. */
export class StsFail extends Fail {
  constructor(code: string, message: string, status = 400) {
    super({
      code,
      status,
      kind: status === 403 ? 'auth' : 'bad-input',
      message,
      hint: '',
    } satisfies DocumentedError);
  }
}

export const missingParameter = (name: string): StsFail =>
  new StsFail(
    `Missing${name}`,
    `The input parameter ${name} that is mandatory for processing this request is not supplied.`,
  );
