import type { Exchange } from '../engine/exchange.ts';
import type { Clock } from './clock.ts';
import { fractionOf } from './ids.ts';

/** How tasks progress: immediately, with time, with each read, manually, or by a script. */
export type TaskTiming =
  | { readonly mode: 'immediate' }
  | { readonly mode: 'timed'; readonly minMs: number; readonly maxMs: number }
  | { readonly mode: 'polls'; readonly polls: number }
  | { readonly mode: 'manual' }
  /** What each read answers, in the vendor's own numbers; the last one stays. */
  | { readonly mode: 'scripted'; readonly states: readonly number[] };

export type TaskEnd = 'done' | 'failed';
export type TaskPhase = 'running' | TaskEnd;

/** Plain data; a task's state is computed when somebody looks. */
export interface MockTask {
  readonly id: string;
  readonly vendor: string;
  /** Unix milliseconds; later by as long as it was paused. */
  startedAt: number;
  taskTiming: TaskTiming;
  reads: number;
  /** How it ends when its time comes; `never` is a task that is stuck. */
  fate: TaskEnd | 'never';
  /** What the numbers of a script mean to the vendor. */
  phases?: readonly TaskPhase[];
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

interface Start extends Pick<MockTask, 'id' | 'vendor' | 'taskTiming'> {
  readonly fate?: MockTask['fate'];
  /** What a number of the vendor's means, for scripts. */
  readonly phaseOf?: (state: number) => TaskPhase;
  /** Of the call that starts it. */
  readonly takeDeferredFault?: Exchange['takeDeferredFault'];
}

export class Tasks {
  state = new Map<string, MockTask>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start({ id, vendor, taskTiming, fate = 'done', phaseOf, takeDeferredFault }: Start): MockTask {
    const fault = takeDeferredFault?.('task');
    const started: MockTask = {
      ...{ id, vendor, taskTiming, fate },
      startedAt: this.#clock.now(),
      reads: 0,
      ...(fault && { fate: fault.task }),
      ...(fault?.code !== undefined && { code: fault.code }),
      ...(takeDeferredFault?.('result') && { isDead: true }),
      ...(taskTiming.mode === 'scripted' && phaseOf && { phases: taskTiming.states.map(phaseOf) }),
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
  show(id: string, state: number, phase: TaskPhase): void {
    const task = this.state.get(id);
    if (!task) return;
    task.taskTiming = { mode: 'scripted', states: [state] };
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
      .filter(
        (task) => task.taskTiming.mode === 'timed' && task.fate !== 'never' && !task.forced && !task.pausedAt,
      )
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
    if (task.taskTiming.mode === 'scripted') return scripted(task, task.taskTiming.states);
    const fraction = this.#fraction(task);
    if (fraction < 1 || task.fate === 'never')
      return { phase: 'running', fraction: Math.min(fraction, 0.999) };
    return {
      phase: task.fate,
      endedAt: task.startedAt + (task.taskTiming.mode === 'timed' ? durationOf(task) : 0),
    };
  }

  #fraction(task: MockTask): number {
    const { taskTiming, reads, startedAt, pausedAt } = task;
    if (taskTiming.mode === 'immediate') return 1;
    if (taskTiming.mode === 'polls') return reads / taskTiming.polls;
    if (taskTiming.mode !== 'timed') return 0;
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
export function durationOf({ id, taskTiming }: Pick<MockTask, 'id' | 'taskTiming'>): number {
  if (taskTiming.mode !== 'timed') return 0;
  return Math.max(1, Math.round(taskTiming.minMs + fractionOf(id) * (taskTiming.maxMs - taskTiming.minMs)));
}
