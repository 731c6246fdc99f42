import type { MockVendor } from './engine/mock-vendor.ts';
import { mockAliyunOss } from './vendors/aliyun-oss/index.ts';
import { mockFangtang } from './vendors/fangtang/index.ts';
import { mockLufff } from './vendors/lufff/index.ts';
import { mockPicwish } from './vendors/picwish/index.ts';
import { mockPicwishWeb } from './vendors/picwish-web/index.ts';

/** The one list of mock vendors. */
export const mockVendors: readonly MockVendor[] = [
  mockPicwish,
  mockPicwishWeb,
  mockAliyunOss,
  mockFangtang,
  mockLufff,
];
