import { type OpenedResult, openResult, type Vendor } from '@api-repack/core';
import type { Call, Operation } from './operation.ts';

/** Opens the picture that an operation made, by the URL `image` of its output. */
export const openImage = ({ vendor }: Operation, call: Call, url: string): Promise<OpenedResult> =>
  openResult({ vendor, ...call.to<Vendor>(vendor) }, url);
