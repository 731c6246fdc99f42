import type { Reasons } from '../reason.ts';

export const ossSelect: Reasons = {};
