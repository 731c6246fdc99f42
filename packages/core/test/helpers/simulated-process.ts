import type { Host, ManagedStore, PaymentStore } from '@api-repack/core';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Time that moves on only when everybody sleeps. */
export class VirtualClock {
  now = Date.UTC(2026, 0, 1);
  /** Operations of real stores that are under way. */
  busy = 0;
  readonly #sleepers = new Set<Sleeper>();

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  async runUntil<Value>(promise: Promise<Value>): Promise<Value> {
    let isOver = false;
    const over = promise.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise(setImmediate);
      if (isOver || this.busy > 0) continue;
      const [next] = [...this.#sleepers].toSorted((a, b) => a.at - b.at);
      if (!next) continue;
      this.#sleepers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
    return over;
  }
}

interface Fate {
  /** The number of the await at which it crashes. */
  readonly crashAt: number | undefined;
  /** Numbers of operations of the store that fail; every other one after it has written. */
  readonly storeFaults: readonly number[];
}

let processes = 0;

/** A program that can crash at each of its awaits: from then on nothing it waits for ever comes. */
export class SimulatedProcess {
  readonly name = `process-${++processes}`;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly store: PaymentStore;
  readonly #fate: Fate;
  readonly #clock: VirtualClock;
  #steps = 0;
  #operations = 0;
  #die = () => {};
  readonly #dead = new Promise<void>((resolve) => {
    this.#die = resolve;
  });
  #isDead = false;

  constructor(store: ManagedStore, clock: VirtualClock, fate: Fate) {
    this.#fate = fate;
    this.#clock = clock;
    this.host = { now: () => clock.now, sleep: (ms, signal) => clock.sleep(ms, signal) };
    this.store = {
      get: (key) => this.#operation(() => store.get(key)),
      put: (key, record, expected) => this.#operation(() => store.put(key, record, expected)),
      remove: (key, expected) => this.#operation(() => store.remove(key, expected)),
    };
  }

  /** Runs something with a chance to crash before and after it. */
  async step<Value>(work: () => Promise<Value>): Promise<Value> {
    await this.#mayCrash();
    try {
      return await work();
    } finally {
      await this.#mayCrash();
    }
  }

  /** Undefined if the process crashed. */
  untilDead<Value>(result: Promise<Value>): Promise<Value | undefined> {
    result.catch(() => undefined);
    return Promise.race([result, this.#dead.then(() => undefined)]);
  }

  async #mayCrash(): Promise<void> {
    if (this.#steps++ === this.#fate.crashAt) {
      this.#isDead = true;
      this.#die();
    }
    if (this.#isDead) await new Promise<never>(() => {});
  }

  #operation<Value>(work: () => Promise<Value>): Promise<Value> {
    const number = this.#operations++;
    const fails = this.#fate.storeFaults.includes(number);
    return this.step(async () => {
      this.#clock.busy++;
      try {
        if (fails && number % 2 === 0) throw new Error('the store is away');
        const value = await work();
        if (fails) throw new Error('the answer of the store is lost');
        return value;
      } finally {
        this.#clock.busy--;
      }
    });
  }
}
