/** What went wrong, in words a caller can act on. The vendor's own code stays in `context.code`. */
export type ErrorKind =
  | 'auth'
  | 'quota'
  | 'rate-limit'
  | 'bad-input'
  | 'unsupported'
  | 'not-found'
  | 'task-failed'
  | 'unavailable'
  | 'timeout'
  | 'canceled'
  /** The vendor refused and documents no codes: only its message says why. */
  | 'refused'
  /** An earlier call may have been charged, so this one was not sent. */
  | 'doubtful'
  /** The key of a payment was used before, for other content. */
  | 'key-reused'
  | 'protocol';

/** `maybe`: the vendor may have charged, which cannot be known here. */
export type Charged = 'no' | 'yes' | 'maybe';

/** A row of the error table in a vendor's manual. */
export interface DocumentedError {
  readonly code: number | string;
  readonly kind: ErrorKind;
  /** The vendor's own text. */
  readonly message: string;
  /** What the user can do about it. */
  readonly hint: string;
  /** The HTTP status it comes with, where the vendor uses HTTP statuses. */
  readonly status?: number;
  /** A wrong clock on this machine causes it, too. */
  readonly dependsOnClock?: true;
}

/** What fetches a result that is already paid for: wire field names and their values. Never a token, never a picture. */
export type Ids = Readonly<Record<string, string | readonly string[]>>;

export interface ErrorContext {
  readonly vendor: string;
  readonly endpoint: string;
  readonly status?: number | undefined;
  readonly code?: number | string | undefined;
  readonly hint?: string | undefined;
  readonly ids?: Ids | undefined;
  /** The name of the operation that takes `ids`, for example `result`. */
  readonly operation?: string | undefined;
  /** Whether the call that failed was charged. @default 'no' */
  readonly charged?: Charged | undefined;
  /** How long the vendor asks to wait (`Retry-After`). */
  readonly retryAfterMs?: number | undefined;
  /** False only if the request certainly never reached the vendor. */
  readonly sent?: boolean | undefined;
}

export class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly kind: ErrorKind;
  readonly context: ErrorContext;
  /** The message without vendor and endpoint, for hosts that show those themselves. */
  readonly reason: string;

  constructor(kind: ErrorKind, reason: string, context: ErrorContext, options?: ErrorOptions) {
    super(`${context.vendor} ${context.endpoint}: ${reason}`, options);
    this.kind = kind;
    this.reason = reason;
    this.context = context;
  }

  get charged(): Charged {
    return this.context.charged ?? 'no';
  }

  get ids(): Ids | undefined {
    return this.context.ids;
  }

  get operation(): string | undefined {
    return this.context.operation;
  }

  /** The same error, with ids that fetch the result that is paid for. Fields that it has already are kept. */
  withIds(
    ids: Ids | undefined,
    { charged, operation }: Pick<ErrorContext, 'charged' | 'operation'> = {},
  ): VendorError {
    const context = {
      ...this.context,
      ids: (ids ?? this.context.ids) && { ...ids, ...this.context.ids },
      charged: this.context.charged ?? charged,
      operation: this.context.operation ?? operation,
    };
    return new VendorError(this.kind, this.reason, context, { cause: this.cause });
  }
}

/** Compares by name: core is bundled into several packages, so `instanceof` can miss. */
export const isVendorError = (error: unknown): error is VendorError =>
  error instanceof Error && error.name === 'VendorError';
