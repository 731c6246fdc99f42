/** A failure in the words of the RPC API, which is not that of OSS. */
export class StsFail extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const missingParameter = (name: string): StsFail =>
  new StsFail(
    `Missing${name}`,
    `The input parameter ${name} that is mandatory for processing this request is not supplied.`,
  );
