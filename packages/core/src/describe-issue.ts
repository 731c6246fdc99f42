import type { BaseIssue } from 'valibot';

/** What a value must be, by valibot's name of its type. */
const types: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  Blob: 'a file',
  File: 'a file',
};

/** What is wrong with a value, never the value itself: it may be a secret or a whole file. */
export function describeIssue({ message, expected, input }: BaseIssue<unknown>): string {
  if (expected === 'never') return 'there is no such field';
  const [, what] = /^Invalid ([\w ]+): (?:Expected|Received) /.exec(message) ?? [];
  if (what === undefined) return message;
  if (input === undefined) return 'is missing';
  if (expected === null) return `is not a valid ${what}`;
  const values = expected.replace(/[()"]/g, '').split(' | ');
  return values.length > 1
    ? `must be one of ${values.join(', ')}`
    : `must be ${types[expected] ?? values[0]}`;
}
