import './check-version.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../http.ts';
import { type UndiciSendOptions, undiciSend } from './undici-send.ts';

export { sqliteStore } from './sqlite-store.ts';
export { type UndiciSendOptions, undiciSend };

/** A host for programs that run on Node itself: undici, timers and the system clock. */
export function nodeHost(options?: UndiciSendOptions): Host {
  return {
    send: undiciSend(options),
    sleep: async (ms, signal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
    now: Date.now,
  };
}
