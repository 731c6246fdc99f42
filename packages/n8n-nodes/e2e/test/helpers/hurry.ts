import { onTestFinished, vi } from 'vitest';

/** Longer timers are there in case nothing happens: shortened, they would go off on a slow machine. */
const longestSleepMs = 30_000;

/** Lets time run fast for those who sleep and look at the clock, but not for the mock vendors. */
export function hurry(speed: number): void {
  const { setTimeout } = globalThis;
  const { now } = Date;
  const start = now();
  vi.spyOn(Date, 'now').mockImplementation(() => start + (now() - start) * speed);
  const hurried = (callback: () => void, ms = 0, ...rest: []) =>
    setTimeout(callback, ms > longestSleepMs ? ms : ms / speed, ...rest);
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(hurried as typeof setTimeout);
  onTestFinished(() => void vi.restoreAllMocks());
}
