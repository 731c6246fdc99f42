import type { ContractCase, Made } from './contract.ts';
import { type ContractOptions, type ResolvedContract, resolveOptions } from './options.ts';
import { plannedFailures } from './plan.ts';
import { probe } from './probe.ts';
import { type ContractReport, type ContractResult, countsOf } from './report.ts';
import { Session } from './session.ts';
import { type Tried, type Trying, tryCase } from './try-case.ts';
import { tryFailure, whyNoFailure } from './try-failure.ts';

/**
 * Runs a vendor's whole contract against a base URL: each endpoint with each documented example and error. Rejects with a
 * `ContractError` where there is no result, for example because nothing listens there.
 *
 * @example
 * const { results } = await runContract({ vendor: 'fangtang', target: 'http://127.0.0.1:8080' });
 * expect(results.filter(({ outcome }) => outcome === 'differs')).toEqual([]);
 */
export async function runContract(options: ContractOptions): Promise<ContractReport> {
  const resolved = resolveOptions(options);
  const run = new Run(resolved);
  return run.report();
}

class Run {
  readonly #options: ResolvedContract;
  readonly #session: Session;
  #made: Made;
  #spent = 0;

  constructor(options: ResolvedContract) {
    this.#options = options;
    this.#session = new Session(options);
    this.#made = {
      ...options.credentials,
      ...(options.imageUrl && { imageUrl: options.imageUrl }),
      spent: 0,
    };
  }

  async report(): Promise<ContractReport> {
    const { contract, target } = this.#options;
    const startedAt = performance.now();
    await probe(this.#session, this.#options, this.#made);
    const results: ContractResult[] = [];
    for (const one of contract.cases) results.push(await this.#case(one));
    for (const planned of plannedFailures(contract)) {
      const { endpoint, error, example } = planned;
      const head = { endpoint, title: `reports ${error}`, source: example.source };
      const reason = whyNoFailure(planned, this.#trying);
      results.push(
        reason === undefined ? await timed(head, tryFailure(planned, this.#trying)) : untried(head, reason),
      );
    }
    return {
      vendor: contract.vendor.name,
      target,
      results,
      counts: countsOf(results),
      credits: this.#spent,
      tookMs: Math.round(performance.now() - startedAt),
    };
  }

  get #trying(): Trying {
    return { session: this.#session, options: this.#options, made: this.#made };
  }

  async #case(one: ContractCase): Promise<ContractResult> {
    const { endpoint, title, example, credits = 0 } = one;
    const head = { endpoint, title, ...(example && { source: example.source }) };
    const reason = this.#whyNot(one);
    if (reason !== undefined) return untried(head, reason);
    const trying = this.#trying;
    // A call that charges may have charged, whatever came back.
    this.#spent += credits;
    const tried = tryCase(one, trying).then((ended) => {
      const isGood = ended.differences.length === 0;
      this.#made = {
        ...this.#made,
        ...ended.saved,
        spent: Number(this.#made.spent) + (isGood ? credits : 0),
      };
      return ended;
    });
    return timed(head, tried);
  }

  #whyNot({ endpoint, needs = [], credits = 0, effect }: ContractCase): string | undefined {
    const { live, charge, cap } = this.#options;
    const missing = needs.find((name) => this.#made[name] === undefined);
    if (missing !== undefined) return `needs ${missing}, which nothing before has given`;
    if (!live) return undefined;
    if ((credits > 0 || effect) && !charge.includes(endpoint))
      return `${effect ?? `costs ${credits} credits`}: allow it with --charge ${endpoint}`;
    if (this.#spent + credits > cap && credits > 0) return `would exceed the limit of ${cap} credits`;
    return undefined;
  }
}

type Head = Pick<ContractResult, 'endpoint' | 'title' | 'source'>;

const untried = (head: Head, reason: string): ContractResult => ({
  ...head,
  outcome: 'not-tried',
  differences: [],
  surplus: [],
  reason,
  tookMs: 0,
});

async function timed(head: Head, work: Promise<Tried>): Promise<ContractResult> {
  const startedAt = performance.now();
  const { differences, surplus } = await work;
  return {
    ...head,
    outcome: differences.length === 0 ? 'matches' : 'differs',
    differences,
    surplus,
    tookMs: Math.round(performance.now() - startedAt),
  };
}
