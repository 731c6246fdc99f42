import type { Exchange } from '../engine/exchange.ts';
import type { Clock } from './clock.ts';
import { fractionOf } from './ids.ts';

/** How tasks move on: at once, with time, with each read, only when told to, or by a script. */
export type Pace =
  | { readonly mode: 'immediate' }
  | { readonly mode: 'timed'; readonly minMs: number; readonly maxMs: number }
  | { readonly mode: 'polls'; readonly polls: number }
  | { readonly mode: 'manual' }
  /** What each read answers, in the vendor's own numbers; the last one stays. */
  | { readonly mode: 'scripted'; readonly states: readonly number[] };

export type TaskEnd = 'done' | 'failed';
export type Phase = 'running' | TaskEnd;

/** Plain data; a task's state is computed when somebody looks. */
export interface MockTask {
  readonly id: string;
  readonly vendor: string;
  /** Unix milliseconds; later by as long as it was paused. */
  startedAt: number;
  pace: Pace;
  reads: number;
  /** How it ends when its time comes; `never` is a task that is stuck. */
  fate: TaskEnd | 'never';
  /** What the numbers of a script mean to the vendor. */
  phases?: readonly Phase[];
  /** Why it fails, in the vendor's numbers, where it has several. */
  code?: number;
  /** Its result is gone when somebody fetches it. */
  readonly isDead?: boolean;
  /** Set by hand: it goes no further from here. */
  pausedAt?: number;
  /** Set by hand, it ends the task at once. */
  forced?: { readonly end: TaskEnd; readonly at: number };
}

export type TaskView = {
  /** In the vendor's numbers, if a script says so. */
  readonly state?: number | undefined;
} & (
  | { readonly phase: 'running' /** 0 up to 1. */; readonly fraction: number }
  | { readonly phase: TaskEnd; readonly endedAt: number }
);

interface Start extends Pick<MockTask, 'id' | 'vendor' | 'pace'> {
  readonly fate?: MockTask['fate'];
  /** What a number of the vendor's means, for scripts. */
  readonly phaseOf?: (state: number) => Phase;
  /** Of the call that starts it. */
  readonly struck?: Exchange['struck'];
}

export class Tasks {
  state = new Map<string, MockTask>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start({ id, vendor, pace, fate = 'done', phaseOf, struck }: Start): MockTask {
    const fault = struck?.('task');
    const started: MockTask = {
      ...{ id, vendor, pace, fate },
      startedAt: this.#clock.now(),
      reads: 0,
      ...(fault && { fate: fault.task }),
      ...(fault?.code !== undefined && { code: fault.code }),
      ...(struck?.('result') && { isDead: true }),
      ...(pace.mode === 'scripted' && phaseOf && { phases: pace.states.map(phaseOf) }),
    };
    this.state.set(id, started);
    return started;
  }

  get(id: string): MockTask | undefined {
    return this.state.get(id);
  }

  /** Ends a task now. */
  force(id: string, end: TaskEnd, code?: number): void {
    const task = this.state.get(id);
    if (!task) return;
    task.forced = { end, at: this.#clock.now() };
    if (code !== undefined) task.code = code;
  }

  /** From now on, reads answer this state, in the vendor's numbers. */
  show(id: string, state: number, phase: Phase): void {
    const task = this.state.get(id);
    if (!task) return;
    task.pace = { mode: 'scripted', states: [state] };
    task.phases = [phase];
  }

  pause(id: string): void {
    const task = this.state.get(id);
    if (task) task.pausedAt ??= this.#clock.now();
  }

  /** It goes on from where it was paused. */
  resume(id: string): void {
    const task = this.state.get(id);
    if (task?.pausedAt === undefined) return;
    task.startedAt += this.#clock.now() - task.pausedAt;
    delete task.pausedAt;
  }

  /** When the last timed task ends that is still running, if there is one. */
  lastEnd(now: number): number | undefined {
    const ends = [...this.state.values()]
      .filter((task) => task.pace.mode === 'timed' && task.fate !== 'never' && !task.forced && !task.pausedAt)
      .map((task) => task.startedAt + durationOf(task))
      .filter((end) => end > now);
    return ends.length === 0 ? undefined : Math.ceil(Math.max(...ends));
  }

  delete(id: string): void {
    this.state.delete(id);
  }

  /** What a poll sees; counts as a read. */
  read(id: string): TaskView | undefined {
    const task = this.state.get(id);
    if (!task) return undefined;
    if (task.pausedAt === undefined) task.reads++;
    return this.peek(task);
  }

  peek(task: MockTask): TaskView {
    if (task.forced) return { phase: task.forced.end, endedAt: task.forced.at };
    if (task.pace.mode === 'scripted') return scripted(task, task.pace.states);
    const fraction = this.#fraction(task);
    if (fraction < 1 || task.fate === 'never')
      return { phase: 'running', fraction: Math.min(fraction, 0.999) };
    return {
      phase: task.fate,
      endedAt: task.startedAt + (task.pace.mode === 'timed' ? durationOf(task) : 0),
    };
  }

  #fraction(task: MockTask): number {
    const { pace, reads, startedAt, pausedAt } = task;
    if (pace.mode === 'immediate') return 1;
    if (pace.mode === 'polls') return reads / pace.polls;
    if (pace.mode !== 'timed') return 0;
    return ((pausedAt ?? this.#clock.now()) - startedAt) / durationOf(task);
  }
}

function scripted({ reads, phases, startedAt }: MockTask, states: readonly number[]): TaskView {
  const at = Math.min(Math.max(reads, 1), states.length) - 1;
  const phase = phases?.[at] ?? 'running';
  const state = states[at];
  return phase === 'running'
    ? { phase, state, fraction: at / states.length }
    : { phase, state, endedAt: startedAt };
}

/**
 * Depends on the id alone, so that it does not change with the order of calls. In whole milliseconds, or a timer could ring
 * a rounding error before the task has ended.
 */
export function durationOf({ id, pace }: Pick<MockTask, 'id' | 'pace'>): number {
  if (pace.mode !== 'timed') return 0;
  return Math.max(1, Math.round(pace.minMs + fractionOf(id) * (pace.maxMs - pace.minMs)));
}
