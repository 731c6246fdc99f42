import type { Difference } from './difference.ts';

export type Outcome = 'matches' | 'differs' | 'not-tried';

/** One promise of the documentation, and whether the target keeps it. */
export interface ContractResult {
  readonly endpoint: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly differences: readonly Difference[];
  /** Why it was not tried. */
  readonly reason?: string;
  /** What the promise rests on. */
  readonly source?: string;
  /** Fields that the documentation does not have; no difference, since vendors add fields. */
  readonly surplus: readonly string[];
  readonly tookMs: number;
}

export interface ContractReport {
  readonly vendor: string;
  readonly target: string;
  readonly results: readonly ContractResult[];
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Credits that were spent by the price list. */
  readonly credits: number;
  readonly tookMs: number;
}

export const countsOf = (results: readonly ContractResult[]): ContractReport['counts'] => ({
  matches: results.filter(({ outcome }) => outcome === 'matches').length,
  differs: results.filter(({ outcome }) => outcome === 'differs').length,
  'not-tried': results.filter(({ outcome }) => outcome === 'not-tried').length,
});
