import { utimesSync } from 'node:fs';

/** As its holder leaves a lock that was killed long ago. */
export const abandon = (lock: string): void => utimesSync(lock, 0, 0);

/** As its holder keeps it while it lives. */
export const beat = (lock: string): void => utimesSync(lock, new Date(), Date.now() / 1_000 + 1);
