import type { TaskPhase, TaskView } from '../../world/tasks.ts';
import type { World } from '../../world/world.ts';
import type { PictureTask } from './state.ts';

/** How a task is doing, in the vendor's numbers. */
export interface TaskStatus {
  readonly state: number;
  readonly detail: string;
  /** 0 to 100. */
  readonly progress: number;
  /** Unix milliseconds; only once it has ended. */
  readonly endedAt?: number;
}

/** Of running tasks. Of all these words, only `Complete` is seen in real answers. */
const details: Readonly<Record<number, string>> = {
  0: 'Queuing',
  2: 'Preparing',
  3: 'Waiting',
  4: 'Processing',
};

/** Of any other state, it is only known that the task has failed. */
const failures: Readonly<Record<number, string>> = {
  [-2]: 'upload of the result failed',
  [-3]: 'download of the source failed',
  [-5]: 'image too large',
  [-7]: 'invalid image',
  [-8]: 'timeout',
  [-9]: 'internal error',
  [-10]: 'refused by review',
  [-11]: 'empty result',
  [-13]: 'cancelled',
  [-14]: 'unsuitable content',
  [-15]: 'not enough resources',
  [-16]: 'refused by third-party review',
  [-17]: 'invalid prompt',
};

/** `poll` counts as a read, which moves tasks on in worlds that are set so; `glance` does not. */
export function taskStatusOf(world: World, task: PictureTask, look: 'poll' | 'glance'): TaskStatus {
  const started = world.tasks.get(task.id);
  const view: TaskView | undefined =
    look === 'poll' ? world.tasks.read(task.id) : started && world.tasks.peek(started);
  if (!started || !view) return running(0);
  if (view.phase === 'running') return running(view.fraction, view.state);
  const { phase, endedAt } = view;
  if (phase === 'done') return { state: 1, detail: 'Complete', progress: 100, endedAt };
  const state = view.state ?? task.failure ?? started.code ?? -1;
  return { state, detail: failures[state] ?? 'failed', progress: 100, endedAt };
}

export function phaseOf(state: number): TaskPhase {
  if (state === 1) return 'done';
  return state < 0 ? 'failed' : 'running';
}

function running(fraction: number, scripted?: number): TaskStatus {
  const state = scripted ?? (fraction < 0.05 ? 0 : fraction < 0.15 ? 2 : fraction < 0.3 ? 3 : 4);
  return { state, detail: details[state] ?? '', progress: Math.floor(fraction * 100) };
}
