import type { World } from '../../../world/world.ts';
import { bucketStateOf, changeBucket } from '../buckets.ts';
import { type OssObject, stateSlot } from '../state.ts';
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../xml.ts';

const dayMs = 86_400_000;
/** How often a bucket is looked at, on the world's clock. */
const intervalMs = 60_000;

/**
 * Deletes what the lifecycle rules of a bucket let expire. The real service does so in the night after; here an object is
 * gone as soon as its time is over. Rules for tags are left alone.
 */
export function expireObjects(world: World, bucket: string): void {
  const state = world.stateOf(stateSlot);
  const { configurations, expiredAt = Number.NEGATIVE_INFINITY } = bucketStateOf(state, bucket);
  const document = configurations.get('lifecycle');
  const now = world.clock.now();
  if (document === undefined || now < expiredAt + intervalMs) return;
  changeBucket(state, bucket, { expiredAt: now });
  const rules = childrenOf(parseXml(document, 'LifecycleConfiguration'), 'Rule').filter(isSimple);
  for (const [id, object] of state.objects)
    if (object.bucket === bucket && rules.some((rule) => isOver(rule, object, now))) state.objects.delete(id);
}

const isSimple = (rule: XmlElement): boolean =>
  textOf(rule, 'Status') === 'Enabled' && !childOf(rule, 'Tag') && !childOf(rule, 'Filter');

function isOver(rule: XmlElement, { key, modifiedAt }: OssObject, now: number): boolean {
  const expiration = childOf(rule, 'Expiration');
  if (!expiration || !key.startsWith(textOf(rule, 'Prefix') ?? '')) return false;
  const days = textOf(expiration, 'Days');
  if (days !== undefined) return now >= modifiedAt + Number(days) * dayMs;
  const before = textOf(expiration, 'CreatedBeforeDate');
  if (before !== undefined) return modifiedAt < Date.parse(before);
  return now >= Date.parse(textOf(expiration, 'Date') ?? '');
}
