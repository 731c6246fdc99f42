import { Fail } from '../../../engine/mock-vendor.ts';

/** A failure in the words of the RPC API, which is not that of OSS. */
export class StsFail extends Fail {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super({ code, status, kind: 'refused', message, hint: '' });
    this.code = code;
    this.status = status;
  }
}

export const missingParameter = (name: string): StsFail =>
  new StsFail(
    `Missing${name}`,
    `The input parameter ${name} that is mandatory for processing this request is not supplied.`,
  );
