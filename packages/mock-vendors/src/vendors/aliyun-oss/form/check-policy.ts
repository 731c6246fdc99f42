import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { OssFail } from '../failure.ts';
import { formEc } from './errors.ts';
import type { FieldCondition, PostPolicy } from './policy-document.ts';

const denied = (cause: string, message: string): OssFail =>
  new OssFail(aliyunOss.errors.accessDenied, {
    message: `Invalid according to Policy: ${message}`,
    ec: formEc(cause),
  });

export function requireUnexpired({ expiresAt }: PostPolicy, now: number): void {
  if (now > expiresAt) throw denied('213', 'Policy expired.');
}

/** Fields that a signature of version 4 needs, and that its policy has to name. */
const signingFields = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date', 'x-oss-security-token'];

/** Checks each condition against the fields of the form; values also include the bucket, and the key as it will be. */
export function checkConditions({ conditions }: PostPolicy, values: ReadonlyMap<string, string>): void {
  for (const condition of conditions) {
    const value = values.get(condition.field);
    if (value === undefined) throw denied('226', `Policy Condition failed: ${textOf(condition)}`);
    if (!holds(condition, value)) throw denied('227', `Policy Condition failed: ${textOf(condition)}`);
  }
  if (!values.has('x-oss-signature-version')) return;
  const named = new Set(conditions.map(({ field }) => field));
  const extra = signingFields.find((field) => values.has(field) && !named.has(field));
  if (extra) throw denied('228', `Extra input fields: ${extra}`);
}

function holds(condition: FieldCondition, value: string): boolean {
  switch (condition.kind) {
    case 'eq':
      return value === condition.value;
    case 'starts-with':
      return value.startsWith(condition.value);
    case 'in':
      return condition.values.includes(value);
    case 'not-in':
      return !condition.values.includes(value);
  }
}

const textOf = (condition: FieldCondition): string => {
  const wanted = 'values' in condition ? condition.values : condition.value;
  return JSON.stringify([condition.kind, `$${condition.field}`, wanted]).replaceAll('",', '", ');
};
