import { acceleratedClock, type Clock } from '../world/clock.ts';
import type { TaskTiming } from '../world/tasks.ts';
import { type AuditedWorld, openAuditedWorld } from './audited-world.ts';
import type { RecordedCall } from './capsule.ts';
import type { Attempt, Evidence } from './evidence.ts';
import type { Runner } from './runner.ts';
import type { Schedule, Step } from './schedule.ts';

/** Everything that is the same for all runs of an audit. */
export interface RunOptions {
  readonly runner: Runner;
  readonly seed: string;
  readonly speed: number;
  readonly taskTiming: TaskTiming;
  readonly settings: Readonly<Record<string, object>>;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly restart: Restart;
  /** Text of a failure after which nobody starts the program again. */
  readonly final: RegExp;
  readonly signal: AbortSignal;
  /** The client takes its time from the world, so that its tokens are always as new as it thinks. */
  readonly followsClock: () => boolean;
}

/** `reader`: not after an error that names what was paid, or says that it may have been; `always`: as a job runner does. */
export type Restart = 'reader' | 'always';

/** Instead of a clock of the run's own, and for how far it is from the client's. */
export interface RunClock {
  readonly clock: Clock;
  readonly skewS: number;
  /** The calls at whose times the clock is when calls come. */
  readonly recorded: readonly RecordedCall[];
}

/** Runs the program in a fresh world, and starts it again after a failure. */
export async function runSchedule(
  schedule: Schedule,
  options: RunOptions,
  given?: RunClock,
): Promise<Evidence> {
  const { seed, speed, taskTiming, settings } = options;
  const audited = await openAuditedWorld({
    schedule,
    seed,
    taskTiming,
    settings,
    clock: given?.clock ?? acceleratedClock(speed),
    recorded: given?.recorded ?? [],
    clockSkewS: (given?.skewS ?? 0) + (options.followsClock() ? 0 : jumpS(schedule)),
  });
  const storage = new Map<string, unknown>();
  try {
    const attempts = await attemptsIn(audited, { schedule, storage }, options);
    return evidenceOf(audited, { schedule, attempts, timeoutMs: options.timeoutMs });
  } finally {
    options.runner.forget?.(storage);
    await audited.close();
  }
}

const jumpS = (schedule: Schedule) =>
  Math.ceil(schedule.reduce((sum, { effect: { jumpMs = 0 } }) => sum + jumpMs, 0) / 1_000);

interface Kept {
  readonly schedule: Schedule;
  readonly storage: Map<string, unknown>;
}

async function attemptsIn(
  audited: AuditedWorld,
  { schedule, storage }: Kept,
  options: RunOptions,
): Promise<Attempt[]> {
  const { retries } = options;
  const attempts: Attempt[] = [];
  // A kill is no failure of the program, so the start after it is not one of the retries.
  const starts = 1 + retries + schedule.filter(({ effect }) => effect.kills).length;
  for (let n = 1; n <= starts; n++) {
    const attempt = await attemptIn(audited, { n, storage }, options);
    attempts.push(attempt);
    if (options.signal.aborted || !isStartedAgain(attempt, audited, options)) break;
  }
  return attempts;
}

interface Turn {
  readonly n: number;
  readonly storage: Map<string, unknown>;
}

async function attemptIn(audited: AuditedWorld, { n, storage }: Turn, options: RunOptions): Promise<Attempt> {
  const { runner, timeoutMs } = options;
  const kill = new AbortController();
  audited.attempt = n;
  audited.onKill = () => kill.abort();
  const startedAt = performance.now();
  const ended = await runner.run({
    audited,
    attempt: n,
    timeoutMs,
    signal: options.signal,
    kill: kill.signal,
    storage,
  });
  const outcome = kill.signal.aborted ? 'killed' : ended.outcome;
  return { n, ...ended, outcome, tookMs: Math.round(performance.now() - startedAt) };
}

function isStartedAgain({ outcome, text }: Attempt, { world }: AuditedWorld, options: RunOptions): boolean {
  if (outcome === 'killed') return true;
  if (outcome !== 'failure') return false;
  if (options.restart === 'always') return true;
  const namesPaid = world.ledger.entries.some(({ reference }) => text.includes(reference));
  return !namesPaid && !options.final.test(text);
}

function evidenceOf(
  audited: AuditedWorld,
  known: Pick<Evidence, 'schedule' | 'attempts' | 'timeoutMs'>,
): Evidence {
  const { world } = audited;
  const calls = audited.calls();
  return {
    ...known,
    calls,
    ledger: world.ledger.entries,
    tasks: new Map([...world.tasks.state].map(([id, task]) => [id, world.tasks.peek(task).phase])),
    secrets: audited.secrets(),
    unreached: known.schedule.filter((step) => !isReached(step, audited, calls)),
  };
}

function isReached({ call, effect }: Step, { world }: AuditedWorld, calls: Evidence['calls']): boolean {
  const seen = calls.filter(({ vendor, endpoint }) => vendor === call.vendor && endpoint === call.endpoint);
  if (effect.fault === undefined) return seen.some(({ nth }) => nth === call.nth);
  return world.faults.state.some(({ fault, applied }) => fault.effect === effect.fault && applied > 0);
}
