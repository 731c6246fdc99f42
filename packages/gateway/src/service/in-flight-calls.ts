import type { Charged, Ids } from '@api-repack/core';
import { HttpError } from '../http-error.ts';

/** A call in progress. */
export interface InFlightCall {
  readonly id: string;
  readonly vendor: string;
  readonly operation: string;
  readonly since: number;
  /** What fetches the result, once it is paid for. */
  ids?: Ids | undefined;
}

/** All calls in progress: limited in number, and none once the gateway is closing. */
export class InFlightCalls {
  readonly #max: number;
  readonly #inFlight = new Set<InFlightCall>();
  readonly #stop = new AbortController();
  readonly #ended: (() => void)[] = [];
  isClosing = false;

  constructor(max: number) {
    this.#max = max;
  }

  get all(): readonly InFlightCall[] {
    return [...this.#inFlight];
  }

  /** Aborts when the gateway cannot wait for its calls any longer. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  enter(inFlightCall: InFlightCall): () => void {
    if (this.isClosing) throw shuttingDown();
    if (this.#inFlight.size >= this.#max)
      throw new HttpError(503, 'unavailable', `Too many calls in progress (limit ${this.#max})`, {
        hint: 'Try again in a moment, or start the gateway with a higher --max-calls',
        headers: { 'retry-after': '1' },
      });
    this.#inFlight.add(inFlightCall);
    return () => {
      this.#inFlight.delete(inFlightCall);
      if (this.#inFlight.size === 0) for (const resolve of this.#ended.splice(0)) resolve();
    };
  }

  /** Resolves when no call is in progress. */
  async end(): Promise<void> {
    if (this.#inFlight.size > 0) await new Promise<void>((resolve) => this.#ended.push(resolve));
  }

  stop(): void {
    this.#stop.abort();
  }
}

/** What the caller must know about a call that was ended after it was paid, or may have been. */
export interface Paid {
  readonly hint?: string | undefined;
  readonly ids?: Ids | undefined;
  readonly operation?: string | undefined;
  readonly charged?: Charged;
}

export const shuttingDown = (paid?: Paid) =>
  new HttpError(503, 'unavailable', 'the gateway is shutting down', {
    hint: 'Try again in a moment',
    headers: { 'retry-after': '5' },
    ...paid,
  });
