/**
 * `usage`: an option is wrong. `unreachable`: nothing listens. `too-slow`: no answer within the limit. `redirected`: the
 * target leads elsewhere. `not-the-vendor`: something else answers. `credentials`: the target refuses them.
 */
export type ContractErrorKind =
  | 'usage'
  | 'unreachable'
  | 'too-slow'
  | 'redirected'
  | 'not-the-vendor'
  | 'credentials';

/** There is no result, and this says why and what to do. */
export class ContractError extends Error {
  readonly kind: ContractErrorKind;

  constructor(kind: ContractErrorKind, message: string) {
    super(message);
    this.name = 'ContractError';
    this.kind = kind;
  }
}
