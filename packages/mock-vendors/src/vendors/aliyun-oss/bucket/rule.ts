import type { OssObject } from '../state.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../xml.ts';

const dayMs = 86_400_000;

export const isEnabled = (rule: XmlElement): boolean => textOf(rule, 'Status') === 'Enabled';

/** Whether a rule is for keys like this one. Rules on the last access are for none: nothing counts accesses here. */
export const isForKey = (rule: XmlElement, key: string): boolean =>
  key.startsWith(textOf(rule, 'Prefix') ?? '');

/** Whether a rule is for this object, by its key, its tags and its filter. */
export function isForObject(rule: XmlElement, { key, tags, size }: OssObject): boolean {
  const filter = childOf(rule, 'Filter');
  const excluded = filter && childOf(filter, 'Not');
  const [more, less] = ['ObjectSizeGreaterThan', 'ObjectSizeLessThan'].map((name) => textOf(filter, name));
  const hasTags = (element: XmlElement) =>
    childrenOf(element, 'Tag').every(
      (tag) => tags?.get(textOf(tag, 'Key') ?? '') === (textOf(tag, 'Value') ?? ''),
    );
  return (
    isForKey(rule, key) &&
    hasTags(rule) &&
    !(excluded && key.startsWith(textOf(excluded, 'Prefix') ?? '') && hasTags(excluded)) &&
    (more === undefined || size > Number(more)) &&
    (less === undefined || size < Number(less))
  );
}

interface Span {
  readonly since: number;
  readonly now: number;
}

/** Whether the time of an action has come, by its days, or by a date. */
export function isDue(action: XmlElement | undefined, { since, now }: Span): boolean {
  if (!action || textOf(action, 'IsAccessTime') === 'true') return false;
  const days = textOf(action, 'Days') ?? textOf(action, 'NoncurrentDays');
  if (days !== undefined) return now >= since + Number(days) * dayMs;
  const before = textOf(action, 'CreatedBeforeDate');
  if (before !== undefined) return since < Date.parse(before);
  const date = textOf(action, 'Date');
  return date !== undefined && now >= Date.parse(date);
}
