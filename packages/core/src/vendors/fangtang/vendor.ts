import { vendor } from '../../vendor.ts';
import { authenticate } from './authenticate.ts';
import * as endpoints from './endpoints.ts';
import { errors } from './errors.ts';

export const fangtang = vendor({
  name: 'fangtang',
  displayName: 'Fangtang',
  baseUrl: 'https://sdkphoto.fangtangtv.com',
  errors,
  endpoints: { ...endpoints },
  tokenPattern: /[0-9a-f]{32},\d{10}/,
  authenticate,

  /** Errors arrive with HTTP 200: 200 inside the body is the only success. */
  unwrap({ json }) {
    const { code, errno, msg, data } = (json ?? {}) as Record<string, unknown>;
    if (code === 200 || code === '200') return { data };
    const number = typeof errno === 'number' || typeof errno === 'string' ? errno : undefined;
    return { code: number, message: typeof msg === 'string' ? msg : undefined };
  },
});
