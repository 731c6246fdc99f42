import type { AuditedWorld } from './audited-world.ts';
import type { Attempt } from './evidence.ts';

/** One start of the program in a world. */
export interface Start {
  readonly audited: AuditedWorld;
  /** 1 for the first start in this run. */
  readonly attempt: number;
  readonly timeoutMs: number;
  /** Aborted when the audit is canceled. */
  readonly signal: AbortSignal;
  /** Aborted to kill the program. */
  readonly kill: AbortSignal;
  /** What a database of the program would keep from one start to the next. */
  readonly storage: Map<string, unknown>;
}

export type Ended = Pick<Attempt, 'outcome' | 'delivered' | 'text'> & { readonly exitCode?: number | null };

/** How an audit starts the program, whatever it is. */
export interface Runner {
  readonly canBeKilled: boolean;
  /** How many runs at a time suit it. */
  readonly concurrency: number;
  run(start: Start): Promise<Ended>;
  /** Removes what a run has kept from one start to the next. */
  forget?(storage: Start['storage']): void;
}
