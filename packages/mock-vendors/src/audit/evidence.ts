import type { JournalEntry } from '../world/journal.ts';
import type { LedgerEntry } from '../world/ledger.ts';
import type { TaskPhase } from '../world/tasks.ts';
import type { CallId } from './call.ts';
import type { Delivered } from './delivered.ts';
import type { Schedule } from './schedule.ts';

/** One start of the program, and how it ended. */
export interface Attempt {
  /** 1 for the first start in a run. */
  readonly n: number;
  readonly outcome: 'success' | 'failure' | 'timeout' | 'killed';
  readonly exitCode?: number | null;
  readonly delivered: Delivered;
  /** All that the program has said: its output, and its standard error or the error that it threw. */
  readonly text: string;
  /** How long it took, in milliseconds of this machine's clock. */
  readonly tookMs: number;
}

/** One call as the vendor saw it, with what a rule needs beside the journal. */
export interface ObservedCall extends CallId {
  readonly attempt: number;
  readonly entry: JournalEntry;
  /** The client cannot have read the whole response. */
  readonly isResponseLost: boolean;
  /** Digests of the files that the call brought. */
  readonly files: readonly string[];
  /** Tasks that the call names, and how they were after it. */
  readonly tasks: readonly { readonly id: string; readonly phase: TaskPhase }[];
  /** Of status, content type and body; the addresses of the vendors are replaced by their names. */
  readonly responseSha256?: string;
}

/** All that is known about one run in one world. Rules judge it and nothing else. */
export interface Evidence {
  readonly schedule: Schedule;
  readonly attempts: readonly Attempt[];
  readonly calls: readonly ObservedCall[];
  readonly ledger: readonly LedgerEntry[];
  /** All tasks of the run, by id, and how they are at its end. */
  readonly tasks: ReadonlyMap<string, TaskPhase>;
  /** Values that must not appear in what the program says. */
  readonly secrets: readonly string[];
  /** Limit for one start, in milliseconds. */
  readonly timeoutMs: number;
  /** Faults that no call has met. */
  readonly unreached: Schedule;
}

export const lastAttempt = ({ attempts }: Evidence): Attempt => {
  const last = attempts.at(-1);
  if (!last) throw new Error('a run has at least one attempt');
  return last;
};

export const callsOfAttempt = ({ calls }: Evidence, n: number): ObservedCall[] =>
  calls.filter(({ attempt }) => attempt === n);

/** Credits taken, less those given back. */
export const costOf = ({ ledger }: Pick<Evidence, 'ledger'>): number =>
  ledger.reduce((sum, { credits }) => sum + credits, 0);
