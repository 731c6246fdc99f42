import { type JunitCase, renderSuite } from '../report/junit.ts';
import { callName } from './call.ts';
import type { AuditReport, AuditRun } from './report.ts';
import { scheduleName } from './schedule.ts';

/** One test case for each run, and a skipped one for each effect that was not tried. */
export const renderJunit = ({ runs, notTried, tookMs }: AuditReport): string =>
  renderSuite({
    name: 'mock-vendors audit',
    tookMs,
    cases: [
      ...runs.map(caseOf),
      ...notTried.map(({ call, effect, reason }) => ({
        className: callName(call),
        name: `${effect} at ${callName(call)}`,
        skipped: reason,
      })),
    ],
  });

function caseOf({ schedule, broken, evidence }: AuditRun): JunitCase {
  const [step] = schedule;
  return {
    className: step ? callName(step.call) : 'undisturbed',
    name: scheduleName(schedule),
    seconds: evidence.attempts.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000,
    failures: broken.map(({ rule, message }) => ({ type: rule, message })),
  };
}
