// Kept from before a test runner replaces them with fake timers.
const systemNow = Date.now;
const { setTimeout: systemTimeout, clearTimeout: systemClear } = globalThis;

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** In Unix milliseconds: it was `time` on this clock when the system's said `systemTime`. */
export interface ClockState {
  readonly speed: number;
  readonly time: number;
  readonly systemTime: number;
}

/** A world's time, in Unix milliseconds. Everything in a world that has to do with time asks this. */
export class Clock {
  #time: number;
  #systemTime = systemNow();
  #speed: number;
  #timers: Timer[] = [];
  #next: ReturnType<typeof setTimeout> | undefined;

  /** Speed 1 is the system's clock, 10 is ten times as fast, and 0 stands still until it is moved. */
  constructor(speed: number, start = systemNow()) {
    this.#speed = speed;
    this.#time = start;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#moveTo(this.now());
    this.#speed = speed;
    this.#schedule();
  }

  /** Whole milliseconds. Bound to its clock, so that it can be handed in as a function. */
  readonly now = (): number => Math.floor(this.#time + (systemNow() - this.#systemTime) * this.#speed);

  /** Calls back once, when the clock has reached `at`. Returns how to take it back. */
  at(at: number, callback: () => void): () => void {
    const timer = { at, callback };
    this.#timers.push(timer);
    this.#schedule();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, and calls what is due on the way, in order and each at its own time. */
  advance(ms: number): void {
    const end = this.now() + ms;
    for (let next = this.#earliest(end); next; next = this.#earliest(end)) {
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#moveTo(Math.max(this.now(), next.at));
      next.callback();
    }
    this.#moveTo(Math.max(this.now(), end));
    this.#schedule();
  }

  /** Jumps, also backwards, without calling anything. */
  set(at: number): void {
    this.#moveTo(at);
    this.#schedule();
  }

  /** Plain data. A clock that is given the state of another goes on as if that one had never stopped. */
  get state(): ClockState {
    // Has no meaning for a clock that stands still, and must not distinguish two of them.
    const systemTime = this.#speed === 0 ? 0 : systemNow();
    return { speed: this.#speed, time: this.now(), systemTime };
  }

  set state({ speed, time, systemTime }: ClockState) {
    this.#speed = speed;
    this.#time = time;
    this.#systemTime = systemTime;
    this.#schedule();
  }

  /** When the last timer is due, if any waits. */
  get lastTimer(): number | undefined {
    return this.#timers.length === 0 ? undefined : Math.max(...this.#timers.map(({ at }) => at));
  }

  #moveTo(at: number): void {
    this.#time = at;
    this.#systemTime = systemNow();
  }

  #earliest(end: number): Timer | undefined {
    return this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  /** One timer of the system's at most: the one that is due next. */
  #schedule(): void {
    systemClear(this.#next);
    const next = this.#earliest(Number.POSITIVE_INFINITY);
    if (!next || this.#speed === 0) return;
    const waitMs = Math.min((next.at - this.now()) / this.#speed, 2 ** 31 - 1);
    this.#next = systemTimeout(() => this.advance(0), Math.max(0, waitMs));
    this.#next.unref();
  }
}

export const realClock = (): Clock => new Clock(1);

/** Runs `speed` times as fast as the system's clock, from now on. */
export const acceleratedClock = (speed: number): Clock => new Clock(speed);

/** Stands still until it is moved. */
export const manualClock = (start = Date.UTC(2026, 0, 1)): Clock => new Clock(0, start);

/** Resolves when the world's clock says so. */
export const sleepOn = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });
