import type { StateRule, TaskPhaseName, VendorContract } from '../contract/contract.ts';
import type { Difference } from '../contract/difference.ts';
import { stateAt, taskPhases } from '../contract/task-phases.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { RecordedExchange } from './recorded.ts';
import { drifts } from './vendor-drift.ts';

/** How long tasks took in the recording, in milliseconds, as far as polls show. */
export interface TimingReport {
  readonly tasks: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Of the mock, unless it is set otherwise. */
  readonly mockMs: readonly [shortest: number, longest: number];
  /** Whether no setting of the mock's own range explains what was seen. */
  readonly differs: boolean;
}

interface Watched {
  readonly startedAt: number;
  phase: TaskPhaseName;
  runningUntil: number;
  doneAt?: number;
}

const mockMs = [2_000, 4_000] as const;

/** Follows the states of tasks through a recording. */
export class TaskWatch {
  readonly #contract: VendorContract;
  readonly #mock: MockVendor;
  readonly #started = new Map<string, number>();
  readonly #tasks = new Map<string, Watched>();

  constructor(contract: VendorContract, mock: MockVendor) {
    this.#contract = contract;
    this.#mock = mock;
  }

  /** When an id is first seen, its task begins. */
  noteIds({ at, response }: RecordedExchange): void {
    for (const [id] of JSON.stringify(response.json ?? null).matchAll(/[0-9a-f]{32}|[0-9a-f-]{36}/g))
      if (!this.#started.has(id)) this.#started.set(id, at);
  }

  check(exchange: RecordedExchange): Difference[] {
    const rules = this.#rulesOf(exchange.endpoint);
    const { difference } = taskPhases(exchange.response.json, rules);
    const isSuccess = rules.length > 0 && this.#isSuccess(exchange);
    const undocumented = isSuccess && difference ? [difference] : [];
    const seen = drifts[this.#contract.vendor.name]?.tasksIn?.(exchange) ?? [];
    return [...undocumented, ...seen.flatMap(({ id, state }) => this.#step(id, state, exchange.at))];
  }

  get timing(): TimingReport | undefined {
    const done = [...this.#tasks.values()].filter(({ doneAt }) => doneAt !== undefined);
    if (done.length === 0) return undefined;
    const took = done.map(({ startedAt, doneAt = 0 }) => doneAt - startedAt);
    const [shortest, longest] = mockMs;
    // A poll sees the end late, but never early.
    const isShort = took.some((ms) => ms < shortest);
    const isLong = [...this.#tasks.values()].some(
      ({ startedAt, runningUntil }) => runningUntil - startedAt > longest,
    );
    return {
      tasks: done.length,
      shortestMs: Math.min(...took),
      longestMs: Math.max(...took),
      mockMs,
      differs: isShort || isLong,
    };
  }

  #rulesOf(endpoint: string): readonly StateRule[] {
    return this.#contract.cases.find((one) => one.endpoint === endpoint && one.states)?.states ?? [];
  }

  #isSuccess({ response: { status, headers, json } }: RecordedExchange): boolean {
    return 'data' in this.#contract.vendor.unwrap({ status, headers, text: '', json });
  }

  #step(id: string, state: number, at: number): Difference[] {
    const phase = this.#mock.phaseOf?.(state) ?? 'running';
    const startedAt = this.#started.get(id) ?? at;
    const task = this.#tasks.get(id) ?? { startedAt, phase: 'running', runningUntil: startedAt };
    this.#tasks.set(id, task);
    if (task.phase !== 'running' && phase !== task.phase)
      return [stateAt('task', `${task.phase} for good`, `${phase} after ${task.phase}`)];
    task.phase = phase;
    if (phase === 'running') task.runningUntil = at;
    if (phase === 'done') task.doneAt ??= at;
    return [];
  }
}
