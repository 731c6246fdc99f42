import type { DocumentedError, ErrorKind } from '../../errors.ts';

/** Empty: no revision of the manual lists a failure; only other APIs of the same company show the shape of one. */
export const errors = {} as const satisfies Record<string, DocumentedError>;

/** All that can be said of a failure. The number means nothing that is written anywhere, so nothing depends on it. */
export const refusal: { readonly kind: ErrorKind; readonly hint: string } = {
  kind: 'refused',
  hint: 'Lufff documents no error numbers, only its message says why. Usual causes: a token that is no longer valid (log in again), no credits left, a wrong or used SMS code, an image URL that Lufff cannot open',
};
