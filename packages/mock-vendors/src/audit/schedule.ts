import type { Fault } from '../world/fault.ts';
import { faultStageOf } from '../world/fault.ts';
import { fractionOf } from '../world/ids.ts';
import { type CallId, callName, sameEndpoint } from './call.ts';
import type { AuditEffect } from './effects.ts';

/** One effect at one call. */
export interface Step {
  readonly call: CallId;
  readonly effect: AuditEffect;
}

/** What goes wrong in one run; nothing in the undisturbed one. */
export type Schedule = readonly Step[];

export const stepName = ({ call, effect }: Step): string => `${effect.name} at ${callName(call)}`;

export const scheduleName = (schedule: Schedule): string =>
  schedule.length === 0 ? 'undisturbed' : schedule.map(stepName).join(', then ');

/** Different pairs of steps, drawn by the seed: the same seed gives the same pairs. */
export function drawPairs(
  steps: readonly Step[],
  { count, seed }: { count: number; seed: string },
): Schedule[] {
  const drawn = new Map<string, Schedule>();
  const pick = (key: string) => steps[Math.floor(fractionOf(`${seed}:${key}`) * steps.length)];
  for (let i = 0; drawn.size < count && i < count * 20; i++) {
    const first = pick(`first:${i}`);
    const second = pick(`second:${i}`);
    if (!first || !second || callName(first.call) === callName(second.call)) continue;
    const pair = [first, second].sort((a, b) => steps.indexOf(a) - steps.indexOf(b));
    drawn.set(scheduleName(pair), pair);
  }
  return [...drawn.values()];
}

/** The faults of a schedule, as a world takes them. */
export function faultsOf(schedule: Schedule): Fault[] {
  const ordered = schedule.filter(({ effect }) => effect.fault).sort((a, b) => a.call.nth - b.call.nth);
  return ordered.flatMap((step, i): Fault[] => {
    const { call, effect } = step;
    if (!effect.fault) return [];
    // A fault does not count the calls that an earlier one takes.
    const taken = ordered.slice(0, i).filter((earlier) => takesCallsOf(earlier, step)).length;
    const nth = Math.max(1, call.nth - taken);
    const times = effect.isLasting ? { times: Number.MAX_SAFE_INTEGER } : {};
    return [{ vendor: call.vendor, endpoint: call.endpoint, nth, ...times, effect: effect.fault }];
  });
}

const takesCallsOf = (earlier: Step, step: Step) =>
  sameEndpoint(earlier.call, step.call) &&
  earlier.effect.fault !== undefined &&
  step.effect.fault !== undefined &&
  faultStageOf(earlier.effect.fault) === faultStageOf(step.effect.fault);
