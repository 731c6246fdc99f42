import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeDifference } from '../contract/difference.ts';
import { renderSuite } from '../report/junit.ts';
import { renderTemplate } from '../report/page.ts';
import type { DriftReport } from './drift.ts';

/** For a terminal. Repeated differences are shown once. */
export function renderDrift(report: DriftReport): string {
  const { vendor, target, exchanges, compared, differences, timing, foreign } = report;
  const places = Map.groupBy(differences, (one) => `${one.endpoint}: ${describeDifference(one)}`);
  const lines = [...places].map(([text, found]) => {
    const numbers = found.map(({ n }) => `#${n}`).slice(0, 5);
    return `✗ ${text} (${numbers.join(' ')}${found.length > 5 ? ` and ${found.length - 5} more` : ''})`;
  });
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const times = timing && [
    `${timing.differs ? '✗' : '●'} tasks took ${seconds(timing.shortestMs)} to ${seconds(timing.longestMs)}, the mock's take ${timing.mockMs.map(seconds).join(' to ')}`,
  ];
  const ignored = foreign.length > 0 ? [`Not exchanges, left out: ${foreign.join(', ')}`] : [];
  const count = differences.length === 0 ? 'no differences' : `${differences.length} differences`;
  const sum = `${vendor} at ${target}: ${count} in ${compared} of ${exchanges} exchanges; the others are files`;
  return [...lines, ...(times ?? []), ...ignored, sum].join('\n');
}

/** Writes the page, JUnit and JSON. Returns the path of the page. */
export function writeDrift(folder: string, report: DriftReport): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('index.html', renderTemplate('record/page', report));
  write('junit.xml', renderJunit(report));
  write('report.json', `${JSON.stringify(report, undefined, 2)}\n`);
  return join(folder, 'index.html');
}

function renderJunit({ vendor, differences }: DriftReport): string {
  const byEndpoint = Map.groupBy(differences, ({ endpoint }) => endpoint);
  const cases = [...byEndpoint].map(([endpoint, found]) => ({
    className: vendor,
    name: endpoint,
    failures: found.map((one) => ({ type: one.kind, message: `#${one.n} ${describeDifference(one)}` })),
  }));
  return renderSuite({ name: `mock-vendors drift ${vendor}`, tookMs: 0, cases });
}
