import { unknownWord } from '../engine/did-you-mean.ts';
import type { TaskTiming } from '../world/tasks.ts';
import { AuditError } from './audit-error.ts';
import { type EffectGroup, effectGroups } from './effects.ts';
import { rules } from './rules/index.ts';
import type { Restart } from './run-schedule.ts';

/** How an audit is done. Wrong names and numbers are refused with an `AuditError` of kind `usage`. */
export interface AuditOptions {
  /**
   * Decides ids in the worlds and which pairs of faults are tried.
   * @default 'audit'
   */
  readonly seed?: string;
  /**
   * How often the program is started again after a failure, as a person or a job runner does.
   * @default 1
   */
  readonly retries?: number;
  /**
   * Who starts the program again. A `reader` does not after an error that names what was paid, or that matches `final`;
   * `always` is a job runner that starts it after any failure.
   * @default 'reader'
   */
  readonly restart?: Restart;
  /**
   * What an error says after which a reader does not start the program again.
   * @default errors that say that the call may have charged
   */
  readonly final?: RegExp;
  /**
   * Limit for one start of the program, in milliseconds of this machine's clock. Set it above the client's own limits.
   * @default ten seconds, or five times as long as the undisturbed run if that is more
   */
  readonly timeoutMs?: number;
  /**
   * How many pairs of faults are tried after all single ones.
   * @default 0
   */
  readonly budget?: number;
  /**
   * Runs at the same time.
   * @default three for each processor, six in this process, or one if the program writes to a fixed file
   */
  readonly concurrency?: number;
  /**
   * How fast the clock of the worlds runs. More than 1 only suits clients that wait on `context.clock`.
   * @default 1
   */
  readonly speed?: number;
  /**
   * How tasks of the vendors move on.
   * @default tasks that take half a second
   */
  readonly taskTiming?: TaskTiming;
  /** Settings of the vendors, by vendor, where they differ from the defaults. */
  readonly settings?: Readonly<Record<string, object>>;
  /**
   * Groups of effects to try; the others are listed as not tried.
   * @default all groups
   */
  readonly effects?: readonly EffectGroup[];
  /** Rules that are switched off, by name, each with the reason, which the report prints. */
  readonly off?: Readonly<Record<string, string>>;
  /**
   * Do not print the table when a rule is broken.
   * @default false
   */
  readonly isQuiet?: boolean;
  /** Ends the audit early; the report holds what is known by then. */
  readonly signal?: AbortSignal;
  /** Called after each run. */
  readonly onProgress?: (progress: AuditProgress) => void;
}

export interface AuditProgress {
  readonly done: number;
  readonly total: number;
  readonly violations: number;
}

export type ResolvedOptions = Required<Omit<AuditOptions, 'off'>> & {
  readonly off: ReadonlyMap<string, string>;
};

export const defaultTimeoutMs = 10_000;

const mayHaveCharged =
  /may (already )?have (been )?(charged|paid)|maybe charged|charged['"]?: ?['"]?(maybe|yes)/i;

export function resolveOptions(options: AuditOptions, defaultConcurrency: number): ResolvedOptions {
  checkNumbers(options);
  return {
    seed: options.seed ?? 'audit',
    retries: options.retries ?? 1,
    restart: options.restart ?? 'reader',
    final: options.final ?? mayHaveCharged,
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    budget: options.budget ?? 0,
    concurrency: options.concurrency ?? defaultConcurrency,
    speed: options.speed ?? 1,
    taskTiming: options.taskTiming ?? { mode: 'timed', minMs: 500, maxMs: 500 },
    settings: options.settings ?? {},
    effects: knownGroups(options.effects),
    off: switchedOff(options.off),
    isQuiet: options.isQuiet ?? false,
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => undefined),
  };
}

const least = { retries: 0, timeoutMs: 1, budget: 0, concurrency: 1 } as const;

function checkNumbers(options: AuditOptions): void {
  for (const [name, min] of Object.entries(least)) {
    const value = options[name as keyof typeof least];
    if (value !== undefined && !(Number.isInteger(value) && value >= min))
      throw new AuditError('usage', `${name} is ${value}: give a whole number from ${min}`);
  }
  const { speed } = options;
  if (speed !== undefined && !(speed > 0))
    throw new AuditError('usage', `speed is ${speed}: give a number above 0`);
}

function knownGroups(wanted: readonly EffectGroup[] = effectGroups): readonly EffectGroup[] {
  const unknown = wanted.find((name) => !effectGroups.includes(name));
  if (unknown !== undefined)
    throw new AuditError('usage', `effects: unknown group ${unknown}: ${unknownWord(unknown, effectGroups)}`);
  return wanted;
}

function switchedOff(off: AuditOptions['off'] = {}): ReadonlyMap<string, string> {
  const names = rules.map(({ name }) => name);
  for (const [name, reason] of Object.entries(off)) {
    if (!names.includes(name))
      throw new AuditError('usage', `off: unknown rule ${name}: ${unknownWord(name, names)}`);
    if (reason.trim() === '')
      throw new AuditError('usage', `off: the rule ${name} is switched off without a reason: give one`);
  }
  return new Map(Object.entries(off));
}
