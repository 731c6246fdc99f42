import { stripVTControlCharacters, styleText } from 'node:util';
import { describeDifference } from './difference.ts';
import type { ContractReport, ContractResult, Outcome } from './report.ts';

const marks: Readonly<Record<Outcome, string>> = {
  matches: styleText('green', '●', { validateStream: false }),
  differs: styleText('red', '✗', { validateStream: false }),
  'not-tried': styleText('yellow', '?', { validateStream: false }),
};

export interface TableOptions {
  /** @default false */
  readonly color?: boolean;
}

/** For a terminal: each endpoint with its differences, what was not tried, and the sum. */
export function renderTable(report: ContractReport, { color = false }: TableOptions = {}): string {
  const endpoints = Map.groupBy(report.results, ({ endpoint }) => endpoint);
  const width = Math.max(...[...endpoints.keys()].map((name) => name.length));
  const lines = [...endpoints].flatMap(([endpoint, results]) => linesOf(endpoint.padEnd(width), results));
  const text = [...lines, '', ...notTriedOf(report), summaryOf(report)].join('\n');
  return color ? text : stripVTControlCharacters(text);
}

function linesOf(name: string, results: readonly ContractResult[]): string[] {
  const count = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted).length;
  const [matches, differs, untried] = [count('matches'), count('differs'), count('not-tried')];
  const mark = differs > 0 ? marks.differs : matches > 0 ? marks.matches : marks['not-tried'];
  const details = results
    .filter(({ outcome }) => outcome === 'differs')
    .flatMap(({ title, differences }) => [
      `    ${title}`,
      ...differences.map((difference) => `      ${describeDifference(difference)}`),
    ]);
  return [`${mark} ${name}  ${matches} match, ${differs} differ, ${untried} not tried`, ...details];
}

function notTriedOf({ results }: ContractReport): string[] {
  const untried = results.filter(({ reason }) => reason !== undefined);
  if (untried.length === 0) return [];
  const byReason = Map.groupBy(untried, ({ reason = '' }) => reason);
  const lines = [...byReason].map(([reason, found]) => `  ${found.length} ${reason}`);
  return ['Not tried:', ...lines, ''];
}

const summaryOf = ({ vendor, target, counts, credits, tookMs }: ContractReport): string =>
  `${vendor} at ${target}: ${counts.matches} match, ${counts.differs} differ, ${counts['not-tried']} not tried; ` +
  `${credits} credits, ${(tookMs / 1_000).toFixed(1)} s`;
