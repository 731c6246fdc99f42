/** Where a response is other than documented. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** In the body, for example `data.mdfs[].code`; else `status`, `header content-type` or `body`. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

export type DifferenceKind =
  /** HTTP status. */
  | 'status'
  /** The vendor's own number for success or failure. */
  | 'code'
  | 'header'
  | 'missing'
  /** A field that the mock does not have. */
  | 'surplus'
  | 'type'
  | 'format'
  | 'value'
  | 'state'
  | 'credits'
  /** The body is not the vendor's envelope. */
  | 'body'
  | 'redirect'
  | 'no-answer'
  /** Nothing is documented at this address. */
  | 'endpoint';

const maxShown = 80;

/** A value, short enough for a line. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

export const describeDifference = ({ kind, path, expected, actual }: Difference): string =>
  `${kind} at ${path}: expected ${expected}, got ${actual}`;
