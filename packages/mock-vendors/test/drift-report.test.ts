import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { DriftReport } from '../src/record/drift.ts';
import { renderDrift, writeDrift } from '../src/record/drift-report.ts';

const report: DriftReport = {
  vendor: 'fangtang',
  target: 'http://127.0.0.1:1',
  exchanges: 4,
  compared: 4,
  differences: [],
  timing: { tasks: 1, differs: true, shortestMs: 900, longestMs: 1_100, mockMs: [2_000, 4_000] },
  foreign: [],
};

const junitOf = (one: DriftReport) => {
  const folder = mkdtempSync(join(tmpdir(), 'drift-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeDrift(folder, one);
  return readFileSync(join(folder, 'junit.xml'), 'utf8');
};

it('counts other task times as a failure in the summary and in JUnit', () => {
  expect(renderDrift(report).split('\n').at(-1)).toContain('other task times');
  expect(junitOf(report)).toContain('failures="1"');
});

it('reports no failure where the task times are like those of the mock', () => {
  const alike = { ...report, timing: { ...report.timing, differs: false } } as DriftReport;
  expect(renderDrift(alike).split('\n').at(-1)).toContain('no differences');
  expect(junitOf(alike)).toContain('failures="0"');
});
