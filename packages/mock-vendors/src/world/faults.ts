import type { Clock } from './clock.ts';
import {
  type AdapterAbility,
  abilitiesFor,
  type Fault,
  type FaultEffect,
  type FaultStage,
  faultStageOf,
  headerProblemOf,
} from './fault.ts';
import { fractionOf } from './ids.ts';

/** A call, as far as faults ask. */
export interface FaultTarget {
  readonly vendor: string;
  readonly endpoint: string;
  readonly account?: string | undefined;
  readonly fields?: ReadonlyMap<string, readonly string[]>;
}

/** A fault in a world, and what it has done so far. */
export interface FaultRow {
  readonly id: number;
  readonly fault: Fault;
  /** Unix milliseconds. */
  readonly until: number;
  /** Calls that fitted. */
  matched: number;
  applied: number;
  /** Times left; infinite for a fault without end. */
  left: number;
}

export interface AppliedFault {
  readonly effect: FaultEffect;
  /** From 0 up to 1, by the seed. */
  readonly chance: number;
}

interface AdapterLimit {
  readonly adapter: string;
  readonly cannot: readonly AdapterAbility[];
}

export class Faults {
  state: FaultRow[] = [];
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #limits: AdapterLimit[] = [];

  constructor(seed: string, clock: Clock) {
    this.#seed = seed;
    this.#clock = clock;
  }

  /** The first fault that matches a call is applied, and the first that matches its task, its callback or its result. */
  add(...faults: readonly Fault[]): void {
    for (const fault of faults) {
      const wrong = problemOf(fault);
      if (wrong) throw new Error(`a fault for ${fault.vendor}: ${wrong}`);
      for (const limit of this.#limits) refuseBehind(limit, fault);
    }
    for (const fault of faults) this.state.push(this.#rowOf(fault));
  }

  clear(): void {
    this.state = [];
  }

  remove(id: number): boolean {
    const before = this.state.length;
    this.state = this.state.filter((row) => row.id !== id);
    return this.state.length < before;
  }

  /** For adapters: refuses what they cannot do, so that no fault is weaker than it says. */
  limitTo(adapter: string, cannot: readonly AdapterAbility[]): void {
    for (const { fault } of this.state) refuseBehind({ adapter, cannot }, fault);
    this.#limits.push({ adapter, cannot });
  }

  /** Whether `take` needs to know more than the vendor and the endpoint. */
  looksInside({ vendor, endpoint }: FaultTarget): boolean {
    const isMeant = ({ fault }: FaultRow) =>
      fault.vendor === vendor &&
      (fault.endpoint ?? endpoint) === endpoint &&
      (fault.fields !== undefined || fault.account !== undefined);
    return this.state.some((row) => isMeant(row) && this.leftOf(row) > 0);
  }

  /** Counts the fault as applied at once, so that calls at the same time never share it. */
  take(target: FaultTarget, stage: FaultStage = 'call'): AppliedFault | undefined {
    for (const row of this.state) {
      if (faultStageOf(row.fault.effect) !== stage || !fits(row.fault, target) || this.leftOf(row) === 0)
        continue;
      row.matched++;
      if (row.matched < (row.fault.nth ?? 1) || this.#chance(row, 'strike') >= (row.fault.probability ?? 1))
        continue;
      row.left--;
      row.applied++;
      return { effect: row.fault.effect, chance: this.#chance(row, 'effect') };
    }
    return undefined;
  }

  /** How often it will still be applied: 0 when its time is over. */
  leftOf({ left, until }: FaultRow): number {
    return this.#clock.now() < until ? left : 0;
  }

  /** Faults that were been applied less often than `times` says, or not at all if they have no end. */
  get unfired(): readonly Fault[] {
    return this.state
      .filter(({ left, applied }) => (left === Number.POSITIVE_INFINITY ? applied === 0 : left > 0))
      .map(({ fault }) => fault);
  }

  /** For the end of a test: throws if a fault was not applied, since the test then proves less than it seems to. */
  expectFired(): void {
    const { unfired } = this;
    if (unfired.length === 0) return;
    const lines = unfired.map((fault) => `  ${JSON.stringify(fault)}`);
    throw new Error(
      `${unfired.length} of ${this.state.length} faults were not applied:\n${lines.join('\n')}`,
    );
  }

  #rowOf(fault: Fault): FaultRow {
    const { until, times, probability } = fault;
    const isEndless = until !== undefined || probability !== undefined;
    return {
      id: (this.state.at(-1)?.id ?? 0) + 1,
      fault,
      until:
        typeof until === 'number'
          ? this.#clock.now() + until
          : until === undefined
            ? Number.POSITIVE_INFINITY
            : Date.parse(until),
      matched: 0,
      applied: 0,
      left: times ?? (isEndless ? Number.POSITIVE_INFINITY : 1),
    };
  }

  #chance({ id, matched }: FaultRow, what: string): number {
    return fractionOf(`${this.#seed}:${what}:${id}:${matched}`);
  }
}

function fits(fault: Fault, { vendor, endpoint, account, fields }: FaultTarget): boolean {
  return (
    fault.vendor === vendor &&
    (fault.endpoint ?? endpoint) === endpoint &&
    (fault.account === undefined || fault.account === account) &&
    Object.entries(fault.fields ?? {}).every(([name, value]) => fields?.get(name)?.includes(value))
  );
}

function problemOf({ nth, times, until, probability, effect }: Fault): string | undefined {
  const isCount = (value: number | undefined) =>
    value === undefined || (Number.isInteger(value) && value > 0);
  if (!isCount(nth)) return `nth is ${nth}: give a whole number from 1`;
  if (!isCount(times)) return `times is ${times}: give a whole number from 1`;
  if (typeof until === 'string' && Number.isNaN(Date.parse(until)))
    return `until is ${until}: give a time such as 2026-01-01T00:00:00Z, or milliseconds from now`;
  if (probability !== undefined && !(probability >= 0 && probability <= 1))
    return `probability is ${probability}: give a number from 0 to 1`;
  return headerProblemOf(effect);
}

function refuseBehind({ adapter, cannot }: AdapterLimit, { effect }: Fault): void {
  const missing = abilitiesFor(effect).find((ability) => cannot.includes(ability));
  if (missing)
    throw new Error(
      `${adapter} cannot do ${JSON.stringify(effect)}, and would do something weaker: serve the world on a port for this fault`,
    );
}
