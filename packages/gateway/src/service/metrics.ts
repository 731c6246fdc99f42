import { isNetworkError, type Send } from '@api-repack/core';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const secondsBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

let ofProcess: Registry | undefined;

/** Shared by all gateways of a process: their observers never stop, and would keep each gateway in memory. */
function metricsOfProcess(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** Metrics for Prometheus at /metrics. */
export class Metrics {
  /** With those of the process. */
  readonly registry: Registry;
  readonly #own = new Registry();
  readonly #calls = new Counter({
    name: 'api_repack_calls_total',
    help: 'Calls of operations by the HTTP status they were answered with',
    labelNames: ['vendor', 'operation', 'status'],
    registers: [this.#own],
  });
  readonly #callSeconds = new Histogram({
    name: 'api_repack_call_seconds',
    help: 'From the first byte of a call to the last of its answer',
    labelNames: ['vendor', 'operation'],
    buckets: secondsBuckets,
    registers: [this.#own],
  });
  readonly replays = new Counter({
    name: 'api_repack_idempotent_replays_total',
    help: 'Calls answered with the result of an earlier call with the same Idempotency-Key',
    labelNames: ['vendor', 'operation'],
    registers: [this.#own],
  });
  readonly credits = new Counter({
    name: 'api_repack_credits_total',
    help: 'Credits of calls that were charged or may have been, by published prices',
    labelNames: ['vendor', 'operation'],
    registers: [this.#own],
  });
  readonly #vendorRequests = new Counter({
    name: 'api_repack_vendor_requests_total',
    help: 'Requests to vendors by HTTP status, or "none" where no answer came',
    labelNames: ['vendor', 'status'],
    registers: [this.#own],
  });
  readonly #vendorSeconds = new Histogram({
    name: 'api_repack_vendor_request_seconds',
    help: 'Until the head of the answer of a vendor',
    labelNames: ['vendor'],
    buckets: secondsBuckets,
    registers: [this.#own],
  });

  constructor(countCalls: () => number) {
    new Gauge({
      name: 'api_repack_calls_under_way',
      help: 'Calls in progress',
      registers: [this.#own],
      collect() {
        this.set(countCalls());
      },
    });
    this.registry = Registry.merge([metricsOfProcess(), this.#own]);
  }

  count(call: { vendor: string; operation: string }, { status, ms }: { status: number; ms: number }): void {
    this.#calls.inc({ ...call, status });
    this.#callSeconds.observe(call, ms / 1_000);
  }

  measured(vendor: string, send: Send): Send {
    return async (request) => {
      const end = this.#vendorSeconds.startTimer({ vendor });
      try {
        const response = await send(request);
        this.#vendorRequests.inc({ vendor, status: response.status });
        return response;
      } catch (error) {
        if (isNetworkError(error)) this.#vendorRequests.inc({ vendor, status: 'none' });
        throw error;
      } finally {
        end();
      }
    };
  }
}
