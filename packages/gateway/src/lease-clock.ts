import { setTimeout } from 'node:timers/promises';
import type { Host } from '@api-repack/core';

/** The host's time, and real pauses: other processes look at a lease, too. */
export const leaseClock = (now: Host['now']): Pick<Host, 'now' | 'sleep'> => ({
  now,
  sleep: async (ms, signal) => void (await setTimeout(ms, undefined, { signal })),
});
