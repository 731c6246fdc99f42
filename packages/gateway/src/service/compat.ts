import { isVendorError } from '@api-repack/core';
import type { FailureResponse } from './failure.ts';
import { headerSafe } from './header-safe.ts';

const originals = ['login', 'oss-img', 'face-cutout', 'colorization'];

/** True if the original service had this operation. */
export const isOriginal = ({ vendor, operation }: { vendor?: string; operation?: string }): boolean =>
  vendor === 'picwish' && operation !== undefined && originals.includes(operation);

interface CompatResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Responses of the original service: 400 with `{'error': …}` in Python's notation for a missing parameter, 500 for everything
 * else, and the body always one JSON string. Everything else is in headers.
 */
export function compatResponse({ failure, headers }: FailureResponse, error: unknown): CompatResponse {
  const { hint, ids, message } = failure;
  const more = {
    ...headers,
    ...(hint !== null && { 'x-hint': headerSafe(hint) }),
    ...(ids !== null && { 'x-resume': headerSafe(JSON.stringify(ids)) }),
  };
  const missing = missingIn(message);
  if (missing !== undefined)
    return { status: 400, headers: more, body: JSON.stringify(`{'error': '${missing} must be set'}`) };
  if (!isVendorError(error)) return { status: 500, headers: more, body: JSON.stringify(message) };
  const said = JSON.stringify({ status: failure.code ?? error.context.status, message: error.reason });
  return {
    status: 500,
    headers: more,
    body: JSON.stringify(`Failed to ${deedOf(error.context.endpoint)},${said}`),
  };
}

/**
 * The original message is known for one parameter only. For the picture of `colorization`, which may come as either of two
 * parameters, this is the closest. `face-cutout` had no files.
 */
function missingIn(message: string): string | undefined {
  const [, single, choice] = /^(?:(\w+): is missing|give (exactly one of [\w, ]+))$/.exec(message) ?? [];
  return choice === 'exactly one of resource_id, image_file' ? 'resource_id' : (single ?? choice);
}

/** The original message is known for tasks only. */
function deedOf(endpoint: string): string {
  if (/^create/.test(endpoint)) return 'create task';
  return endpoint.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
