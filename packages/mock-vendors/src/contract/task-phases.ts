import { valuesAt } from './compare.ts';
import type { StateRule, TaskPhaseName } from './contract.ts';
import { type Difference, shown } from './difference.ts';

export interface TaskPhases {
  /** Of each task in the response, in its order. */
  readonly phases: readonly TaskPhaseName[];
  /** A state that is not documented, or two fields that contradict each other. */
  readonly difference?: Difference;
}

/** What a response says of its tasks. All rules have to say the same of a task. */
export function taskPhases(body: unknown, rules: readonly StateRule[]): TaskPhases {
  const phases: TaskPhaseName[] = [];
  for (const { path, phases: documented } of rules)
    for (const [i, value] of valuesAt(body, path).entries()) {
      // Fields of a task are missing now and then while it goes on.
      const phase = value === undefined || value === null ? 'running' : documented[String(value)];
      if (phase === undefined)
        return { phases, difference: stateAt(path, 'a documented state', shown(value)) };
      const agreed = phases[i];
      if (agreed !== undefined && agreed !== phase)
        return { phases, difference: stateAt(path, `a state that means ${agreed}`, shown(value)) };
      phases[i] = phase;
    }
  return { phases };
}

export const stateAt = (path: string, expected: string, actual: string): Difference => ({
  kind: 'state',
  path,
  expected,
  actual,
});
