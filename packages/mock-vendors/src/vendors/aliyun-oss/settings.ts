export interface BucketSettings {
  /** A V4 signature for another region is refused. */
  readonly region: string;
  /** `public-read` lets anybody read objects, but neither list nor change them. `public-read-write` lets anybody do that too. */
  readonly acl: BucketAcl;
  /** Of objects that are stored without one, and of the bucket itself. `Standard` if left out. */
  readonly storageClass?: string;
  /** `LRS` or `ZRS`; `LRS` if left out. */
  readonly dataRedundancyType?: string;
  /** Unix milliseconds; the beginning of 2020 if left out. */
  readonly createdAt?: number;
}

export type BucketAcl = 'private' | 'public-read' | 'public-read-write';

export interface AliyunOssSettings {
  /** The buckets that exist from the beginning. Clients can make others and delete these. */
  readonly buckets: Readonly<Record<string, BucketSettings>>;
  /**
   * Host names of this server itself, at which the path begins with the bucket. IP addresses, names without a dot and
   * Aliyun's own endpoints always are.
   */
  readonly ownHostnames: readonly string[];
  /** How far the time of a request may be off. Documented as 15 minutes. */
  readonly maxSkewS: number;
  /** A longer object is refused. Documented as 5 GB for one request; the error's code is an inference. */
  readonly maxObjectBytes: number;
  /** How long a callback's server may take. Documented as 5 seconds. */
  readonly callbackTimeoutS: number;
  /** Hosts that callbacks may go to, beside loopback and the other mock vendors. */
  readonly callbackHosts: readonly string[];
  /**
   * Whether pages of other origins may call a bucket that has no CORS rules. The real service refuses them, until rules
   * are set.
   */
  readonly corsWithoutRules: 'allow' | 'refuse';
  /**
   * Whether `success_action_redirect` gets the bucket, the key and the ETag as parameters. Not documented; an inference from
   * Amazon S3, whose form this is.
   */
  readonly postRedirectQuery: boolean;
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
  callbackHosts: [],
  corsWithoutRules: 'allow',
  postRedirectQuery: true,
  maxSessionS: 3600,
};
