import type { Evidence } from '../evidence.ts';

export interface Rule {
  readonly name: string;
  /** When it is broken, in one sentence. */
  readonly summary: string;
  /** What happened, if the rule is broken. `undisturbed` is the run without faults; it is judged like all others. */
  broken(evidence: Evidence, undisturbed: Evidence): string | undefined;
}
