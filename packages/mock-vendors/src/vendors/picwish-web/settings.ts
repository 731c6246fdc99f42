/** What nobody says about the web API, for which there is no manual. */
export interface PicwishWebSettings {
  /** Code of a login with a wrong password. Our own number: nobody knows the real one. */
  readonly wrongPasswordStatus: number;
  /** HTTP status of the response "needed login"; 401 is in its body in any case. */
  readonly neededLoginHttpStatus: 200 | 401;
  /** How long a login lives, in seconds. An inference. */
  readonly tokenLifetimeS: number;
  /** How long the permission to upload lives, in seconds. An inference. */
  readonly grantLifetimeS: number;
  /** How long a task and its files are kept, in seconds. An inference from the developer API. */
  readonly retentionS: number;
  /** Code for a resource or task that does not exist. An inference. */
  readonly unknownIdStatus: number;
  /** Whether a failed task is a negative state or an error response; clients are seen to expect either. */
  readonly webFailure: 'state' | 'envelope';
  /** Serve guests, whose tokens anybody can make up, as some public clients do. */
  readonly guests: boolean;
}

export const defaults: PicwishWebSettings = {
  wrongPasswordStatus: 11001,
  neededLoginHttpStatus: 401,
  tokenLifetimeS: 30 * 86_400,
  grantLifetimeS: 900,
  retentionS: 3600,
  unknownIdStatus: 404,
  webFailure: 'state',
  guests: false,
};
