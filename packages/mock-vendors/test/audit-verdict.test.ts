import { describe, expect, test } from 'vitest';
import { type AuditOptions, audit, readCapsule, type Scenario } from '../src/audit/index.ts';
import { restore } from './clients/fangtang-client.ts';

const fast: AuditOptions = {
  speed: 20,
  taskTiming: { mode: 'polls', polls: 1 },
  timeoutMs: 5_000,
  effects: ['label'],
  isQuiet: true,
};

/** Does one thing in the first start and another in the second. */
const alternating = (one: Scenario, other: Scenario): Scenario => {
  let starts = 0;
  return (context) => (starts++ % 2 === 0 ? one(context) : other(context));
};

const right: Scenario = (context) => restore(context);

describe('a scenario gets no verdict, and hears why, if', () => {
  test.each<[string, Scenario, string, string]>([
    ['it calls nothing', () => 'done', 'nothing-called', 'base URL'],
    ['it fails', () => Promise.reject(new Error('no file')), 'nothing-called', 'no file'],
    [
      'its calls differ',
      alternating(right, async (context) => {
        await fetch(`${context.origins.lufff}/nothing`);
        return right(context);
      }),
      'not-deterministic',
      'lufff',
    ],
    [
      'its result differs',
      alternating(right, async (context) => {
        await right(context);
        return 'another';
      }),
      'not-deterministic',
      'another',
    ],
    [
      'its end differs',
      alternating(right, async (context) => {
        await right(context);
        throw new Error('it is Tuesday');
      }),
      'fails-undisturbed',
      'it is Tuesday',
    ],
  ])('%s', async (_what, scenario, kind, said) => {
    await expect(audit(scenario, fast)).rejects.toMatchObject({
      name: 'AuditError',
      kind,
      message: expect.stringContaining(said),
    });
  });

  test('it begins to differ later', async () => {
    let starts = 0;
    const later: Scenario = async (context) => {
      const picture = await right(context);
      return ++starts > 2 ? `text ${starts % 2 === 0 ? 'even' : 'odd'}` : picture;
    };
    await expect(audit(later, fast)).rejects.toMatchObject({ kind: 'not-deterministic' });
  });
});

test('a rule that is broken in one of two runs under the same fault is not counted, but named', async () => {
  let starts = 0;
  const once: Scenario = async (context) => {
    const picture = await right(context);
    return ++starts === 3 ? undefined : picture;
  };
  const report = await audit(once, { ...fast, concurrency: 1 });
  expect(report.violations).toEqual([]);
  expect(report.notTried).toContainEqual(
    expect.objectContaining({
      effect: 'body-mislabelled',
      reason: expect.stringContaining('silent-failure'),
    }),
  );
});

test('an audit that is canceled keeps what is known', async () => {
  const stop = new AbortController();
  const report = await audit(right, {
    ...fast,
    concurrency: 1,
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done === 2) stop.abort();
    },
  });
  expect(report).toMatchObject({ isInterrupted: true, violations: [] });
  expect(report.runs).toHaveLength(2);
  expect(report.notTried).toContainEqual(
    expect.objectContaining({ effect: 'body-mislabelled', reason: 'the audit was ended before' }),
  );
});

test.each(['{"capsule":2}', '{"capsule":1}', '[]', 'null', '', '{'])('%j is refused as a capsule', (text) => {
  expect(() => readCapsule(text)).toThrow(expect.objectContaining({ name: 'AuditError', kind: 'capsule' }));
});
