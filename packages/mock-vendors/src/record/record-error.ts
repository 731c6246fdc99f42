/**
 * `usage`: an option is wrong. `folder`: the folder cannot be used. `version`: exchanges of another version. `exchange`: a
 * file is damaged.
 */
export type RecordErrorKind = 'usage' | 'folder' | 'version' | 'exchange';

/** There is no result, and this says why and what to do. */
export class RecordError extends Error {
  readonly kind: RecordErrorKind;

  constructor(kind: RecordErrorKind, message: string) {
    super(message);
    this.name = 'RecordError';
    this.kind = kind;
  }
}
