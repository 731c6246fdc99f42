import type { World } from '../../../world/world.ts';
import { bucketStateOf, changeBucket } from '../buckets.ts';
import { changeVersion, historiesIn, historyOf, removeCurrent, removeVersion } from '../object/history.ts';
import { type ObjectVersion, type OssObject, type OssState, stateSlot } from '../state.ts';
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../xml.ts';
import { isDue, isEnabled, isForKey, isForObject } from './rule.ts';

/** How often a bucket is looked at, on the world's clock. */
const intervalMs = 60_000;

interface Expiring {
  readonly world: World;
  readonly state: OssState;
  readonly bucket: string;
  readonly rules: readonly XmlElement[];
  readonly now: number;
}

/**
 * Applies the lifecycle rules of a bucket. The real service does so in the following night; here, an action happens as soon as
 * it is due.
 */
export function expireObjects(world: World, bucket: string): void {
  const state = world.stateOf(stateSlot);
  const { configurations, expiredAt = Number.NEGATIVE_INFINITY } = bucketStateOf(state, bucket);
  const document = configurations.get('lifecycle');
  const now = world.clock.now();
  if (document === undefined || now < expiredAt + intervalMs) return;
  changeBucket(state, bucket, { expiredAt: now });
  const rules = childrenOf(parseXml(document, 'LifecycleConfiguration'), 'Rule').filter(isEnabled);
  const expiring: Expiring = { world, state, bucket, rules, now };
  for (const [key] of [...historiesIn(state, bucket)]) expireKey(expiring, key);
  abortUploads(expiring);
}

function expireKey(expiring: Expiring, key: string): void {
  const { world, state, bucket, rules, now } = expiring;
  const id = `${bucket}/${key}`;
  const [current, ...older] = historyOf(state, id);
  let newer = current;
  for (const version of older) {
    expireNoncurrent(expiring, key, { version, since: newer?.modifiedAt ?? now });
    newer = version;
  }
  const object = current?.object;
  if (object) {
    const mine = rules.filter((rule) => isForObject(rule, object));
    const since = object.modifiedAt;
    if (mine.some((rule) => isDue(childOf(rule, 'Expiration'), { since, now })))
      removeCurrent(world, { bucket, key, now });
    else transition(expiring, object, { actions: actionsOf(mine, 'Transition'), since });
  } else if (current && historyOf(state, id).length === 1) {
    const isLeft = rules.some(
      (rule) =>
        isForKey(rule, key) && textOf(childOf(rule, 'Expiration'), 'ExpiredObjectDeleteMarker') === 'true',
    );
    if (isLeft) removeVersion(state, id, current.versionId);
  }
}

const actionsOf = (rules: readonly XmlElement[], name: string): readonly XmlElement[] =>
  rules.flatMap((rule) => childrenOf(rule, name));

interface Noncurrent {
  readonly version: ObjectVersion;
  /** When a newer version came. */
  readonly since: number;
}

function expireNoncurrent(expiring: Expiring, key: string, { version, since }: Noncurrent): void {
  const { state, bucket, rules, now } = expiring;
  const { object, versionId } = version;
  const mine = rules.filter((rule) => (object ? isForObject(rule, object) : isForKey(rule, key)));
  if (mine.some((rule) => isDue(childOf(rule, 'NoncurrentVersionExpiration'), { since, now })))
    removeVersion(state, `${bucket}/${key}`, versionId);
  else if (object)
    transition(expiring, object, { actions: actionsOf(mine, 'NoncurrentVersionTransition'), since });
}

/** The warmest first: no rule makes an object warmer. */
const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];

interface Transitions {
  readonly actions: readonly XmlElement[];
  readonly since: number;
}

function transition({ state, now }: Expiring, object: OssObject, { actions, since }: Transitions): void {
  const ranks = actions
    .filter((action) => isDue(action, { since, now }))
    .map((action) => storageClasses.indexOf(textOf(action, 'StorageClass') ?? ''));
  const coldest = Math.max(...ranks);
  const storageClass = storageClasses[coldest];
  if (storageClass && coldest > storageClasses.indexOf(object.storageClass ?? 'Standard'))
    changeVersion(state, object, { ...object, storageClass, transitionedAt: now });
}

function abortUploads({ state, bucket, rules, now }: Expiring): void {
  for (const [uploadId, { properties, initiatedAt }] of state.uploads) {
    const isOver = rules.some(
      (rule) =>
        isForKey(rule, properties.key) &&
        isDue(childOf(rule, 'AbortMultipartUpload'), { since: initiatedAt, now }),
    );
    if (properties.bucket === bucket && isOver) state.uploads.delete(uploadId);
  }
}
