import type { Host } from './http.ts';

/** At most so many calls in any span of so many milliseconds. */
export interface Rate {
  readonly calls: number;
  readonly perMs: number;
}

/** Resolves when it is the caller's turn; rejects as soon as the signal aborts. An urgent caller overtakes all that are not. */
export type Limiter = (signal?: AbortSignal, isUrgent?: boolean) => Promise<Turn>;

export interface Turn {
  /** The vendor has answered, so that it counted the call before: the span begins here. */
  readonly answered: () => void;
}

interface Waiter {
  readonly signal: AbortSignal | undefined;
  readonly resolve: (turn: Turn) => void;
  readonly reject: (reason: unknown) => void;
}

/** Lets callers through in the order in which they came, urgent ones first. Share one between all connections with the same key. */
export function limiter({ calls, perMs }: Rate, { now, sleep }: Pick<Host, 'now' | 'sleep'>): Limiter {
  const counted: { at: number }[] = [];
  const urgent: Waiter[] = [];
  const others: Waiter[] = [];
  let isServing = false;

  async function waitForRoom(): Promise<void> {
    while (counted.length >= calls) {
      const first = counted.reduce((a, b) => (b.at < a.at ? b : a));
      const { at } = first;
      // Never longer than the span, even if the clock was set back.
      const pauseMs = Math.min(at + perMs - now(), perMs);
      if (pauseMs > 0) await sleep(pauseMs);
      if (first.at === at) counted.splice(counted.indexOf(first), 1);
    }
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    while (urgent.length + others.length > 0) {
      const failure = await waitForRoom().then(
        () => undefined,
        (reason: unknown) => ({ reason }),
      );
      const next = urgent.shift() ?? others.shift();
      if (failure) next?.reject(failure.reason);
      else if (next && !next.signal?.aborted) {
        next.resolve(takeTurn());
        // The caller acts before the next pause.
        await Promise.resolve();
      }
    }
    isServing = false;
  }

  function takeTurn(): Turn {
    const own = { at: now() };
    counted.push(own);
    return { answered: () => count(own) };
  }

  /** A call that takes longer than the span was counted long ago. */
  function count(call: { at: number }): void {
    if (now() - call.at < perMs) call.at = now();
  }

  return (signal, isUrgent = false) => {
    const turn = new Promise<Turn>((resolve, reject) => {
      (isUrgent ? urgent : others).push({ signal, resolve, reject });
    });
    void serve();
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
