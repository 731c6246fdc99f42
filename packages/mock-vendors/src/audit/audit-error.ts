/**
 * `usage`: an option is wrong. `nothing-called`: no call came to a mock. `fails-undisturbed`: the program fails without any
 * fault. `not-deterministic`: two undisturbed runs differ. `capsule`: a capsule cannot be used.
 */
export type AuditErrorKind =
  | 'usage'
  | 'nothing-called'
  | 'fails-undisturbed'
  | 'not-deterministic'
  | 'capsule';

/** There is no verdict, and this says why and what to do. */
export class AuditError extends Error {
  readonly kind: AuditErrorKind;

  constructor(kind: AuditErrorKind, message: string) {
    super(message);
    this.name = 'AuditError';
    this.kind = kind;
  }
}
