import { type Host, type Limiter, limiter, type Vendor } from '@api-repack/core';

const maxCallers = 1_000;

/** State that all calls of one caller share: its rate at a vendor, and its login. */
export class Caller {
  readonly #host: Host;
  readonly #made = new Map<string, unknown>();

  constructor(host: Host) {
    this.#host = host;
  }

  remember<Value>(name: string, make: () => Value): Value {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as Value;
  }

  limiterFor({ name, rate }: Vendor): Limiter | undefined {
    return rate && this.remember(`rate of ${name}`, () => limiter(rate, this.#host));
  }
}

/** In memory, limited in number; the least recently used are removed. */
export class Callers {
  readonly #byKey = new Map<string, Caller>();
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  of(key: string): Caller {
    const caller = this.#byKey.get(key) ?? new Caller(this.#host);
    this.#byKey.delete(key);
    this.#byKey.set(key, caller);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > maxCallers && oldest !== undefined) this.#byKey.delete(oldest);
    return caller;
  }
}
