import { vendor } from '../../vendor.ts';
import { authenticate } from './authenticate.ts';
import * as endpoints from './endpoints.ts';
import { errors, refusal } from './errors.ts';
import * as extension from './extension.ts';

export const lufff = vendor({
  name: 'lufff',
  displayName: 'Lufff',
  baseUrl: 'https://aipic.lufff.com',
  // As in the manual, although the answers are JSON.
  headers: { accept: 'text/plain' },
  errors,
  endpoints: { ...endpoints, ...extension },
  tokenPattern: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  authenticate,

  /** Only the status 0 inside the body is a success. What needs no data may come without. */
  unwrap({ status: httpStatus, json }) {
    const { status, msg, data } = (json ?? {}) as Record<string, unknown>;
    if (status === 0 || status === '0') return { data: typeof data === 'object' && data ? data : {} };
    if (typeof status !== 'number' && typeof status !== 'string') return {};
    return {
      code: status,
      message: typeof msg === 'string' && msg ? msg : 'no reason is given',
      otherwise: httpStatus < 400 ? refusal : undefined,
    };
  },
});
