import type { OssObject } from '../state.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../xml.ts';

const dayMs = 86_400_000;

export const isEnabled = (rule: XmlElement): boolean => textOf(rule, 'Status') === 'Enabled';

/** True if a rule applies to this key. */
export const isForKey = (rule: XmlElement, key: string): boolean =>
  key.startsWith(textOf(rule, 'Prefix') ?? '');

/** True if a rule applies to this object, by its key, its tags and its filter. */
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

/** True if an action is due, by its days or its date. Actions on the last access never are: accesses are not recorded. */
export function isDue(action: XmlElement | undefined, { since, now }: Span): boolean {
  if (!action || textOf(action, 'IsAccessTime') === 'true') return false;
  const days = textOf(action, 'Days') ?? textOf(action, 'NoncurrentDays');
  if (days !== undefined) return now >= since + Number(days) * dayMs;
  const before = textOf(action, 'CreatedBeforeDate');
  if (before !== undefined) return since < Date.parse(before);
  const date = textOf(action, 'Date');
  return date !== undefined && now >= Date.parse(date);
}
