import type { MockVendor } from './mock-vendor.ts';
import { mockFangtang } from './vendors/fangtang/index.ts';

/** The one list of mock vendors. */
export const mockVendors: readonly MockVendor[] = [mockFangtang];
