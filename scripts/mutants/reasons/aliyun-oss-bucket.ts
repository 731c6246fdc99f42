import type { Reasons } from '../reason.ts';

export const ossBucket: Reasons = {};
