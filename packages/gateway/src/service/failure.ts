import { type Charged, type Ids, isVendorError } from '@api-repack/core';
import { HttpError, type Kind } from '../http-error.ts';
import { unreadable } from './form.ts';
import { headerSafe } from './header-safe.ts';
import type { Paid } from './in-flight-calls.ts';

/** The error of a failed call. */
export interface Failure {
  readonly kind: Kind;
  /** Null where the gateway itself refuses. */
  readonly vendor: string | null;
  /** The vendor's own number, where it has one. */
  readonly code: number | string | null;
  readonly message: string;
  readonly hint: string | null;
  /** Ids that fetch what is already paid for. */
  readonly ids: Ids | null;
  /** The name of the operation that takes `ids`. */
  readonly operation: string | null;
  readonly charged: Charged;
}

export interface FailureResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly failure: Failure;
}

/** nginx's status for a client that closed the connection. It appears in logs and metrics only. */
export const callerGone = 499;

const statuses: Readonly<Record<Kind, number>> = {
  auth: 401,
  quota: 402,
  'rate-limit': 429,
  'bad-input': 400,
  unsupported: 415,
  'not-found': 404,
  'task-failed': 422,
  refused: 422,
  doubtful: 409,
  unavailable: 502,
  protocol: 502,
  timeout: 504,
  canceled: callerGone,
  'too-large': 413,
  method: 405,
  'key-reused': 422,
  internal: 500,
};

/** All there are. */
export const kinds = Object.keys(statuses) as readonly Kind[];

export function failureResponse(error: unknown): FailureResponse {
  if (isVendorError(error)) {
    const { kind, reason, context } = error;
    const isTooLarge = context.status === 413;
    const wait = kind === 'rate-limit' ? Math.ceil((context.retryAfterMs ?? 1_000) / 1_000) : undefined;
    return {
      status: isTooLarge ? 413 : statuses[kind],
      headers: {
        'x-charged': error.charged,
        ...(context.ids && { 'x-resume': headerSafe(JSON.stringify(context.ids)) }),
        ...(wait !== undefined && { 'retry-after': String(wait) }),
      },
      failure: {
        kind: isTooLarge ? 'too-large' : kind,
        vendor: context.vendor,
        code: context.code ?? null,
        message: `${context.endpoint}: ${reason}`,
        hint: context.hint ?? null,
        ids: context.ids ?? null,
        operation: context.operation ?? null,
        charged: error.charged,
      },
    };
  }
  const { status, kind, message, hint, ids, operation, charged, headers } =
    error instanceof HttpError ? error : isMediaType(error) ? unreadable() : internal(error);
  return {
    status,
    headers: {
      'x-charged': charged,
      ...(ids && { 'x-resume': headerSafe(JSON.stringify(ids)) }),
      ...headers,
    },
    failure: {
      kind,
      vendor: null,
      code: null,
      message,
      hint: hint ?? null,
      ids: ids ?? null,
      operation: operation ?? null,
      charged,
    },
  };
}

/** Fastify's error for a malformed content type. */
const isMediaType = (error: unknown): boolean =>
  (error as { code?: string } | undefined)?.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE';

/** The message of a bug may hold anything, so it stays in the log. What it says about money does not. */
function internal(error: unknown): HttpError {
  const { ids, operation, charged } = (error ?? {}) as Paid;
  const hint = 'The log of the gateway has more, by the request id';
  return new HttpError(500, 'internal', 'internal error', { hint, ids, operation, charged });
}
