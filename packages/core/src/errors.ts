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
  /** The vendor said no, and documents no codes: its message is all that says why. */
  | 'refused'
  | 'protocol';

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

/** What is needed to fetch a result that is already paid for: wire field names and their values. */
export type Resume = Readonly<Record<string, string | readonly string[]>>;

export interface ErrorContext {
  readonly vendor: string;
  readonly endpoint: string;
  readonly status?: number | undefined;
  readonly code?: number | string | undefined;
  readonly hint?: string | undefined;
  readonly resume?: Resume | undefined;
  /** How long the vendor asks to wait (`Retry-After`). */
  readonly retryAfterMs?: number | undefined;
  /** False only if the request certainly never reached the vendor. */
  readonly sent?: boolean | undefined;
}

export class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly kind: ErrorKind;
  readonly context: ErrorContext;
  /** The message without the place, for hosts that show the place themselves. */
  readonly reason: string;

  constructor(kind: ErrorKind, reason: string, context: ErrorContext, options?: ErrorOptions) {
    super(`${context.vendor} ${context.endpoint}: ${reason}`, options);
    this.kind = kind;
    this.reason = reason;
    this.context = context;
  }

  /** The same error, with what is needed to go on where it stopped. */
  resumableBy(resume: Resume): VendorError {
    const merged = { ...resume, ...this.context.resume };
    return new VendorError(
      this.kind,
      this.reason,
      { ...this.context, resume: merged },
      { cause: this.cause },
    );
  }
}

/** Compares by name: core is bundled into several packages, so `instanceof` can miss. */
export const isVendorError = (error: unknown): error is VendorError =>
  error instanceof Error && error.name === 'VendorError';
