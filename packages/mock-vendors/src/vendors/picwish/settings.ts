/** What the manual of the developer API leaves open, and what nobody says about the web API, for which there is none. */
export interface PicwishSettings {
  /** Calls that a key may make within a second, or 0 for any number. Documented as 2. */
  readonly qps: number;
  /** Whether reading a task and the balance count as calls. An inference. */
  readonly pollsCount: boolean;
  /** `Retry-After` of a call that was refused as too early. An inference. */
  readonly retryAfterS: number;
  /** HTTP status and code when the credits do not suffice, which nobody documents. */
  readonly noCreditsStatus: number;
  /** How long a task and its files are kept. Documented as one hour. */
  readonly retentionS: number;
  /** A longer upload is refused with 413 instead of state -5. The limit is an inference. */
  readonly maxUploadBytes: number;
  /** Hosts beside loopback from which `image_url` is fetched and to which `callback_url` is called. Any other URL shows a sample picture. */
  readonly fetchHosts: readonly string[];
  /** Web: code of a login with a wrong password. Our own number: nobody knows the real one. */
  readonly wrongPasswordStatus: number;
  /** Web: HTTP status of the answer "needed login"; 401 is in its body in any case. */
  readonly neededLoginHttpStatus: 200 | 401;
  /** Web: how long a login lives. An inference. */
  readonly tokenLifetimeS: number;
  /** Web: how long the permission to upload lives. An inference. */
  readonly grantLifetimeS: number;
  /** Web: code for a resource or task that is not there. An inference. */
  readonly unknownIdStatus: number;
  /** Web: whether a failed task is a negative state or a failing answer; clients are seen to expect either. */
  readonly webFailure: 'state' | 'envelope';
  /** Web: serve guests, whose tokens anybody can make up, as some public clients do. */
  readonly guests: boolean;
}

export const defaults: PicwishSettings = {
  qps: 2,
  pollsCount: true,
  retryAfterS: 1,
  noCreditsStatus: 402,
  retentionS: 3600,
  maxUploadBytes: 64 * 2 ** 20,
  fetchHosts: [],
  wrongPasswordStatus: 11001,
  neededLoginHttpStatus: 401,
  tokenLifetimeS: 30 * 86_400,
  grantLifetimeS: 900,
  unknownIdStatus: 404,
  webFailure: 'state',
  guests: false,
};
