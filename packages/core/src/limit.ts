import type { Host } from './http.ts';

/** At most so many calls in any span of so many milliseconds. */
export interface Rate {
  readonly calls: number;
  readonly perMs: number;
}

/** Resolves when it is the caller's turn; rejects as soon as the signal aborts. */
export type Limiter = (signal?: AbortSignal) => Promise<void>;

/** Lets callers through in the order in which they came. Share one between all connections with the same key. */
export function limiter({ calls, perMs }: Rate, { now, sleep }: Pick<Host, 'now' | 'sleep'>): Limiter {
  const started: number[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const oldest = started.length < calls ? undefined : started[0];
    // Never longer than the span, even if the clock was set back.
    const pauseMs = oldest === undefined ? 0 : Math.min(oldest + perMs - now(), perMs);
    if (pauseMs > 0) await sleep(pauseMs, signal);
    started.push(now());
    if (started.length > calls) started.shift();
  }

  return (signal) => {
    const turn = last.then(() => takeTurn(signal));
    last = turn.catch(() => undefined);
    return signal ? untilAborted(turn, signal) : turn;
  };
}

/** Who gives up must not wait for those before it. */
function untilAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
