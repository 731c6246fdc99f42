import type { Host, ManagedStore } from '@api-repack/core';
import type { FastifyServerOptions } from 'fastify';
import type { MockAccount } from '../mock.ts';

export interface GatewayOptions {
  /** How vendors are reached. @default nodeHost() */
  readonly host: Host;
  /** Base URLs by vendor. @default the vendor's own */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Demo credentials that /docs shows. */
  readonly mockAccounts: readonly MockAccount[];
  /** Answer failures of its four endpoints as the original service did. */
  readonly compat: boolean;
  readonly maxBodyBytes: number;
  /** How long a caller may stop sending in the middle of a body, in milliseconds. @default 45_000 */
  readonly bodyIdleMs: number;
  /** How long a vendor may neither take nor send a byte, in milliseconds. @default 120_000 */
  readonly vendorIdleMs?: number | undefined;
  /** Calls in progress at most. */
  readonly maxCalls: number;
  /** Credits that may be spent until the gateway ends. @default no limit */
  readonly spendLimit?: number | undefined;
  readonly deadlineMs: number;
  /** Keeps what was paid for by Idempotency-Key. The caller closes it. @default memoryStore() */
  readonly store: ManagedStore;
  /** How long a key is known, in milliseconds. @default 86_400_000 */
  readonly idempotencyTtlMs: number;
  /** How long after a crash of a gateway another goes on with what it was paying, in milliseconds. @default 30_000 */
  readonly leaseMs?: number | undefined;
  readonly logger: FastifyServerOptions['logger'];
}
