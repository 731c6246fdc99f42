import type { Send } from '@api-repack/core';
import { createCall } from '../call.ts';
import { Callers } from '../callers.ts';
import type { CredentialValues } from '../credentials.ts';
import type { Call } from '../operation.ts';
import { hash } from './form.ts';
import { InFlightCalls } from './in-flight-calls.ts';
import { Metrics } from './metrics.ts';
import type { GatewayOptions } from './options.ts';
import { Payments, type PaymentsOptions } from './payments.ts';

interface CallFor {
  readonly credentials: CredentialValues | undefined;
  readonly signal: AbortSignal;
  readonly chargeSignal: AbortSignal;
}

/** State that all calls share. */
export class Service {
  readonly options: GatewayOptions;
  readonly inFlight: InFlightCalls;
  readonly metrics: Metrics;
  readonly payments: Payments;
  readonly #callers: Callers;

  constructor(options: GatewayOptions, log: PaymentsOptions['log']) {
    const { host, store, maxCalls, idempotencyTtlMs: ttlMs } = options;
    this.options = options;
    this.inFlight = new InFlightCalls(maxCalls);
    this.metrics = new Metrics(() => this.inFlight.all.length);
    this.payments = new Payments({ store, now: host.now, ttlMs, log });
    this.#callers = new Callers(host);
  }

  callFor({ credentials, ...signals }: CallFor): Call {
    const caller = this.#callers.of(hash(JSON.stringify(credentials ?? {})));
    const measured = (vendor: string, send: Send) => this.metrics.measured(vendor, send);
    return createCall({ ...this.options, credentials, caller, ...signals, measured });
  }
}
