import { AuditError, type AuditOptions, type AuditReport } from '@api-repack/mock-vendors/audit';
import type { Subject } from './subject.ts';

export interface Sum {
  readonly faults: number;
  readonly pairs: number;
  readonly violations: number;
  /** Broken in one of two runs, so that nothing is known. */
  readonly unclear: number;
  /** Faults that a call cannot meet, or that no call has met. */
  readonly notPossible: number;
}

export interface Result {
  readonly sum: Sum;
  /** For people. */
  readonly lines: readonly string[];
}

export const nothing: Sum = { faults: 0, pairs: 0, violations: 0, unclear: 0, notPossible: 0 };

export const add = (a: Sum, b: Sum): Sum => ({
  faults: a.faults + b.faults,
  pairs: a.pairs + b.pairs,
  violations: a.violations + b.violations,
  unclear: a.unclear + b.unclear,
  notPossible: a.notPossible + b.notPossible,
});

const sumOf = ({ runs, violations, notTried }: AuditReport): Sum => ({
  faults: runs.filter(({ schedule }) => schedule.length === 1).length,
  pairs: runs.filter(({ schedule }) => schedule.length === 2).length,
  violations: violations.length,
  unclear: runs.filter(({ unclear }) => unclear !== undefined).length,
  notPossible: notTried.filter(({ reason }) => !/^(left out|broke a rule)/.test(reason)).length,
});

export const inWords = ({ faults, pairs, violations, unclear, notPossible }: Sum): string =>
  `${faults} faults and ${pairs} pairs tried, ${violations} violations, ${unclear} unclear, ${notPossible} not possible`;

/** Audits a subject, and says what came of it. */
export async function resultOf(subject: Subject, options: AuditOptions): Promise<Result> {
  try {
    const report = await subject.audit(options);
    const sum = sumOf(report);
    const took = (report.tookMs / 1_000).toFixed(1);
    return { sum, lines: [`${subject.name}: ${inWords(sum)}, ${took} s`, ...troubleIn(report)] };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const sum = { ...nothing, violations: 1 };
    return { sum, lines: [`${subject.name}: no verdict: ${error.message}`] };
  }
}

const troubleIn = ({ violations, notTried }: AuditReport): string[] => [
  ...violations.map(({ rule, when, message }) => `  ${rule}: ${when}: ${message}`),
  ...notTried
    .filter(({ reason }) => reason.startsWith('broke a rule'))
    .map(({ effect, call, reason }) => `  ${effect} at ${call.endpoint} #${call.nth} ${reason}`),
];
