import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capsuleOf } from './capsule.ts';
import { renderJunit } from './junit.ts';
import type { ResolvedOptions } from './options.ts';
import { renderPage } from './render-page.ts';
import type { AuditReport } from './report.ts';
import { viewOf } from './views.ts';

/** Writes the page, JUnit, JSON, and a capsule for each run that breaks a rule. Returns the path of the page. */
export function writeReport(folder: string, report: AuditReport, options: ResolvedOptions): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('index.html', renderPage(report));
  write('junit.xml', renderJunit(report));
  write('report.json', `${JSON.stringify(viewOf(report), undefined, 2)}\n`);
  for (const run of report.runs)
    if (run.broken.length > 0)
      write(`${run.id}.capsule.json`, `${JSON.stringify(capsuleOf(run, options), undefined, 2)}\n`);
  return join(folder, 'index.html');
}
