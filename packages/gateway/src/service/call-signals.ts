import { isVendorError } from '@api-repack/core';
import type { FastifyReply } from 'fastify';
import { HttpError } from '../http-error.ts';
import { callerGone } from './failure.ts';
import { type Paid, shuttingDown } from './in-flight-calls.ts';

interface CallSignalsOptions {
  /** Aborts when the gateway cannot wait any longer. */
  readonly stopped: AbortSignal;
  readonly deadlineMs: number;
  /** Undefined for a caller with a key, who comes back for the result. */
  readonly caller: FastifyReply | undefined;
}

/** Made once: with each call, an error of its own would take a tenth of a millisecond. */
const over = new Error('the call is over');

/** The reasons to end a call early: the gateway stops, the deadline passes, or the caller disconnects. */
export class CallSignals {
  /** Aborts at the first of these reasons. */
  readonly signal: AbortSignal;
  /** The same without the caller's disconnect, which must not cut off a payment. */
  readonly chargeSignal: AbortSignal;
  readonly #options: CallSignalsOptions;
  readonly #deadline = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #over = new AbortController();

  constructor(options: CallSignalsOptions) {
    const { stopped, deadlineMs, caller } = options;
    this.#options = options;
    this.#timer = setTimeout(() => this.#deadline.abort(), deadlineMs);
    const always = [stopped, this.#deadline.signal, this.#over.signal];
    this.chargeSignal = AbortSignal.any(always);
    this.signal = caller ? AbortSignal.any([...always, callerGoneSignal(caller)]) : this.chargeSignal;
  }

  /** The real reason of an aborted call, in place of the client's error. */
  reasonOf(error: unknown): unknown {
    const { stopped, deadlineMs } = this.#options;
    if (stopped.aborted) return shuttingDown(paidBefore(error));
    if (!this.#deadline.signal.aborted) return error;
    return new HttpError(504, 'timeout', `no result within ${deadlineMs / 1000} s`, {
      hint: 'The vendor is slow, or the upload is: try again later, or start the gateway with a longer --deadline',
      ...paidBefore(error),
    });
  }

  /** To be called when the call is over: a combined signal keeps its listeners on `stopped` until it aborts. */
  release(): void {
    clearTimeout(this.#timer);
    this.#over.abort(over);
  }
}

/** Fastify's own `request.signal` aborts as soon as the body has been read. */
function callerGoneSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.on('close', () => {
    if (!raw.writableFinished) controller.abort(new HttpError(callerGone, 'canceled', 'the caller hung up'));
  });
  return controller.signal;
}

/** A caller must not be advised to repeat what is paid, or may be. */
function paidBefore(error: unknown): Paid | undefined {
  const { charged = 'no', ids, operation } = (error ?? {}) as Paid;
  if (charged === 'no') return undefined;
  const hint = isVendorError(error) ? error.context.hint : undefined;
  const warning = 'The vendor may have charged for this: check your balance before you send it again';
  return { charged, ids, operation, hint: ids ? hint : warning };
}
