import { vendor } from '../../vendor.ts';
import { unwrap } from '../picwish/unwrap.ts';
import { authenticate } from './authenticate.ts';
import { endpoints } from './endpoints.ts';
import { errors } from './errors.ts';

/** What picwish.cn itself calls, with the login of an account. */
export const picwishWeb = vendor({
  name: 'picwish-web',
  displayName: 'PicWish (web account)',
  baseUrl: 'https://aw.aoscdn.com',
  errors,
  endpoints,
  tokenPattern: /v2,\d+,\d+,[0-9a-f]{32}/,
  authenticate,

  unwrap(answer) {
    const unwrapped = unwrap(answer);
    // Seen as success in some clients of the web page.
    if ('code' in unwrapped && unwrapped.code === 0)
      return { data: (answer.json as { data?: unknown }).data };
    if ('data' in unwrapped || answer.status !== 200 || unwrapped.code === undefined) return unwrapped;
    return {
      ...unwrapped,
      otherwise: { kind: 'refused', hint: 'PicWish gives no other reason than its message' },
    };
  },
});
