import type { Host } from '@api-repack/core';
import type { FastifyServerOptions } from 'fastify';
import type { MockAccount } from '../mock.ts';

export interface GatewayOptions {
  /** How vendors are reached; undici and the system's clock if left out. */
  readonly host: Host;
  /** By vendor, where it is not at its usual address. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Credentials to try it with, for /docs to show. */
  readonly mockAccounts: readonly MockAccount[];
  /** Answers failures of its four endpoints as the service did that this one replaces. */
  readonly compat: boolean;
  readonly maxBodyBytes: number;
  /** Calls that may be under way at once. */
  readonly maxCalls: number;
  readonly deadlineMs: number;
  readonly idempotencyTtlMs: number;
  readonly idempotencyMaxEntries: number;
  /** Keeps the keys beyond the end of the program. */
  readonly idempotencyFile?: string | undefined;
  readonly logger: FastifyServerOptions['logger'];
}
