import type { AuditOptions } from './options.ts';
import type { AuditReport } from './report.ts';
import { runAudit } from './run-audit.ts';
import { type Scenario, scenarioRunner } from './scenario.ts';
import { renderTable } from './table.ts';

/**
 * Runs a scenario in fresh worlds, under every fault at every call, and judges what the client did. Prints the table to
 * standard error if a rule is broken. Rejects with an `AuditError` where there is no verdict.
 *
 * @example
 * const report = await audit(({ origins, credentials }) => myClient(origins.fangtang, credentials.fangtang).restore(photo));
 * expect(report.violations).toEqual([]);
 */
export async function audit(scenario: Scenario, options: AuditOptions = {}): Promise<AuditReport> {
  let readsClock = false;
  const runner = scenarioRunner(scenario, () => {
    readsClock = true;
  });
  const report = await runAudit({ runner, followsClock: () => readsClock }, options);
  if (report.violations.length > 0 && !options.isQuiet) process.stderr.write(`${renderTable(report)}\n`);
  return report;
}
