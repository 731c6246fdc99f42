import { describe, expect, test } from 'vitest';
import { type AuditOptions, audit } from '../src/audit/index.ts';
import { rules } from '../src/audit/rules/index.ts';
import { restore } from './clients/fangtang-client.ts';
import { paying } from './clients/paying.ts';
import { results } from './clients/results.ts';
import { secrets } from './clients/secrets.ts';
import { uploading } from './clients/uploading.ts';
import { waiting } from './clients/waiting.ts';

const fast: AuditOptions = { speed: 20, taskTiming: { mode: 'polls', polls: 2 }, timeoutMs: 5_000 };

const mistakes = [...paying, ...results, ...waiting, ...secrets, ...uploading];

describe('each mistake is found by its rule and by no other', () => {
  test.each(mistakes)(
    'a client that $does breaks $rule',
    async ({ client, rule, effects, options }) => {
      const { violations } = await audit(client, { ...fast, effects, isQuiet: true, ...options });
      const broken = [...new Set(violations.map((violation) => violation.rule))];
      expect(broken, JSON.stringify(violations.slice(0, 8), undefined, 1)).toEqual([rule]);
    },
    20_000,
  );
});

test('every rule has a client that breaks it', () => {
  const broken = new Set(mistakes.map(({ rule }) => rule));
  expect(rules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

test('a correct client breaks no rule under any fault', async () => {
  const report = await audit((context) => restore(context), fast);
  expect(report.violations).toEqual([]);
  expect(report.runs.length).toBeGreaterThan(100);
}, 60_000);
