import { named } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import type { PemPair } from './callback-key.ts';
import { type AliyunOssSettings, defaults } from './settings.ts';

/** What a vendor lets a client do for a while, as it is handed out by STS. */
export interface Permission {
  readonly securityToken: string;
  readonly bucket: string;
  /** Only keys that begin so. */
  readonly prefix: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

export interface KeyPair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** None for keys of the owner, which may do everything. */
  readonly permission?: Permission;
}

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
  readonly acl?: 'private' | 'public-read';
  readonly modifiedAt: number;
}

export interface OssState {
  readonly keys: Map<string, KeyPair>;
  /** By `bucket/key`. */
  readonly objects: Map<string, OssObject>;
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
  objects: new Map(),
});

/** Where a world keeps what OSS remembers and how it is set. */
export const stateSlot: {
  name: string;
  defaults: AliyunOssSettings;
  initialState: (worldName: string) => OssState;
} = { name: 'aliyun-oss', defaults, initialState };

export interface Grant {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly bucket: string;
  readonly region: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** What STS does for a vendor: keys for one bucket, or the keys under a prefix, that expire on the world's clock. */
export function mintGrant(
  world: World,
  { bucket, prefix = '', expiresInS }: { bucket: string; prefix?: string; expiresInS: number },
): Grant {
  const { buckets } = world.settingsOf(stateSlot);
  const settings = buckets[bucket];
  if (!settings) throw new Error(`no bucket ${bucket}; there are ${Object.keys(buckets).join(', ')}`);
  const accessKeyId = `STS.NU${world.ids.hex().slice(0, 22)}`;
  const accessKeySecret = world.ids.hex();
  const securityToken = `CAIS${Buffer.from(world.ids.hex() + world.ids.hex()).toString('base64')}`;
  const expiresAt = world.clock.now() + expiresInS * 1000;
  world.stateOf(stateSlot).keys.set(accessKeyId, {
    accessKeyId,
    accessKeySecret,
    permission: { securityToken, bucket, prefix, expiresAt },
  });
  return { accessKeyId, accessKeySecret, securityToken, bucket, region: settings.region, expiresAt };
}

/** For other mock vendors, which are told of uploads and read them. */
export const findObject = (world: World, bucket: string, key: string): OssObject | undefined =>
  world.stateOf(stateSlot).objects.get(`${bucket}/${key}`);
