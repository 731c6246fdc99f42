import type { World } from '../../world/world.ts';
import { currentSettings } from './buckets.ts';
import { allowing, type Policy } from './policy/policy.ts';
import { stateSlot } from './state.ts';

/** What STS lets a client do for a while. */
export interface Permission {
  readonly securityToken: string;
  /** Everything is allowed without one. */
  readonly policy?: Policy;
  /** The caller, as bucket policies name it. */
  readonly arn: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

export interface KeyPair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** None for keys of the owner, which may do everything. */
  readonly permission?: Permission;
}

export interface Grant {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly bucket: string;
  readonly region: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** New keys that expire on the world's clock. */
export function grantKeys(
  world: World,
  permission: Omit<Permission, 'securityToken'>,
): KeyPair & { readonly permission: Permission } {
  const accessKeyId = `STS.NU${world.ids.hex().slice(0, 22)}`;
  const accessKeySecret = world.ids.hex();
  const securityToken = `CAIS${Buffer.from(world.ids.hex() + world.ids.hex()).toString('base64')}`;
  const keys = { accessKeyId, accessKeySecret, permission: { ...permission, securityToken } };
  world.stateOf(stateSlot).keys.set(accessKeyId, keys);
  return keys;
}

/** What STS does for a vendor: keys for one bucket, or the keys under a prefix. */
export function mintGrant(
  world: World,
  { bucket, prefix = '', expiresInS }: { bucket: string; prefix?: string; expiresInS: number },
): Grant {
  const { buckets } = currentSettings(world);
  const settings = buckets[bucket];
  if (!settings) throw new Error(`no bucket ${bucket}; there are ${Object.keys(buckets).join(', ')}`);
  const expiresAt = world.clock.now() + expiresInS * 1000;
  const arn = (path: string) => `acs:oss:*:*:${path}`;
  const resources = [arn(`${bucket}/${prefix}*`), ...(prefix === '' ? [arn(bucket)] : [])];
  const { accessKeyId, accessKeySecret, permission } = grantKeys(world, {
    policy: allowing(resources),
    arn: `acs:ram::1000000000000000:role/upload/${bucket}`,
    expiresAt,
  });
  const { securityToken } = permission;
  return { accessKeyId, accessKeySecret, securityToken, bucket, region: settings.region, expiresAt };
}
