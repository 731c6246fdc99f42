/** What the manual leaves open, which is a lot. Each default is an inference unless its comment says otherwise. */
export interface LufffSettings {
  /** The code in every SMS. If empty, each SMS has another one. */
  readonly vcode: string;
  /** How long a code can be used. */
  readonly vcodeLifetimeS: number;
  /** A phone number gets no second SMS within this time. */
  readonly smsIntervalS: number;
  /** How long a token lives. A later login does not end it. */
  readonly tokenLifetimeS: number;
  /** Credits of a new phone number; 5 in the manual's sample. */
  readonly phoneCredits: number;
  /** Credits of a new uuid; a later revision's sample shows 20. */
  readonly uuidCredits: number;
  /** A uuid that is seen for the first time becomes an account of its own. */
  readonly autoCreateUuid: boolean;
  /** A cut-out that fails costs a credit all the same. */
  readonly chargeFailures: boolean;
  /** Credits for signing in, once a day. */
  readonly signInReward: number;
  /** Serve what only later revisions of the manual describe. */
  readonly extension: boolean;
  /** A path without its trailing slash is not found, as with Django. */
  readonly strictSlash: boolean;
  /** Content type of all answers; `text/html` and `text/plain` are as likely. */
  readonly contentType: string;
  /** HTTP status of an answer that reports a failure. */
  readonly failureHttpStatus: number;
  /** `size` in the history is the number of rows in the answer, as in a sister API, and not what was asked for. */
  readonly sizeIsRowCount: boolean;
  /** Hosts beside this machine that images are fetched from. URLs of all other hosts get a sample picture. */
  readonly fetchFrom: readonly string[];
  /** How long fetching an image may take. */
  readonly fetchTimeoutMs: number;
  /** A larger image cannot be processed. */
  readonly maxImageBytes: number;
}

export const defaults: LufffSettings = {
  vcode: '1234',
  vcodeLifetimeS: 300,
  smsIntervalS: 0,
  tokenLifetimeS: 30 * 24 * 3600,
  phoneCredits: 5,
  uuidCredits: 5,
  autoCreateUuid: true,
  chargeFailures: false,
  signInReward: 1,
  extension: true,
  strictSlash: true,
  contentType: 'application/json',
  failureHttpStatus: 200,
  sizeIsRowCount: false,
  fetchFrom: [],
  fetchTimeoutMs: 5_000,
  maxImageBytes: 20 * 1024 * 1024,
};
