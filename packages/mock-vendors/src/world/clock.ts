// Kept from before a test runner replaces them with fake timers.
const systemNow = Date.now;
const { setTimeout: systemTimeout, clearTimeout: systemClear } = globalThis;

/** A world's time, in Unix milliseconds. Everything in a world that has to do with time asks this. */
export interface Clock {
  now(): number;
  /** Calls back once, when the clock has reached `at`. Returns how to take it back. */
  at(at: number, callback: () => void): () => void;
}

export const realClock = (): Clock => acceleratedClock(1);

/** Runs `factor` times as fast as the system's clock, from now on. */
export function acceleratedClock(factor: number): Clock {
  const start = systemNow();
  const now = () => start + (systemNow() - start) * factor;
  return {
    now,
    at(at, callback) {
      const timer = systemTimeout(callback, Math.max(0, (at - now()) / factor));
      timer.unref();
      return () => systemClear(timer);
    },
  };
}

export interface ManualClock extends Clock {
  /** Moves on, and calls what was due on the way, in order. */
  advance(ms: number): void;
}

/** Stands still until it is told to move. */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let time = start;
  let waiting: { at: number; callback: () => void }[] = [];
  return {
    now: () => time,
    at(at, callback) {
      const entry = { at, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const end = time + ms;
      for (let next = earliest(waiting, end); next; next = earliest(waiting, end)) {
        waiting.splice(waiting.indexOf(next), 1);
        time = Math.max(time, next.at);
        next.callback();
      }
      time = end;
    },
  };
}

const earliest = <Entry extends { at: number }>(entries: readonly Entry[], end: number) =>
  entries.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];

/** Resolves when the world's clock says so. */
export const sleepOn = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });
