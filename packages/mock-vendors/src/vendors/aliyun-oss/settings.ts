import type { BucketSettings } from './bucket-settings.ts';

export interface AliyunOssSettings {
  /**
   * The buckets that exist from the beginning, by name: `region`, `acl`, and, if not the default, `storageClass`,
   * `dataRedundancyType` and `createdAt` (Unix milliseconds). Clients can make others and delete these.
   */
  readonly buckets: Readonly<Record<string, BucketSettings>>;
  /**
   * Host names of this server itself, at which the path begins with the bucket. IP addresses, names without a dot and
   * Aliyun's own endpoints always are.
   */
  readonly ownHostnames: readonly string[];
  /** How far the time of a request may be off. Documented as 15 minutes. */
  readonly maxSkewS: number;
  /** A longer object is refused. Documented as 5 GB for one request; the code of the error is not. */
  readonly maxObjectBytes: number;
  /** How long a callback's server may take. Documented as 5 seconds. */
  readonly callbackTimeoutS: number;
  /**
   * Whether a callback that cannot be understood is refused before the object is stored, or fails after that with status
   * 203. Not documented.
   */
  readonly malformedCallback: 'refuse' | 'fail';
  /** What stands for a variable of a callback that does not exist. Not documented. */
  readonly unknownCallbackVariable: string;
  /** Hosts that callbacks may go to, beside loopback and the other mock vendors. */
  readonly callbackHosts: readonly string[];
  /**
   * Whether pages of other origins may call a bucket that has no CORS rules. The real service refuses them, until rules
   * are set.
   */
  readonly corsWithoutRules: 'allow' | 'refuse';
  /**
   * Whether `success_action_redirect` gets the bucket, the key and the ETag as parameters. Not documented: Amazon S3, whose
   * form this is, does so.
   */
  readonly postRedirectQuery: boolean;
  /** Whether a wrong V4 signature is answered with the canonical request. Not documented; clients show it. */
  readonly showsCanonicalRequest: boolean;
  /** How many actions one `x-oss-process` may have. Not documented. */
  readonly maxImageActions: number;
  /**
   * How long it takes until a restored object can be read. Documented as a minute for Archive, and as hours for colder
   * storage, which takes no longer here.
   */
  readonly restoreS: number;
  /** The longest life of keys from AssumeRole in seconds. Documented as one hour, unless the role says otherwise. */
  readonly maxSessionS: number;
}

const demoBuckets: AliyunOssSettings['buckets'] = {
  'mock-bucket': { region: 'cn-hangzhou', acl: 'private' },
  picwishsz: { region: 'cn-shenzhen', acl: 'private' },
  wxtechsz: { region: 'cn-shenzhen', acl: 'private' },
  'make-cv': { region: 'cn-hangzhou', acl: 'public-read' },
};

export const defaults: AliyunOssSettings = {
  buckets: demoBuckets,
  ownHostnames: [],
  maxSkewS: 900,
  maxObjectBytes: 5 * 2 ** 30,
  callbackTimeoutS: 5,
  malformedCallback: 'refuse',
  unknownCallbackVariable: '',
  callbackHosts: [],
  corsWithoutRules: 'allow',
  postRedirectQuery: true,
  showsCanonicalRequest: true,
  maxImageActions: 32,
  restoreS: 60,
  maxSessionS: 3600,
};
