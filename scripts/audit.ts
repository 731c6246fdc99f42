// npm run audit: holds this repository to its own rules. Words select subjects by name, as in `npm run audit gateway restore`.
import { parseArgs } from 'node:util';
import { AuditError, type AuditReport } from '@api-repack/mock-vendors/audit';
import { commandSubjects } from './audit/command.ts';
import { coreSubjects } from './audit/core.ts';
import { gatewaySubjects } from './audit/gateway.ts';
import { nodeSubjects } from './audit/nodes.ts';
import type { Subject } from './audit/subject.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** How many pairs of faults to try for each subject. */
    pairs: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'audit' },
    /** A few subjects and faults, as a part of npm test. */
    short: { type: 'boolean', default: false },
  },
});

interface Sum {
  readonly faults: number;
  readonly violations: number;
  readonly notPossible: number;
}

const nothing: Sum = { faults: 0, violations: 0, notPossible: 0 };

const add = (a: Sum, b: Sum): Sum => ({
  faults: a.faults + b.faults,
  violations: a.violations + b.violations,
  notPossible: a.notPossible + b.notPossible,
});

/** Without the undisturbed run. */
const sumOf = ({ runs, violations, notTried }: AuditReport): Sum => ({
  faults: runs.length - 1,
  violations: violations.length,
  notPossible: notTried.filter(({ reason }) => !reason.startsWith('left out')).length,
});

const inWords = ({ faults, violations, notPossible }: Sum): string =>
  `${faults} faults tried, ${violations} violations, ${notPossible} not possible`;

const withoutVerdict =
  ({ name }: Subject) =>
  (error: unknown): Sum => {
    if (!(error instanceof AuditError)) throw error;
    console.log(`${name}: no verdict: ${error.message}`);
    return { ...nothing, violations: 1 };
  };

async function run(subject: Subject): Promise<Sum> {
  const report = await subject.audit({
    budget: Number(values.pairs),
    seed: values.seed,
    ...(values.short && { effects: ['cut', 'result'] }),
  });
  const sum = sumOf(report);
  console.log(`${subject.name}: ${inWords(sum)}, ${(report.tookMs / 1_000).toFixed(1)} s`);
  for (const { rule, when, message } of report.violations) console.log(`  ${rule}: ${when}: ${message}`);
  return sum;
}

const inShort = [
  'core fangtang restore',
  'gateway lufff remove-background',
  'command fangtang restore',
  'nodes fangtang restore, retry of the execution',
];

const isWanted = ({ name }: Subject): boolean =>
  (!values.short || inShort.includes(name)) && positionals.every((word) => name.includes(word));

const all = [...coreSubjects, ...gatewaySubjects, ...commandSubjects, ...nodeSubjects];
const subjects = all.filter(isWanted);
const sums = new Map<string, Sum>();
for (const subject of subjects) {
  const [area = ''] = subject.name.split(' ');
  sums.set(area, add(sums.get(area) ?? nothing, await run(subject).catch(withoutVerdict(subject))));
}
for (const [area, sum] of sums) console.log(`All of ${area}: ${inWords(sum)}`);
process.exit([...sums.values()].some(({ violations }) => violations > 0) ? 1 : 0);
