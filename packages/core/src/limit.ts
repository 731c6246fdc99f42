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

/** Takes a turn if there is one; otherwise resolves to the milliseconds until there may be one. */
export type TakeTurn = () => Promise<Turn | number>;

/**
 * Lets callers through in the order in which they came, urgent ones first. Share one between all connections with the same key.
 * Turns are counted in memory unless `take` counts them elsewhere, for several processes.
 */
export function limiter(
  rate: Rate,
  { now, sleep }: Pick<Host, 'now' | 'sleep'>,
  take: TakeTurn = turnsInMemory(rate, now),
): Limiter {
  const urgent: Waiter[] = [];
  const others: Waiter[] = [];
  let isServing = false;

  async function freeTurn(): Promise<Turn> {
    for (;;) {
      const turn = await take();
      if (typeof turn !== 'number') return turn;
      await sleep(turn);
    }
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    while (urgent.length + others.length > 0)
      await freeTurn().then(
        (turn) => nextWaiter()?.resolve(turn),
        (reason) => nextWaiter()?.reject(reason),
      );
    isServing = false;
  }

  /** The first that still waits. */
  function nextWaiter(): Waiter | undefined {
    for (;;) {
      const next = urgent.shift() ?? others.shift();
      if (!next?.signal?.aborted) return next;
    }
  }

  return (signal, isUrgent = false) => {
    const turn = new Promise<Turn>((resolve, reject) => {
      (isUrgent ? urgent : others).push({ signal, resolve, reject });
    });
    void serve();
    return signal ? untilAborted(turn, signal) : turn;
  };
}

function turnsInMemory({ calls, perMs }: Rate, now: Host['now']): TakeTurn {
  let counted: { at: number }[] = [];
  return async () => {
    const time = now();
    counted = counted.filter(({ at }) => at + perMs > time);
    // Not ahead of now, even if the clock was set back.
    for (const call of counted) call.at = Math.min(call.at, time);
    if (counted.length >= calls) return Math.min(...counted.map(({ at }) => at)) + perMs - time;
    const own = { at: time };
    counted.push(own);
    return {
      answered() {
        // A call that takes longer than the span was counted long ago.
        if (now() - own.at < perMs) own.at = now();
      },
    };
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
