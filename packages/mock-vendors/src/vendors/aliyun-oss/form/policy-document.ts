import { invalidPolicy } from './errors.ts';

/** What a field has to be. */
export type FieldCondition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string }
  | { readonly kind: 'in' | 'not-in'; readonly field: string; readonly values: readonly string[] };

export interface PostPolicy {
  /** Unix milliseconds. */
  readonly expiresAt: number;
  readonly conditions: readonly FieldCondition[];
  /** How long the file may be, in bytes. */
  readonly length: { readonly min: number; readonly max: number };
}

/** The policy of a form, from JSON in base64. Each numbered cause has a page of its own in the documentation. */
export function parsePostPolicy(base64: string): PostPolicy {
  const { expiration, conditions } = documentIn(base64);
  if (expiration === undefined && conditions === undefined)
    throw invalidPolicy('209', 'The expiration and the conditions are missing.');
  if (conditions === undefined) throw invalidPolicy('207', 'The conditions are missing.');
  const expiresAt = timeOf(expiration);
  if (!Array.isArray(conditions)) throw invalidPolicy('214', 'The conditions must be a list.');
  if (conditions.length === 0) throw invalidPolicy('215', 'The list of conditions is empty.');
  const ranges = conditions.filter(isRange).map(rangeOf);
  return {
    expiresAt,
    conditions: conditions.filter((one) => !isRange(one)).flatMap(conditionsOf),
    length: {
      min: Math.max(0, ...ranges.map(({ min }) => min)),
      max: Math.min(Number.POSITIVE_INFINITY, ...ranges.map(({ max }) => max)),
    },
  };
}

function documentIn(base64: string): { readonly expiration?: unknown; readonly conditions?: unknown } {
  if (base64 === '') throw invalidPolicy('201', 'The policy is empty.');
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)) throw invalidPolicy('202', 'The policy is not Base64.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    throw invalidPolicy('203', 'The policy is not UTF-8.');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {}
  throw invalidPolicy('204', 'The policy is not a JSON object.');
}

function timeOf(expiration: unknown): number {
  if (expiration === undefined) throw invalidPolicy('208', 'The expiration is missing.');
  if (typeof expiration !== 'string') throw invalidPolicy('210', 'The expiration must be a string.');
  if (expiration === '') throw invalidPolicy('211', 'The expiration is empty.');
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration)
    ? Date.parse(expiration)
    : Number.NaN;
  if (Number.isNaN(time)) throw invalidPolicy('212', 'The expiration must be a time in GMT as in ISO 8601.');
  return time;
}

const isRange = (condition: unknown): condition is readonly unknown[] =>
  Array.isArray(condition) && condition[0] === 'content-length-range';

function rangeOf([, min, max, ...more]: readonly unknown[]): { readonly min: number; readonly max: number } {
  if (more.length > 0 || max === undefined)
    throw invalidPolicy('218', 'The condition content-length-range takes two numbers.');
  if (!isSize(min)) throw invalidPolicy('220', 'The minimum of content-length-range must be a whole number.');
  if (!isSize(max)) throw invalidPolicy('221', 'The maximum of content-length-range must be a whole number.');
  if (max < min) throw invalidPolicy('219', 'The maximum of content-length-range is less than its minimum.');
  return { min, max };
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function conditionsOf(condition: unknown): FieldCondition[] {
  if (Array.isArray(condition)) return [listed(condition)];
  if (typeof condition !== 'object' || condition === null)
    throw invalidPolicy('222', 'A condition must be an object or a list.');
  const [entry, ...more] = Object.entries(condition);
  if (!entry || more.length > 0)
    throw invalidPolicy(
      '217',
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    );
  return [{ kind: 'eq', field: fieldName(entry[0]), value: textIn(entry[1]) }];
}

function listed(condition: readonly unknown[]): FieldCondition {
  const [kind, field, wanted] = condition;
  if (condition.length < 3)
    throw invalidPolicy('216', 'A condition needs a matching mode, a field and a value.');
  if (condition.length > 3) throw invalidPolicy('218', 'A condition has too many values.');
  if (typeof field !== 'string') throw invalidPolicy('224', 'The field of a condition must be a string.');
  switch (kind) {
    case 'eq':
    case 'starts-with':
      return { kind, field: fieldName(field), value: textIn(wanted) };
    case 'in':
    case 'not-in':
      if (!Array.isArray(wanted)) throw invalidPolicy('224', `The condition ${kind} takes a list.`);
      return { kind, field: fieldName(field), values: wanted.map(textIn) };
    default:
      throw invalidPolicy('223', 'The matching mode of a condition is unknown.');
  }
}

function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalidPolicy('224', 'The value of a condition must be a string.');
}

/** With or without the dollar sign, as the examples of the documentation have it. */
const fieldName = (text: string): string => text.replace(/^\$/, '').toLowerCase();
