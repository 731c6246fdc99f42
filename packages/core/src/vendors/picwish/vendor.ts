import { vendor } from '../../vendor.ts';
import { authenticate } from './authenticate.ts';
import { endpoints } from './endpoints.ts';
import { errors } from './errors.ts';
import { unwrap } from './unwrap.ts';

/** A key belongs to one of them. */
export const regions = {
  china: 'https://techsz.aoscdn.com',
  global: 'https://techhk.aoscdn.com',
} as const;

/** The developer API. */
export const picwish = vendor({
  name: 'picwish',
  displayName: 'PicWish',
  baseUrl: regions.china,
  errors,
  endpoints,
  // A tenth more than the second that PicWish counts: calls do not all travel equally fast.
  rate: { calls: 2, perMs: 1_100 },
  authenticate,
  unwrap,
});
