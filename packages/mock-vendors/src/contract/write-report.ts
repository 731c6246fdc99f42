import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JunitCase, renderSuite } from '../report/junit.ts';
import { renderTemplate } from '../report/page.ts';
import { describeDifference } from './difference.ts';
import type { ContractReport, ContractResult } from './report.ts';

/** Writes the page, JUnit and JSON. Returns the path of the page. */
export function writeReport(folder: string, report: ContractReport): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('index.html', renderTemplate('contract/page', report));
  write('junit.xml', renderJunit(report));
  write('report.json', `${JSON.stringify(report, undefined, 2)}\n`);
  return join(folder, 'index.html');
}

const renderJunit = ({ vendor, results, tookMs }: ContractReport): string =>
  renderSuite({ name: `mock-vendors contract ${vendor}`, tookMs, cases: results.map(caseOf) });

const caseOf = ({ endpoint, title, differences, reason, tookMs }: ContractResult): JunitCase => ({
  className: endpoint,
  name: title,
  seconds: tookMs / 1_000,
  failures: differences.map((one) => ({ type: one.kind, message: describeDifference(one) })),
  ...(reason !== undefined && { skipped: reason }),
});
