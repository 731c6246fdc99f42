import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeDifference } from '../contract/difference.ts';
import { type JunitCase, renderSuite } from '../report/junit.ts';
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
  const times = timing && [`${timing.differs ? '✗' : '●'} ${describeTiming(timing)}`];
  const ignored = foreign.length > 0 ? [`Not exchanges, left out: ${foreign.join(', ')}`] : [];
  const others = exchanges > compared ? '; the others are files' : '';
  const sum = `${vendor} at ${target}: ${summaryOf(report)} in ${compared} of ${exchanges} exchanges${others}`;
  return [...lines, ...(times ?? []), ...ignored, sum].join('\n');
}

function summaryOf({ differences: { length: count }, timing }: DriftReport): string {
  const found = count > 0 ? [`${count} difference${count === 1 ? '' : 's'}`] : [];
  return [...found, ...(timing?.differs ? ['other task times'] : [])].join(' and ') || 'no differences';
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

const describeTiming = ({ shortestMs, longestMs, mockMs }: NonNullable<DriftReport['timing']>) =>
  `tasks took ${seconds(shortestMs)} to ${seconds(longestMs)}, the mock's take ${mockMs.map(seconds).join(' to ')}`;

/** Writes the page, JUnit and JSON. Returns the path of the page. */
export function writeDrift(folder: string, report: DriftReport): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('index.html', renderTemplate('record/page', report));
  write('junit.xml', renderJunit(report));
  write('report.json', `${JSON.stringify(report, undefined, 2)}\n`);
  return join(folder, 'index.html');
}

function renderJunit({ vendor, differences, timing }: DriftReport): string {
  const byEndpoint = Map.groupBy(differences, ({ endpoint }) => endpoint);
  const cases: JunitCase[] = [...byEndpoint].map(([endpoint, found]) => ({
    className: vendor,
    name: endpoint,
    failures: found.map((one) => ({ type: one.kind, message: `#${one.n} ${describeDifference(one)}` })),
  }));
  if (timing)
    cases.push({
      className: vendor,
      name: 'task times',
      failures: timing.differs ? [{ type: 'timing', message: describeTiming(timing) }] : [],
    });
  return renderSuite({ name: `mock-vendors drift ${vendor}`, tookMs: 0, cases });
}
