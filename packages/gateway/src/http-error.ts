import type { Charged, ErrorKind, Ids } from '@api-repack/core';

/** Core's error kinds and those of the gateway itself. */
export type Kind = ErrorKind | 'too-large' | 'method' | 'internal';

interface Context {
  readonly hint?: string | undefined;
  /** Ids that fetch what is already paid for. */
  readonly ids?: Ids | undefined;
  /** The name of the operation that takes `ids`. */
  readonly operation?: string | undefined;
  /** @default 'no' */
  readonly charged?: Charged | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of the gateway itself, not of a vendor. */
export class HttpError extends Error {
  readonly status: number;
  readonly kind: Kind;
  readonly hint: string | undefined;
  readonly ids: Ids | undefined;
  readonly operation: string | undefined;
  readonly charged: Charged;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    kind: Kind,
    message: string,
    { hint, ids, operation, charged = 'no', headers = {} }: Context = {},
  ) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.hint = hint;
    this.ids = ids;
    this.operation = operation;
    this.charged = charged;
    this.headers = headers;
  }
}

export const badInput = (message: string, hint?: string): HttpError =>
  new HttpError(400, 'bad-input', message, { hint });
