import type { Reasons } from '../reason.ts';

export const ossObject: Reasons = {};
