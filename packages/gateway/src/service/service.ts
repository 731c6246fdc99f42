import type { Charged, Send } from '@api-repack/core';
import type { FastifyBaseLogger } from 'fastify';
import { createCall } from '../call.ts';
import { Callers } from '../callers.ts';
import type { CredentialValues } from '../credentials.ts';
import type { Call } from '../operation.ts';
import { Spending } from '../spending.ts';
import { hash } from './form.ts';
import { InFlightCalls } from './in-flight-calls.ts';
import { Metrics } from './metrics.ts';
import type { GatewayOptions } from './options.ts';
import { Payments } from './payments.ts';

interface CallFor {
  readonly credentials: CredentialValues | undefined;
  readonly signal: AbortSignal;
  readonly chargeSignal: AbortSignal;
}

/** State that all calls share. */
type ServiceLog = Pick<FastifyBaseLogger, 'info' | 'error'>;

interface Charge {
  readonly requestId: string;
  readonly vendor: string;
  readonly operation: string;
  /** Undefined where the vendor publishes no price. */
  readonly credits: number | undefined;
}

export class Service {
  readonly options: GatewayOptions;
  readonly inFlight: InFlightCalls;
  readonly metrics: Metrics;
  readonly payments: Payments;
  readonly #callers: Callers;
  readonly #spending: Spending;
  readonly #log: ServiceLog;

  constructor(options: GatewayOptions, log: ServiceLog) {
    const { host, store, maxCalls, leaseMs, idempotencyTtlMs: ttlMs } = options;
    this.options = options;
    this.inFlight = new InFlightCalls(maxCalls);
    this.metrics = new Metrics(() => this.inFlight.all.length);
    this.payments = new Payments({ store, host, ttlMs, leaseMs, log });
    this.#callers = new Callers(host, this.payments.turns);
    this.#spending = new Spending(options.spendLimit);
    this.#log = log;
  }

  callFor({ credentials, ...signals }: CallFor): Call {
    const caller = this.#callers.of(hash(JSON.stringify(credentials ?? {})));
    const measured = (vendor: string, send: Send) => this.metrics.measured(vendor, send);
    return createCall({ ...this.options, credentials, caller, ...signals, measured });
  }

  /**
   * Does what costs, unless it would go beyond the spend limit, and counts its credits.
   *
   * @throws VendorError of kind `quota` before anything is sent.
   */
  async charge<Ids>(
    { requestId, vendor, operation, credits }: Charge,
    start: () => Promise<Ids>,
  ): Promise<Ids> {
    const takeBack = this.#spending.reserve(credits, { vendor, endpoint: operation });
    const spent = () => {
      this.metrics.credits.inc({ vendor, operation }, credits ?? 0);
      this.#log.info({ reqId: requestId, vendor, operation, credits: credits ?? null }, 'charged');
    };
    try {
      const ids = await start();
      spent();
      return ids;
    } catch (error) {
      if ((error as { charged?: Charged }).charged === 'no') takeBack();
      else spent();
      throw error;
    }
  }
}
