// npm run audit: holds this repository to its own rules. Words select by name; --pairs <n> adds pairs of faults.
import { parseArgs } from 'node:util';
import { type AuditReport, audit } from '@api-repack/mock-vendors/audit';
import { coreSubjects } from './audit/core.ts';
import { gatewaySubjects } from './audit/gateway.ts';
import { type Subject, speed } from './audit/subject.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '0' }, seed: { type: 'string', default: 'audit' } },
});

const subjects = [...coreSubjects, ...gatewaySubjects].filter(({ name }) =>
  positionals.every((word) => name.includes(word)),
);

const run = ({ scenario, options }: Subject): Promise<AuditReport> =>
  audit(scenario, {
    speed,
    budget: Number(values.pairs),
    seed: values.seed,
    settings: { picwish: { qps: 0 } },
    timeoutMs: 30_000,
    ...options,
  });

let violations = 0;
for (const subject of subjects) {
  const report = await run(subject);
  violations += report.violations.length;
  const counts = `${report.runs.length} runs, ${report.violations.length} violations, ${report.notTried.length} not tried`;
  console.log(`${subject.name}: ${counts}, ${(report.tookMs / 1_000).toFixed(1)} s`);
}
process.exit(violations > 0 ? 1 : 0);
