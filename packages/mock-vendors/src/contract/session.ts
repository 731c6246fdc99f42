import { connect, limiter, type NetworkError, type Send } from '@api-repack/core';
import type { Seen } from './compare.ts';
import type { ChangeRequest, ContractClient, Made } from './contract.ts';
import type { ResolvedContract } from './options.ts';
import { fetchSend } from './send.ts';

/** What a call gave: the last response, and what core made of it. */
export interface Called {
  readonly seen?: Seen | undefined;
  readonly data?: unknown;
  /** Why there is no data. */
  readonly error?: Error | undefined;
  /** What kept the last answer from arriving. */
  readonly lost?: NetworkError | undefined;
}

/** Calls a target as core's client does, and sees each response before core. */
export class Session {
  readonly #options: ResolvedContract;
  readonly #send: Send;
  readonly #limiter: ReturnType<typeof limiter> | undefined;

  constructor(options: ResolvedContract) {
    this.#options = options;
    this.#send = fetchSend(options);
    const { rate } = options.contract.vendor;
    this.#limiter = rate && limiter(rate, options);
  }

  async call(
    made: Made,
    run: (client: ContractClient) => Promise<unknown>,
    change?: ChangeRequest,
    endpoint = '',
  ): Promise<Called> {
    let seen: Seen | undefined;
    let lost: NetworkError | undefined;
    const send: Send = async (request) => {
      seen = undefined;
      const changed = change?.(request, { endpoint, nowMs: this.#options.now() }) ?? request;
      const response = await this.#send(changed).catch((error: NetworkError) => {
        lost = error;
        throw error;
      });
      seen = response as Seen;
      return response;
    };
    try {
      return { data: await run(this.#clientFor(made, send)), seen };
    } catch (error) {
      return { error: error as Error, seen, lost };
    }
  }

  #clientFor(made: Made, send: Send): ContractClient {
    const { contract, credentials, target, sleep, now } = this.#options;
    return connect(contract.vendor, {
      host: { send, sleep, now },
      baseUrl: target,
      credentials: contract.credentials(credentials, made) as never,
      limiter: this.#limiter,
      retry: { times: 0, firstMs: 0 },
    }) as ContractClient;
  }
}
