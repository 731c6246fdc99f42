import { callName } from './call.ts';
import type { AuditReport, AuditRun } from './report.ts';
import { scheduleName } from './schedule.ts';

/** One test case for each run, and a skipped one for each effect that was not tried. */
export function renderJunit({ runs, notTried, tookMs }: AuditReport): string {
  const failures = runs.filter(({ broken }) => broken.length > 0).length;
  const cases = [
    ...runs.map(caseOf),
    ...notTried.map(({ call, effect, reason }) => {
      const name = attribute(`${effect} at ${callName(call)}`);
      return `    <testcase classname=${attribute(callName(call))} name=${name}><skipped message=${attribute(reason)}/></testcase>`;
    }),
  ];
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${notTried.length}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="mock-vendors audit" ${counts} time="${tookMs / 1_000}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

function caseOf({ schedule, broken, evidence }: AuditRun): string {
  const [step] = schedule;
  const seconds = evidence.attempts.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000;
  const className = attribute(step ? callName(step.call) : 'undisturbed');
  const failures = broken.map(
    ({ rule, message }) => `<failure type=${attribute(rule)} message=${attribute(message)}/>`,
  );
  return `    <testcase classname=${className} name=${attribute(scheduleName(schedule))} time="${seconds}">${failures.join('')}</testcase>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Without the control characters that XML has no place for. */
const attribute = (text: string): string =>
  `"${text.replace(/[&<>"]/g, (char) => escapes[char] ?? char).replace(/\p{Cc}/gu, ' ')}"`;
