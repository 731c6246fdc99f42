import { isVendorError, VendorError } from '@api-repack/core';
import { mayHaveCharged } from '../charged.ts';
import { HttpError } from '../http-error.ts';
import type { LineFile } from '../line-file.ts';
import type { KeptCall } from './kept-calls.ts';

/** What one call does; `started` is what an earlier call with the same key has already paid for. */
export interface Work {
  readonly charges: boolean;
  /** Known when the whole body has arrived. */
  readonly fingerprint: Promise<string>;
  /** Reads to its end what nobody else is going to read, as only then the fingerprint is known. */
  skipBody(): void;
  start(): Promise<object>;
  finish(started: object): Promise<object>;
  /** Hears what is paid for, whichever call with this key did it. */
  paid(started: object): void;
}

interface Entry {
  fingerprint: Promise<string>;
  running: Promise<object> | undefined;
  /** Paid for; finishing is free and can be repeated. */
  started?: object;
  output?: object;
  readonly charges: boolean;
  /** Why nobody can say whether it was paid. */
  doubt?: unknown;
  touchedAt: number;
}

export interface IdempotencyOptions {
  readonly maxEntries: number;
  readonly ttlMs: number;
  readonly now: () => number;
  /** If left out, keys are known until the end of the program. */
  readonly file?: LineFile<KeptCall> | undefined;
}

/** Calls by `Idempotency-Key`: the same key gives the same result, and nothing is paid twice. */
export class IdempotentCalls {
  readonly #entries = new Map<string, Entry>();
  readonly #options: IdempotencyOptions;

  constructor(options: IdempotencyOptions) {
    this.#options = options;
    for (const call of options.file?.lines ?? []) this.#entries.set(call.scope, entryOf(call));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** `scope` names operation, caller and key, so that callers never see each other's results. */
  async run(scope: string, work: Work): Promise<{ output: object; replayed: boolean }> {
    this.#forgetOld();
    const known = this.#entries.get(scope);
    if (!known && work.charges && this.#isFull()) throw full();
    const entry = known ?? {
      fingerprint: work.fingerprint,
      charges: work.charges,
      running: undefined,
      touchedAt: this.#options.now(),
    };
    if (known?.doubt) throw known.doubt;
    if (known) await this.#requireSameBody(known, work);
    else this.#entries.set(scope, entry);
    if (entry.started) work.paid(entry.started);
    if (entry.output) return { output: entry.output, replayed: true };
    if (entry.doubt) throw entry.doubt;
    // It failed while this body was still arriving, and what has been skipped cannot be sent on.
    if (known && !entry.running && !entry.started) throw brokeOff();
    const isFirst = entry.running === undefined;
    entry.running ??= this.#perform(scope, entry, work);
    try {
      return { output: await entry.running, replayed: !isFirst };
    } finally {
      if (entry.started) work.paid(entry.started);
    }
  }

  async #perform(scope: string, entry: Entry, work: Work): Promise<object> {
    try {
      entry.started ??= await this.#start(scope, entry, work);
      entry.output = await work.finish(entry.started);
      return entry.output;
    } catch (error) {
      if (entry.started === undefined && work.charges && mayHaveCharged(error)) entry.doubt = doubtful(error);
      else if (entry.started === undefined) await this.#forget(scope, work);
      throw error;
    } finally {
      entry.running = undefined;
      entry.touchedAt = this.#options.now();
    }
  }

  async #start(scope: string, entry: Entry, work: Work): Promise<object> {
    if (!work.charges) return work.start();
    await this.#keep({ scope, state: 'paying' }).catch((cause: Error) => {
      throw new HttpError(503, 'unavailable', 'the file of the Idempotency-Keys cannot be written', {
        hint: `${cause.message}; nothing was paid`,
      });
    });
    const started = await work.start();
    // It is paid, and the caller gets it. After a restart, what could not be written is in doubt.
    await entry.fingerprint
      .then((fingerprint) => this.#keep({ scope, state: 'paid', fingerprint, started }))
      .catch(() => undefined);
    return started;
  }

  async #forget(scope: string, { charges }: Work): Promise<void> {
    this.#entries.delete(scope);
    if (charges) await this.#keep({ scope, state: 'free' }).catch(() => undefined);
  }

  async #keep(call: WithoutTime<KeptCall>): Promise<void> {
    const { file, now } = this.#options;
    await file?.append({ ...call, at: now() } as KeptCall);
  }

  async #requireSameBody(entry: Entry, { fingerprint, skipBody }: Work): Promise<void> {
    skipBody();
    const first = entry.fingerprint.catch(() => {
      throw brokeOff();
    });
    const [one, other] = await Promise.all([first, fingerprint]);
    if (one === other) return;
    throw new HttpError(422, 'idempotency', 'this Idempotency-Key was used with another body', {
      hint: 'Use a new key for a new picture or other settings, and the same key only to repeat a call',
    });
  }

  /**
   * Never one that is running, and before its time none that was paid for or may have been: the same key would pay again.
   */
  #forgetOld(): void {
    const { maxEntries, ttlMs, now } = this.#options;
    const oldest = now() - ttlMs;
    for (const [scope, { running, touchedAt, charges }] of this.#entries) {
      if (touchedAt > oldest && this.#entries.size <= maxEntries) return;
      if (!running && (touchedAt <= oldest || !charges)) this.#entries.delete(scope);
    }
  }

  #isFull(): boolean {
    return this.#entries.size >= this.#options.maxEntries;
  }
}

const full = () =>
  new HttpError(503, 'unavailable', 'there are as many Idempotency-Keys as the gateway keeps', {
    hint: 'Nothing was paid. Start the gateway with a higher --idempotency-entries or a shorter --idempotency-ttl',
  });

const brokeOff = () =>
  new HttpError(409, 'idempotency', 'the first call with this Idempotency-Key broke off', {
    hint: 'Nothing was paid: send it again',
  });

type WithoutTime<Call> = Call extends KeptCall ? Omit<Call, 'at'> : never;

/** As an earlier gateway left it. */
function entryOf(call: KeptCall): Entry {
  const entry = { running: undefined, touchedAt: call.at, charges: true };
  if (call.state === 'paid')
    return { ...entry, fingerprint: Promise.resolve(call.fingerprint), started: call.started };
  const doubt = new HttpError(409, 'idempotency', 'the gateway ended while this was being paid', {
    hint: 'The vendor may have charged: check your balance, and use a new key to send it again',
  });
  return { ...entry, fingerprint: Promise.resolve(''), doubt };
}

function doubtful(error: unknown): unknown {
  if (!isVendorError(error)) return error;
  const { kind, reason, context, cause } = error;
  const hint = `${context.hint}; with the same Idempotency-Key it will not be sent again: use a new one if nothing was charged`;
  return new VendorError(kind, reason, { ...context, hint }, { cause });
}
