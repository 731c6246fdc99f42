import type { Evidence, ObservedCall } from '../evidence.ts';

/** Calls that read the state of a task, by attempt and task, in order. */
export function pollsOf({ calls }: Evidence): ObservedCall[][] {
  const groups = new Map<string, ObservedCall[]>();
  for (const call of calls)
    if (isPoll(call))
      for (const { id } of call.tasks) {
        const key = `${call.attempt} ${id}`;
        groups.set(key, [...(groups.get(key) ?? []), call]);
      }
  return [...groups.values()];
}

const isPoll = ({ endpoint, tasks }: ObservedCall) => /^read|status$/i.test(endpoint) && tasks.length > 0;
