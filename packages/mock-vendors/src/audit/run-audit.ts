import { availableParallelism } from 'node:os';
import { AuditError } from './audit-error.ts';
import { costOf, type Evidence, lastAttempt } from './evidence.ts';
import type { AuditOptions, ResolvedOptions } from './options.ts';
import { defaultTimeoutMs, resolveOptions } from './options.ts';
import { type NotTried, type Plan, planFor } from './plan.ts';
import { inParallel } from './pool.ts';
import { type AuditReport, type AuditRun, violationsOf } from './report.ts';
import { type RunOptions, runSchedule } from './run-schedule.ts';
import type { Runner } from './runner.ts';
import { drawPairs, type Schedule, scheduleName } from './schedule.ts';
import { shrink } from './shrink.ts';
import { checkDeterminism, checkUndisturbed } from './undisturbed.ts';
import { judge } from './verdict.ts';

/** How an audit starts the program, and whether the client was seen to ask the world for the time. */
export interface AuditSubject {
  readonly runner: Runner;
  readonly followsClock: () => boolean;
}

/** Runs the program undisturbed, then under every fault at every call, and judges each run. */
export async function runAudit(subject: AuditSubject, given: AuditOptions): Promise<AuditReport> {
  const startedAt = performance.now();
  const { maxConcurrent = availableParallelism() } = subject.runner;
  const options = resolveOptions(given, maxConcurrent);
  const undisturbed = await runUndisturbed({
    ...options,
    ...subject,
    timeoutMs: given.timeoutMs ?? firstTimeoutMs,
  });
  const timeoutMs = given.timeoutMs ?? timeoutFor(undisturbed[0]);
  const runOptions: RunOptions = { ...options, ...subject, timeoutMs };
  const canKill = subject.runner.canBeKilled;
  const plan = planFor(undisturbed, { ...options, canKill });
  const audit = new Audit(undisturbed[0], options, runOptions);
  await audit.trySingles(plan);
  await audit.tryPairs(plan);
  return reportOf(audit, plan, options, Math.round(performance.now() - startedAt));
}

/** Nobody knows yet how long the program takes. */
const firstTimeoutMs = 60_000;

const timeoutFor = (undisturbed: Evidence) => Math.max(defaultTimeoutMs, 5 * lastAttempt(undisturbed).tookMs);

async function runUndisturbed(options: RunOptions): Promise<[Evidence, Evidence]> {
  const once = async () => {
    const evidence = await runSchedule([], { ...options, retries: 0 });
    if (options.signal.aborted)
      throw new AuditError('usage', 'The audit was ended before the undisturbed run had ended.');
    checkUndisturbed(evidence);
    return evidence;
  };
  const first = await once();
  const second = await once();
  checkDeterminism(first, second);
  return [first, second];
}

const waiting = ['silence-before', 'silence-after', 'task-never'];

class Audit {
  readonly runs: AuditRun[] = [];
  readonly #undisturbed: Evidence;
  readonly #options: ResolvedOptions;
  readonly #runOptions: RunOptions;
  #total = 1;

  constructor(undisturbed: Evidence, options: ResolvedOptions, runOptions: RunOptions) {
    this.#undisturbed = undisturbed;
    this.#options = options;
    this.#runOptions = runOptions;
    this.#add(undisturbed);
  }

  async trySingles({ steps }: Plan): Promise<void> {
    this.#total += steps.length + this.#options.budget;
    const { concurrency, signal } = this.#options;
    const tryAll = (some: Plan['steps'], atATime: number) =>
      inParallel(some, { concurrency: atATime, signal }, async (step) => this.#add(await this.#run([step])));
    // A program that waits for an answer keeps no processor busy.
    const waits = concurrency === 1 ? [] : steps.filter(({ effect }) => waiting.includes(effect.name));
    const works = steps.filter((step) => !waits.includes(step));
    await Promise.all([tryAll(works, concurrency), tryAll(waits, 2 * concurrency)]);
  }

  /** A pair is told only if it breaks what neither of its faults breaks alone. */
  async tryPairs({ steps }: Plan): Promise<void> {
    const { budget, seed } = this.#options;
    const pairs = drawPairs(steps, { count: budget, seed });
    await inParallel(pairs, this.#options, async (pair) => {
      const evidence = await this.#run(pair);
      const smallest = await shrink(pair, (smaller) => this.#breaksTheSame(smaller, evidence));
      this.#add(evidence, { isKnown: smallest.length < pair.length });
    });
  }

  async #breaksTheSame(schedule: Schedule, like: Evidence): Promise<boolean> {
    const wanted = this.#judge(like).map(({ rule }) => rule);
    if (wanted.length === 0) return false;
    const name = scheduleName(schedule);
    const known = this.runs.find((run) => scheduleName(run.schedule) === name)?.evidence;
    const found = this.#judge(known ?? (await this.#run(schedule))).map(({ rule }) => rule);
    return wanted.every((rule) => found.includes(rule));
  }

  #run(schedule: Schedule): Promise<Evidence> {
    return runSchedule(schedule, this.#runOptions);
  }

  #judge = (evidence: Evidence) =>
    judge(evidence, { undisturbed: this.#undisturbed, off: this.#options.off });

  #add(evidence: Evidence, { isKnown = false } = {}): void {
    // What was stopped in the middle proves nothing.
    if (this.#options.signal.aborted) return;
    const broken = isKnown || evidence.unreached.length > 0 ? [] : this.#judge(evidence);
    this.runs.push({ id: this.runs.length, schedule: evidence.schedule, broken, evidence });
    const violations = this.runs.reduce((sum, run) => sum + run.broken.length, 0);
    this.#options.onProgress({ done: this.runs.length, total: this.#total, violations });
  }
}

function reportOf(audit: Audit, plan: Plan, options: ResolvedOptions, tookMs: number): AuditReport {
  const { runs } = audit;
  const [undisturbed] = runs;
  return {
    seed: options.seed,
    calls: plan.calls,
    cost: undisturbed ? costOf(undisturbed.evidence) : 0,
    runs,
    violations: violationsOf(runs),
    notTried: [...plan.impossible, ...plan.leftOut, ...missedBy(runs, plan)],
    switchedOff: [...options.off].map(([rule, reason]) => ({ rule, reason })),
    isInterrupted: options.signal.aborted,
    tookMs,
  };
}

/** Planned effects that no call has met, and those for which there was no time. */
function missedBy(runs: readonly AuditRun[], { steps }: Plan): NotTried[] {
  return steps.flatMap((step): NotTried[] => {
    const name = scheduleName([step]);
    const run = runs.find(({ schedule }) => scheduleName(schedule) === name);
    if (run && run.evidence.unreached.length === 0) return [];
    const reason = run ? 'no call of the run has met it' : 'the audit was ended before';
    return [{ call: step.call, effect: step.effect.name, group: step.effect.group, reason }];
  });
}
