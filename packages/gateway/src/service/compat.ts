import { isVendorError } from '@api-repack/core';
import type { FailedAnswer } from './failure.ts';

/**
 * The shapes of the service that this one replaces: 400 with `{'error': …}` in Python's notation for a missing parameter, 500
 * for everything else, and the body always one JSON text.
 */
export function compatAnswer(
  { failure, headers }: FailedAnswer,
  error: unknown,
): { status: number; body: string } & Pick<FailedAnswer, 'headers'> {
  const missing = /^(\w+): is missing$/.exec(failure.message)?.[1];
  if (missing !== undefined)
    return { status: 400, headers, body: JSON.stringify(`{'error': '${missing} must be set'}`) };
  if (!isVendorError(error)) return { status: 500, headers, body: JSON.stringify(failure.message) };
  const said = JSON.stringify({ status: failure.code ?? error.context.status, message: error.reason });
  return {
    status: 500,
    headers,
    body: JSON.stringify(`Failed to ${deedOf(error.context.endpoint)},${said}`),
  };
}

/** The original's own words are known for tasks only. */
function deedOf(endpoint: string): string {
  if (/^create/.test(endpoint)) return 'create task';
  return endpoint.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
