import type { Host } from './http.ts';

/** At most so many calls in any span of so many milliseconds. */
export interface Rate {
  readonly calls: number;
  readonly perMs: number;
}

/** Resolves when it is the caller's turn; rejects as soon as the signal aborts. */
export type Limiter = (signal?: AbortSignal) => Promise<Turn>;

export interface Turn {
  /** The vendor has answered, so that it counted the call before: the span begins here. */
  readonly answered: () => void;
}

/** Lets callers through in the order in which they came. Share one between all connections with the same key. */
export function limiter({ calls, perMs }: Rate, { now, sleep }: Pick<Host, 'now' | 'sleep'>): Limiter {
  const counted: { at: number }[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn(signal: AbortSignal | undefined): Promise<Turn> {
    signal?.throwIfAborted();
    while (counted.length >= calls) {
      const first = counted.reduce((a, b) => (b.at < a.at ? b : a));
      const { at } = first;
      // Never longer than the span, even if the clock was set back.
      const pauseMs = Math.min(at + perMs - now(), perMs);
      if (pauseMs > 0) await sleep(pauseMs, signal);
      if (first.at === at) counted.splice(counted.indexOf(first), 1);
    }
    const own = { at: now() };
    counted.push(own);
    return { answered: () => count(own) };
  }

  /** A call that takes longer than the span was counted long ago. */
  function count(call: { at: number }): void {
    if (now() - call.at < perMs) call.at = now();
  }

  return (signal) => {
    const turn = last.then(() => takeTurn(signal));
    last = turn.catch(() => undefined);
    return signal ? untilAborted(turn, signal) : turn;
  };
}

/** An aborted caller stops waiting for its turn. */
function untilAborted<Value>(turn: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
