import type { Host, ManagedStore } from '@api-repack/core';
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
  /** How long a caller may stop sending in the middle of a body, in milliseconds. @default 45_000 */
  readonly bodyIdleMs: number;
  /** Calls that may be under way at once. */
  readonly maxCalls: number;
  readonly deadlineMs: number;
  /** Keeps what was paid for by Idempotency-Key. The caller closes it. @default memoryStore() */
  readonly store: ManagedStore;
  /** How long a key is known, in milliseconds. @default 86_400_000 */
  readonly idempotencyTtlMs: number;
  readonly logger: FastifyServerOptions['logger'];
}
