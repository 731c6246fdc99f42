import { type Host, type Limiter, limiter, type TurnStore, type Vendor } from '@api-repack/core';

const maxCallers = 1_000;

/** Turns that all processes with the same store count together. */
interface SharedTurns {
  readonly turns: TurnStore;
  /** Hash of the credentials. */
  readonly key: string;
}

/** State that all calls of one caller share: its rate at a vendor, and its login. */
export class Caller {
  readonly #host: Host;
  readonly #shared: SharedTurns | undefined;
  readonly #made = new Map<string, unknown>();

  /** Its turns are counted in this process unless they are shared. */
  constructor(host: Host, shared?: SharedTurns) {
    this.#host = host;
    this.#shared = shared;
  }

  remember<Value>(name: string, make: () => Value): Value {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as Value;
  }

  limiterFor({ name, rate }: Vendor): Limiter | undefined {
    const shared = this.#shared;
    if (!rate) return undefined;
    const take = shared && (() => shared.turns.take(`${name} ${shared.key}`, rate));
    return this.remember(`rate of ${name}`, () => limiter(rate, this.#host, take));
  }
}

/** In memory, limited in number; the least recently used are removed. */
export class Callers {
  readonly #byKey = new Map<string, Caller>();
  readonly #host: Host;
  readonly #turns: TurnStore | undefined;

  constructor(host: Host, turns: TurnStore | undefined) {
    this.#host = host;
    this.#turns = turns;
  }

  of(key: string): Caller {
    const caller = this.#byKey.get(key) ?? new Caller(this.#host, this.#turns && { turns: this.#turns, key });
    this.#byKey.delete(key);
    this.#byKey.set(key, caller);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > maxCallers && oldest !== undefined) this.#byKey.delete(oldest);
    return caller;
  }
}
