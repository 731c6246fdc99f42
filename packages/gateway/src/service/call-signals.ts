import { isVendorError } from '@api-repack/core';
import type { FastifyReply } from 'fastify';
import { HttpError } from '../http-error.ts';
import { callerGone } from './failure.ts';
import { type Paid, shuttingDown } from './in-flight-calls.ts';

interface CallSignalsOptions {
  /** Aborts when the gateway cannot wait any longer. */
  readonly stopped: AbortSignal;
  readonly deadlineMs: number;
  /** Left out for those who come back for the result. */
  readonly caller: FastifyReply | undefined;
}

/** What may end a call early: the gateway stops, its time runs out, or the caller hangs up. */
export class CallSignals {
  /** Aborts at the first of them. */
  readonly signal: AbortSignal;
  /** The same without the caller, who would lose what is just being paid for. */
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

  /** Why a call was really cut short: what reached the vendor only says that it was. */
  reasonOf(error: unknown): unknown {
    const { stopped, deadlineMs } = this.#options;
    if (stopped.aborted) return shuttingDown(paidBefore(error));
    if (!this.#deadline.signal.aborted) return error;
    return new HttpError(504, 'timeout', `no result within ${deadlineMs / 1000} s`, {
      hint: 'The vendor is slow, or the upload is: try again later, or start the gateway with a longer --deadline',
      ...paidBefore(error),
    });
  }

  /** Once the call is over. Listeners of a combined signal are kept until it aborts, and `stopped` is there for all calls. */
  release(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
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

/** Nobody may be told to try again what is paid already, or may be. */
function paidBefore(error: unknown): Paid | undefined {
  const { charged = 'no', ids, operation } = (error ?? {}) as Paid;
  if (charged === 'no') return undefined;
  const hint = isVendorError(error) ? error.context.hint : undefined;
  const warning = 'The vendor may have charged for this: check your balance before you send it again';
  return { charged, ids, operation, hint: ids ? hint : warning };
}
