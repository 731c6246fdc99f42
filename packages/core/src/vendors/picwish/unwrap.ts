import type { Answer, Unwrapped } from '../../vendor.ts';

/** The HTTP status is repeated in the body, and the body counts. */
export function unwrap({ json, file, headers }: Answer): Unwrapped {
  if (file) return { data: { body: file, type: headers['content-type'] } };
  const { status, message, data } = (json ?? {}) as Record<string, unknown>;
  if (status === 200) return { data };
  return {
    code: typeof status === 'number' ? status : undefined,
    message: typeof message === 'string' ? message : undefined,
  };
}
