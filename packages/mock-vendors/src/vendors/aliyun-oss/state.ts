import { named } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import type { BucketAcl, BucketSettings } from './bucket-settings.ts';
import type { PemPair } from './callback-key.ts';
import type { KeyPair } from './keys.ts';
import { type AliyunOssSettings, defaults } from './settings.ts';

export interface OssObject {
  readonly bucket: string;
  readonly key: string;
  /** Hash to ask the world's blobs for. */
  readonly content: string;
  readonly size: number;
  /** MD5 in hexadecimal, upper case, without quotes. */
  readonly etag: string;
  /** MD5 in base64. */
  readonly md5: string;
  /** Decimal. */
  readonly crc64: string;
  readonly type: string;
  /** Headers that were sent with it and come back with it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Counts more than the bucket's, if there is one. */
  readonly acl?: BucketAcl;
  readonly modifiedAt: number;
  /** `Normal` if left out. */
  readonly objectType?: 'Appendable' | 'Multipart' | 'Symlink';
  /** When an appendable object was closed to more content, in Unix milliseconds. */
  readonly sealedAt?: number;
  /** `Standard` if left out. */
  readonly storageClass?: string;
  /** When a lifecycle rule moved it to its storage class, in Unix milliseconds. */
  readonly transitionedAt?: number;
  readonly tags?: ReadonlyMap<string, string>;
  /** The key that a symlink points to. */
  readonly symlinkTarget?: string;
  /** From when until when an archived object can be read, in Unix milliseconds. */
  readonly restored?: { readonly readableAt: number; readonly expiresAt: number };
  /** `null` for one that was stored without versioning. Left out if the key has no versions. */
  readonly versionId?: string;
}

/** One entry in the history of a key. */
export interface ObjectVersion {
  readonly versionId: string;
  readonly modifiedAt: number;
  /** Undefined for a delete marker. */
  readonly object: OssObject | undefined;
}

/** What is known of an object before its content. */
export type ObjectProperties = Omit<
  OssObject,
  'content' | 'size' | 'etag' | 'md5' | 'crc64' | 'modifiedAt' | 'versionId'
>;

export interface UploadedPart
  extends Pick<OssObject, 'content' | 'size' | 'etag' | 'md5' | 'crc64' | 'modifiedAt'> {
  readonly partNumber: number;
}

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly initiatedAt: number;
  readonly properties: ObjectProperties;
  readonly parts: Map<number, UploadedPart>;
}

/** What clients have changed in a bucket. */
export interface BucketState {
  /** Undefined for a bucket of the settings. */
  readonly made?: BucketSettings;
  /** Counts more than that of the settings. */
  readonly acl?: BucketAcl;
  /** A bucket of the settings that a client has deleted. */
  readonly isDeleted?: boolean;
  /** When its lifecycle rules were last applied, in Unix milliseconds. */
  readonly expiredAt?: number;
  /** Documents as they were sent, by sub-resource. */
  readonly configurations: Map<string, string>;
}

export interface OssState {
  readonly keys: Map<string, KeyPair>;
  /** What clients have changed, by name; see `buckets.ts`. */
  readonly buckets: Map<string, BucketState>;
  /** By `bucket/key`. */
  readonly objects: Map<string, OssObject>;
  /** By `bucket/key`, newest first and with the current one; only of keys that have versions. */
  readonly versions: Map<string, readonly ObjectVersion[]>;
  /** By upload id. */
  readonly uploads: Map<string, MultipartUpload>;
  /** Signs callbacks; made when the first one is sent, in PEM form. */
  callbackKey?: PemPair;
}

const initialState = (worldName: string): OssState => ({
  keys: new Map([
    [
      named('mock-oss-key', worldName),
      { accessKeyId: named('mock-oss-key', worldName), accessKeySecret: 'mock-oss-secret' },
    ],
  ]),
  buckets: new Map(),
  objects: new Map(),
  versions: new Map(),
  uploads: new Map(),
});

/** Name, settings and initial state of OSS in a world. */
export const stateSlot: {
  name: string;
  defaults: AliyunOssSettings;
  initialState: (worldName: string) => OssState;
} = { name: 'aliyun-oss', defaults, initialState };

/** For other mock vendors, which are notified of uploads and read them. */
export const findObject = (world: World, bucket: string, key: string): OssObject | undefined =>
  world.stateOf(stateSlot).objects.get(`${bucket}/${key}`);
