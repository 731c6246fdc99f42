import type { Reasons } from '../reason.ts';

export const ossCall: Reasons = {};
