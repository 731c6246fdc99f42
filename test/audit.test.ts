import { expect, it } from 'vitest';
import { subjects } from '../scripts/audit/subjects.ts';
import { resultOf } from '../scripts/audit/sum.ts';

it.each([
  'core fangtang restore',
  'gateway lufff remove-background',
  'command fangtang restore',
  'nodes fangtang restore, retry of the execution',
])(
  'breaks no rule of its own: %s',
  async (name) => {
    const subject = subjects.find((one) => one.name === name);
    const result = subject && (await resultOf(subject, { effects: ['cut', 'result'] }));
    expect(result?.sum.faults).toBeGreaterThan(0);
    expect(result?.sum, result?.lines.join('\n')).toMatchObject({ violations: 0, unclear: 0 });
  },
  60_000,
);
