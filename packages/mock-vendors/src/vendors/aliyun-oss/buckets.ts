import type { World } from '../../world/world.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { compareKeys } from './compare-keys.ts';
import type { AliyunOssSettings } from './settings.ts';
import { type BucketState, type OssState, stateSlot } from './state.ts';

/** The settings of the mock, with the buckets as clients have changed them. */
export function currentSettings(world: World): AliyunOssSettings {
  const settings = world.settingsOf(stateSlot);
  const { buckets: changes } = world.stateOf(stateSlot);
  if (changes.size === 0) return settings;
  const buckets: Record<string, BucketSettings> = { ...settings.buckets };
  for (const [name, { made, acl, isDeleted }] of changes) {
    const bucket = made ?? buckets[name];
    if (isDeleted || !bucket) delete buckets[name];
    else buckets[name] = acl ? { ...bucket, acl } : bucket;
  }
  return { ...settings, buckets };
}

const unchanged = (): BucketState => ({ configurations: new Map() });

export const bucketStateOf = ({ buckets }: OssState, name: string): BucketState =>
  buckets.get(name) ?? unchanged();

export function changeBucket(state: OssState, name: string, change: Partial<BucketState>): void {
  state.buckets.set(name, { ...bucketStateOf(state, name), ...change });
}

export const configurationOf = (state: OssState, bucket: string, name: string): string | undefined =>
  state.buckets.get(bucket)?.configurations.get(name);

/** Configurations whose names begin so, by the rest of their names and in the order of these. */
export const configurationsUnder = (
  state: OssState,
  bucket: string,
  prefix: string,
): readonly (readonly [name: string, document: string])[] =>
  [...bucketStateOf(state, bucket).configurations]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, document]) => [name.slice(prefix.length), document] as const)
    .sort(([a], [b]) => compareKeys(a, b));

export function setConfiguration(
  state: OssState,
  { bucket, name }: { readonly bucket: string; readonly name: string },
  document: string | undefined,
): void {
  const configurations = new Map(bucketStateOf(state, bucket).configurations);
  if (document === undefined) configurations.delete(name);
  else configurations.set(name, document);
  changeBucket(state, bucket, { configurations });
}

export function deleteBucketState(state: OssState, name: string, isOfSettings: boolean): void {
  if (isOfSettings) state.buckets.set(name, { ...unchanged(), isDeleted: true });
  else state.buckets.delete(name);
}

export function makeBucketState(state: OssState, name: string, made: BucketSettings): void {
  state.buckets.set(name, { ...unchanged(), made });
}
