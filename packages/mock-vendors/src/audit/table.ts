import { stripVTControlCharacters, styleText } from 'node:util';
import { callName } from './call.ts';
import { type AuditReport, type CellState, matrixOf } from './report.ts';

const marks: Readonly<Record<CellState, string>> = {
  held: styleText('green', '●', { validateStream: false }),
  broken: styleText('red', '✗', { validateStream: false }),
  impossible: styleText('dim', '·', { validateStream: false }),
  'not-tried': styleText('yellow', '?', { validateStream: false }),
};

export interface TableOptions {
  /** @default false */
  readonly color?: boolean;
}

/** Calls down, groups of effects across, and below that what is broken. */
export function renderTable(report: AuditReport, { color = false }: TableOptions = {}): string {
  const text = [...gridOf(report), '', legend, '', ...findingsOf(report), '', summaryOf(report)].join('\n');
  return color ? text : stripVTControlCharacters(text);
}

const legend = `${marks.held} held   ${marks.broken} broken   ${marks.impossible} not possible   ${marks['not-tried']} not tried`;

function gridOf(report: AuditReport): string[] {
  const { columns, rows } = matrixOf(report);
  const width = Math.max(...rows.map(({ call }) => callName(call).length));
  const header = `${' '.repeat(width)}  ${columns.join(' ')}`;
  const lines = rows.map(({ call, cells }) => {
    const centered = cells.map(({ state }, i) => center(marks[state], columns[i]?.length ?? 1));
    return `${callName(call).padEnd(width)}  ${centered.join(' ')}`;
  });
  return [header, ...lines];
}

function center(mark: string, width: number): string {
  const left = Math.floor((width - 1) / 2);
  return ' '.repeat(left) + mark + ' '.repeat(width - 1 - left);
}

const maxPerRule = 5;

/** By rule, with the first few places where it is broken. */
function findingsOf({ violations }: AuditReport): string[] {
  const names = [...new Set(violations.map(({ rule }) => rule))];
  return names.flatMap((rule) => {
    const found = violations.filter((one) => one.rule === rule);
    const lines = found
      .slice(0, maxPerRule)
      .map(({ when, message, run }) => `    #${run} ${when}: ${message}`);
    const more = found.length > maxPerRule ? [`    and ${found.length - maxPerRule} more`] : [];
    return [`${marks.broken} ${rule} (${found.length})`, ...lines, ...more];
  });
}

const countOfViolations = (count: number): string =>
  `${count === 0 ? 'No' : count} violation${count === 1 ? '' : 's'}`;

/** One sentence for each thing that a reader must know. */
export function summaryOf({
  runs,
  calls,
  violations,
  notTried,
  switchedOff,
  seed,
  isInterrupted,
  tookMs,
}: AuditReport): string {
  const seconds = (tookMs / 1_000).toFixed(1);
  return [
    ...switchedOff.map(({ rule, reason }) => `The rule ${rule} is switched off: ${reason}`),
    ...(isInterrupted ? ['The audit was ended early; this is what was known by then.'] : []),
    `${countOfViolations(violations.length)} in ${runs.length} runs of ${calls.length} calls, ${seconds} s, seed ${seed}. Not tried: ${notTried.length}.`,
  ].join('\n');
}
