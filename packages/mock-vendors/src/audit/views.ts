import { callName } from './call.ts';
import type { Attempt, Evidence, ObservedCall } from './evidence.ts';
import { costOf } from './evidence.ts';
import { type AuditReport, type AuditRun, type CellState, matrixOf } from './report.ts';
import { scheduleName } from './schedule.ts';

/** A report as plain data, for the page and for programs. Secrets are masked. */
export interface ReportView extends Omit<AuditReport, 'runs'> {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly call: string; readonly cells: readonly CellView[] }[];
  readonly runs: readonly RunView[];
}

export interface CellView {
  readonly state: CellState;
  readonly runs: readonly number[];
}

export interface RunView {
  readonly id: number;
  readonly name: string;
  readonly broken: AuditRun['broken'];
  readonly cost: number;
  readonly attempts: readonly AttemptView[];
  readonly calls: readonly CallView[];
}

export type AttemptView = Omit<Attempt, 'delivered'> & { readonly delivered: string };

export interface CallView {
  readonly n: number;
  readonly attempt: number;
  readonly call: string;
  readonly request: string;
  readonly status: number;
  readonly error?: string;
  readonly charged?: number;
  readonly fault?: unknown;
  /** Milliseconds since the first call, on the world's clock. */
  readonly atMs: number;
}

export function viewOf(report: AuditReport): ReportView {
  const { columns, rows } = matrixOf(report);
  return {
    ...report,
    columns,
    rows: rows.map(({ call, cells }) => ({
      call: callName(call),
      cells: cells.map(({ state, runs }) => ({ state, runs: runs.map(({ id }) => id) })),
    })),
    runs: report.runs.map(runView),
  };
}

function runView({ id, schedule, broken, evidence }: AuditRun): RunView {
  const start = evidence.calls[0]?.entry.at ?? 0;
  return {
    id,
    name: scheduleName(schedule),
    broken,
    cost: costOf(evidence),
    attempts: evidence.attempts.map((attempt) => attemptView(attempt, evidence)),
    calls: evidence.calls.map((call) => callView(call, start)),
  };
}

const maxText = 4_000;

const attemptView = ({ delivered, text, ...rest }: Attempt, { secrets }: Evidence): AttemptView => ({
  ...rest,
  delivered: maskIn(delivered.summary, secrets),
  text: maskIn(text, secrets).slice(-maxText),
});

/** So that a report can be shown to anybody. */
export const maskIn = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);

function callView({ entry, attempt, ...id }: ObservedCall, start: number): CallView {
  const { n, method, url, status, error, charged, fault, at } = entry;
  return {
    n,
    attempt,
    call: callName(id),
    request: `${method} ${url}`,
    status,
    atMs: at - start,
    ...(error !== undefined && { error }),
    ...(charged && { charged }),
    ...(fault && { fault }),
  };
}
