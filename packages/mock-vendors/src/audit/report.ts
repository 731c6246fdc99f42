import type { CallId } from './call.ts';
import { callName } from './call.ts';
import { type EffectGroup, effectGroups } from './effects.ts';
import type { Evidence } from './evidence.ts';
import type { NotTried } from './plan.ts';
import { type Schedule, scheduleName } from './schedule.ts';
import type { BrokenRule } from './verdict.ts';

/** One run and what came of it. */
export interface AuditRun {
  /** 0 for the undisturbed run. */
  readonly id: number;
  readonly schedule: Schedule;
  readonly broken: readonly BrokenRule[];
  readonly evidence: Evidence;
  /** What broke a rule in this run and did not in a second one. */
  readonly unclear?: string;
}

/** A broken rule, with the smallest schedule that breaks it. */
export interface Violation {
  readonly rule: string;
  readonly message: string;
  /** What went wrong, in words. */
  readonly when: string;
  /** The run that shows it, and the number of its capsule. */
  readonly run: number;
}

export interface AuditReport {
  readonly seed: string;
  readonly calls: readonly CallId[];
  /** Credits of the undisturbed run. */
  readonly cost: number;
  readonly runs: readonly AuditRun[];
  readonly violations: readonly Violation[];
  /** Effects that a call cannot meet, that were left out, or that no call has met. They do not count as held. */
  readonly notTried: readonly NotTried[];
  readonly switchedOff: readonly { readonly rule: string; readonly reason: string }[];
  /** The audit was ended early; `notTried` holds what is missing. */
  readonly isInterrupted: boolean;
  readonly tookMs: number;
}

export function violationsOf(runs: readonly AuditRun[]): Violation[] {
  return runs.flatMap(({ id, schedule, broken }) =>
    broken.map(({ rule, message }) => ({ rule, message, when: scheduleName(schedule), run: id })),
  );
}

export type CellState = 'held' | 'broken' | 'impossible' | 'not-tried';

export interface Cell {
  readonly state: CellState;
  readonly runs: readonly AuditRun[];
}

export interface MatrixRow {
  readonly call: CallId;
  readonly cells: readonly Cell[];
}

export interface Matrix {
  readonly columns: readonly EffectGroup[];
  readonly rows: readonly MatrixRow[];
}

/** Calls down, groups of effects across. Pairs have no cell. */
export function matrixOf({ calls, runs, notTried }: AuditReport): Matrix {
  const singles = runs.filter(({ schedule }) => schedule.length === 1);
  const cellOf = (call: CallId, group: EffectGroup): Cell => {
    const isHere = (other: CallId) => callName(other) === callName(call);
    const skipped = notTried.filter((one) => one.group === group && isHere(one.call));
    const here = singles.filter(
      ({ schedule: [step] }) => step && step.effect.group === group && isHere(step.call),
    );
    const tried = here.filter(isClear);
    if (tried.some(({ broken }) => broken.length > 0)) return { state: 'broken', runs: tried };
    if (tried.length > 0) return { state: 'held', runs: tried };
    return { state: skipped.some(isLeftOut) ? 'not-tried' : 'impossible', runs: [] };
  };
  const columns = effectGroups.filter((group) =>
    calls.some((call) => cellOf(call, group).state !== 'impossible'),
  );
  return {
    columns,
    rows: calls.map((call) => ({ call, cells: columns.map((group) => cellOf(call, group)) })),
  };
}

const isClear = ({ evidence, broken, unclear }: AuditRun) =>
  evidence.unreached.length === 0 && (unclear === undefined || broken.length > 0);

const isLeftOut = ({ reason }: NotTried) => !/^(the call|this scenario)/.test(reason);
