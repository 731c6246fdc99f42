import { AuditError } from './audit-error.ts';
import { costOf, type Evidence, lastAttempt } from './evidence.ts';
import type { AuditOptions, ResolvedOptions } from './options.ts';
import { defaultTimeoutMs, resolveOptions } from './options.ts';
import { type NotTried, type Plan, planFor } from './plan.ts';
import { inParallel } from './pool.ts';
import { type AuditReport, type AuditRun, violationsOf } from './report.ts';
import { type RunOptions, runSchedule } from './run-schedule.ts';
import type { Runner } from './runner.ts';
import { drawPairs, type Schedule, type Step, scheduleName } from './schedule.ts';
import { shrink } from './shrink.ts';
import { checkDeterminism, checkUndisturbed } from './undisturbed.ts';
import { type BrokenRule, judge } from './verdict.ts';

/** How an audit starts the program, and whether the client was seen to ask the world for the time. */
export interface AuditSubject {
  readonly runner: Runner;
  readonly followsClock: () => boolean;
}

/** Runs the program undisturbed, then under every fault at every call, and judges each run. */
export async function runAudit(subject: AuditSubject, given: AuditOptions): Promise<AuditReport> {
  const startedAt = performance.now();
  const options = resolveOptions(given, subject.runner.concurrency);
  const firstOptions = { ...options, ...subject, timeoutMs: given.timeoutMs ?? firstTimeoutMs };
  const first = await runUndisturbed(firstOptions);
  const undisturbed = [first, await runUndisturbed(firstOptions, first)] as const;
  const timeoutMs = given.timeoutMs ?? timeoutFor(first);
  const runOptions: RunOptions = { ...options, ...subject, timeoutMs };
  const canKill = subject.runner.canBeKilled;
  const plan = planFor(undisturbed, { ...options, canKill });
  const audit = new Audit(first, options, runOptions);
  await audit.trySingles(plan);
  await audit.tryPairs(plan);
  await audit.checkAgain();
  return reportOf(audit, plan, options, Math.round(performance.now() - startedAt));
}

/** Before the first run, the program's duration is unknown. */
const firstTimeoutMs = 60_000;

const timeoutFor = (undisturbed: Evidence) => Math.max(defaultTimeoutMs, 5 * lastAttempt(undisturbed).tookMs);

/** Refuses a program that fails, and one that differs from an earlier run. */
async function runUndisturbed(options: RunOptions, earlier?: Evidence): Promise<Evidence> {
  const evidence = await runSchedule([], { ...options, retries: 0 });
  if (options.signal.aborted)
    throw new AuditError('usage', 'The audit was ended before the undisturbed run had ended.');
  checkUndisturbed(evidence);
  if (earlier) checkDeterminism(earlier, evidence);
  return evidence;
}

/** Take longest, so they begin first. */
const slowest = ['silence-before', 'silence-after', 'task-never'];

const isSlow = ({ effect }: Step) => slowest.includes(effect.name);

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
    this.#add(undisturbed, this.#judge(undisturbed));
  }

  async trySingles({ steps }: Plan): Promise<void> {
    this.#total += steps.length + this.#options.budget;
    const ordered = steps.toSorted((a, b) => Number(isSlow(b)) - Number(isSlow(a)));
    await inParallel(ordered, this.#options, async (step) => {
      const evidence = await this.#run([step]);
      await this.#settle(evidence, this.#judge(evidence));
    });
  }

  /** A pair is reported only if it breaks what neither of its faults breaks alone. */
  async tryPairs({ steps }: Plan): Promise<void> {
    const { budget, seed } = this.#options;
    const pairs = drawPairs(steps, { count: budget, seed });
    await inParallel(pairs, this.#options, async (pair) => {
      const evidence = await this.#run(pair);
      const broken = this.#judge(evidence);
      const smallest = await shrink(pair, (smaller) => this.#breaksTheSame(smaller, broken));
      await this.#settle(evidence, smallest.length < pair.length ? [] : broken);
    });
  }

  /** Rules may have been broken by chance, if the program differs from run to run. */
  async checkAgain(): Promise<void> {
    const isSuspect = this.runs.some(({ broken, unclear }) => broken.length > 0 || unclear !== undefined);
    if (!isSuspect || this.#options.signal.aborted) return;
    const evidence = await runSchedule([], { ...this.#runOptions, retries: 0 });
    if (!this.#options.signal.aborted) checkDeterminism(this.#undisturbed, evidence);
  }

  async #breaksTheSame(schedule: Schedule, broken: readonly BrokenRule[]): Promise<boolean> {
    if (broken.length === 0) return false;
    const name = scheduleName(schedule);
    const known = this.runs.find((run) => scheduleName(run.schedule) === name);
    const found = known?.broken ?? this.#judge(await this.#run(schedule));
    return broken.every(({ rule }) => found.some((other) => other.rule === rule));
  }

  #run(schedule: Schedule): Promise<Evidence> {
    return runSchedule(schedule, this.#runOptions);
  }

  #judge = (evidence: Evidence): readonly BrokenRule[] =>
    evidence.unreached.length > 0
      ? []
      : judge(evidence, { undisturbed: this.#undisturbed, off: this.#options.off });

  /** A rule counts as broken if it is broken twice, since a machine that is too busy can break one once. */
  async #settle(evidence: Evidence, broken: readonly BrokenRule[]): Promise<void> {
    if (broken.length === 0) return this.#add(evidence, broken);
    const again = this.#judge(await this.#run(evidence.schedule));
    const once = broken.filter(({ rule }) => !again.some((other) => other.rule === rule));
    const unclear = once.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
    this.#add(
      evidence,
      broken.filter((one) => !once.includes(one)),
      unclear,
    );
  }

  #add(evidence: Evidence, broken: readonly BrokenRule[], unclear = ''): void {
    // What was stopped in the middle proves nothing.
    if (this.#options.signal.aborted) return;
    const { schedule } = evidence;
    this.runs.push({ id: this.runs.length, schedule, broken, evidence, ...(unclear && { unclear }) });
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
    const reason = reasonOf(run);
    if (reason === undefined) return [];
    return [{ call: step.call, effect: step.effect.name, group: step.effect.group, reason }];
  });
}

function reasonOf(run: AuditRun | undefined): string | undefined {
  if (!run) return 'the audit was ended before';
  if (run.evidence.unreached.length > 0) return 'no call of the run has met it';
  return run.unclear && `broke a rule in one of two runs (${run.unclear})`;
}
