import { expect, test } from 'vitest';
import { type AuditOptions, type AuditReport, audit } from '../src/audit/index.ts';
import { drawPairs, type Step, scheduleName } from '../src/audit/schedule.ts';
import { shrink } from '../src/audit/shrink.ts';
import { restore } from './clients/fangtang-client.ts';

const fast: AuditOptions = {
  speed: 20,
  taskTiming: { mode: 'polls', polls: 1 },
  timeoutMs: 5_000,
  effects: ['empty'],
  isQuiet: true,
};

const step = (endpoint: string, name: string): Step => ({
  call: { vendor: 'fangtang', endpoint, nth: 1 },
  effect: { name, group: 'task' },
});

const steps = ['uploads', 'status', 'download', 'result'].flatMap((endpoint) =>
  ['a', 'b', 'c'].map((name) => step(endpoint, name)),
);

const names = (options: { count: number; seed: string }) => drawPairs(steps, options).map(scheduleName);

test('the same seed draws the same pairs, and another seed draws others', () => {
  const pairs = names({ count: 10, seed: 'one' });
  expect(names({ count: 10, seed: 'one' })).toEqual(pairs);
  expect(names({ count: 10, seed: 'two' })).not.toEqual(pairs);
});

test('pairs are different, each of two calls, and not more than there are', () => {
  expect(new Set(names({ count: 20, seed: 'one' })).size).toBe(20);
  const all = drawPairs(steps, { count: 1_000, seed: 'one' });
  expect(all.length).toBeLessThanOrEqual((12 * 9) / 2);
  for (const [first, second] of all) expect(first?.call.endpoint).not.toBe(second?.call.endpoint);
});

test('a schedule is shrunk to the steps that are needed', async () => {
  const needed = [steps[1], steps[7]];
  const smallest = await shrink(steps, async (smaller) =>
    needed.every((one) => one && smaller.includes(one)),
  );
  expect(smallest).toEqual(needed);
});

/** Bears one trouble, and has no word for a second one. */
const bearsOne = async (context: Parameters<typeof restore>[0]) => {
  let troubles = 0;
  try {
    return await restore(context, {
      waitAfter: async () => {
        troubles++;
        if (troubles === 2) throw new Error('the second one');
      },
    });
  } catch (error) {
    if (troubles === 2) return undefined;
    throw error;
  }
};

const brokenIn = ({ violations }: AuditReport) =>
  violations.map(({ rule, when }) => `${rule}: ${when}`).sort();

test('a pair of faults shows what no single fault shows, and the seed decides which', async () => {
  const report = await audit(bearsOne, { ...fast, budget: 6, seed: 'one' });
  expect(report.runs.filter(({ schedule }) => schedule.length === 2)).toHaveLength(6);
  expect(brokenIn(report).length).toBeGreaterThan(0);
  for (const broken of brokenIn(report)) expect(broken).toMatch(/^silent-failure: .*, then /);
  const again = await audit(bearsOne, { ...fast, budget: 6, seed: 'one' });
  expect(brokenIn(again)).toEqual(brokenIn(report));
  const other = await audit(bearsOne, { ...fast, budget: 6, seed: 'two' });
  expect(brokenIn(other)).not.toEqual(brokenIn(report));
}, 30_000);

test('a pair of which one fault is enough is told as that fault', async () => {
  const silent = (context: Parameters<typeof restore>[0]) =>
    restore(context, { waitAfter: () => Promise.reject(new Error('trouble')) }).catch(() => undefined);
  const report = await audit(silent, { ...fast, budget: 4 });
  expect(report.runs.filter(({ schedule }) => schedule.length === 2)).toHaveLength(4);
  expect(report.violations.length).toBeGreaterThan(0);
  expect(brokenIn(report).filter((broken) => broken.includes(', then '))).toEqual([]);
}, 30_000);
