import { Clock } from '../world/clock.ts';
import { type Capsule, type RecordedCall, recordedCalls } from './capsule.ts';
import type { Evidence } from './evidence.ts';
import { resolveOptions } from './options.ts';
import type { AuditSubject } from './run-audit.ts';
import { type RunOptions, runSchedule } from './run-schedule.ts';
import { type Scenario, scenarioRunner } from './scenario.ts';
import { checkUndisturbed } from './undisturbed.ts';
import { type BrokenRule, judge } from './verdict.ts';

export interface ReplayOptions {
  /**
   * Limit for one start of the program, in milliseconds.
   * @default 10000
   */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Replayed {
  /** The rules that are broken now. */
  readonly broken: readonly BrokenRule[];
  /** Where the calls, or the responses to them, are not those of the capsule. */
  readonly differences: readonly string[];
  readonly evidence: Evidence;
}

/**
 * Runs a scenario again in the world of a capsule: the same seed, times and faults, so that the same calls get the same
 * responses, byte for byte. Read the file with `readCapsule`.
 */
export function replay(capsule: Capsule, scenario: Scenario, options: ReplayOptions = {}): Promise<Replayed> {
  let readsClock = false;
  const runner = scenarioRunner(scenario, () => {
    readsClock = true;
  });
  return replayRun(capsule, { runner, followsClock: () => readsClock }, options);
}

export async function replayRun(
  capsule: Capsule,
  subject: AuditSubject,
  given: ReplayOptions = {},
): Promise<Replayed> {
  const { seed, settings, taskTiming, retries, restart, clock } = capsule;
  const options = resolveOptions(
    { ...given, seed, settings, taskTiming, retries, restart, speed: clock.speed },
    1,
  );
  const runOptions: RunOptions = { ...options, ...subject };
  const undisturbed = await runSchedule([], { ...runOptions, retries: 0 });
  if (!runOptions.signal.aborted) checkUndisturbed(undisturbed);
  const skewS = subject.followsClock() ? 0 : Math.ceil(Math.abs(Date.now() - clock.startedAt) / 1_000);
  const evidence = await runSchedule(capsule.schedule, runOptions, {
    clock: new Clock(clock.speed, clock.startedAt),
    skewS,
    recorded: capsule.calls,
  });
  const broken = judge(evidence, { undisturbed, off: options.off });
  return { broken, differences: differencesOf(capsule.calls, recordedCalls(evidence)), evidence };
}

function differencesOf(recorded: readonly RecordedCall[], seen: readonly RecordedCall[]): string[] {
  const length = Math.max(recorded.length, seen.length);
  return Array.from({ length }, (_, i) => differenceAt(i + 1, recorded[i], seen[i])).filter(
    (difference) => difference !== undefined,
  );
}

function differenceAt(n: number, recorded?: RecordedCall, seen?: RecordedCall): string | undefined {
  if (!seen) return `call ${n}: ${nameOf(recorded)} did not come`;
  if (!recorded) return `call ${n}: ${nameOf(seen)} is not in the capsule`;
  if (nameOf(seen) !== nameOf(recorded))
    return `call ${n}: ${nameOf(seen)} came instead of ${nameOf(recorded)}`;
  if (seen.status !== recorded.status || seen.responseSha256 !== recorded.responseSha256)
    return `call ${n}: the response to ${nameOf(seen)} is another one`;
  return undefined;
}

const nameOf = (call?: RecordedCall) => (call ? `${call.vendor} ${call.endpoint}` : 'nothing');
