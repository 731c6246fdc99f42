import type { Host, Send, Vendor } from '@api-repack/core';
import { putObjectWithAliOss } from '@api-repack/core/node/ali-oss';
import type { Caller } from './callers.ts';
import type { CredentialValues } from './credentials.ts';
import type { Call } from './operation.ts';

export interface CallOptions {
  readonly host: Host;
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly credentials: CredentialValues | undefined;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Signal for a call that charges and is in progress. @default signal */
  readonly chargeSignal?: AbortSignal;
  /** Longest time for the whole call. */
  readonly deadlineMs?: number;
  /** As in core's connections. */
  readonly vendorIdleMs?: number | undefined;
  readonly measured?: (vendor: string, send: Send) => Send;
}

/** One call on behalf of one caller. */
export function createCall(options: CallOptions): Call {
  const { host, baseUrls, credentials = {}, caller, signal, chargeSignal, deadlineMs = Infinity } = options;
  const { vendorIdleMs: idleMs, measured = (_vendor, send) => send } = options;
  const deadline = host.now() + deadlineMs;
  const left = () => Math.max(0, deadline - host.now());
  return {
    credentials,
    to: (vendor: Vendor) => ({
      host: {
        ...host,
        send: measured(vendor.name, host.send),
        putObject: putObjectWithAliOss as unknown as NonNullable<Host['putObject']>,
      },
      credentials: credentials as never,
      baseUrl: baseUrls[vendor.name] ?? vendor.baseUrl,
      limiter: caller.limiterFor(vendor),
      idleMs,
      signal,
      chargeSignal,
    }),
    within: (wait) => ({ ...wait, timeoutMs: Math.min(wait.timeoutMs, left()) }),
    remember: (name, make) => caller.remember(name, make),
  };
}
