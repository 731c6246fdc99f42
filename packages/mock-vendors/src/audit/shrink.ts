import type { Schedule } from './schedule.ts';

/** Removes what is not needed to break a rule, until each step that is left is. */
export async function shrink(
  schedule: Schedule,
  breaks: (smaller: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  let smallest = schedule;
  for (const step of schedule) {
    const without = smallest.filter((other) => other !== step);
    if (without.length > 0 && (await breaks(without))) smallest = without;
  }
  return smallest;
}
