import type { Readable } from 'node:stream';
import { sleep } from 'n8n-workflow';
import { untilAborted } from './until-aborted.ts';

/** The `sleep` of n8n before 2.34 knows no signal, so the race is what ends the wait there. */
export async function sleepUnlessAborted(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await (signal ? untilAborted(sleep(ms, signal), signal) : sleep(ms));
}

export interface Deadline {
  /** Aborts when time is up. */
  readonly signal: AbortSignal;
  readonly clear: () => void;
  /** Time is up now. */
  readonly end: () => void;
}

/** Unlike `AbortSignal.timeout`, it can be cleared. */
export function startDeadline(ms: number): Deadline {
  const over = new AbortController();
  const cleared = new AbortController();
  const end = () => over.abort(new DOMException('time is up', 'TimeoutError'));
  sleepUnlessAborted(ms, cleared.signal).then(end, () => undefined);
  return { signal: over.signal, clear: () => cleared.abort(), end };
}

/** Calls `end` if nothing comes for so long. A long file may take long; it must only go on. */
export async function watchIdle(body: Readable, ms: number, end: () => void): Promise<void> {
  const closed = new AbortController();
  let last = Date.now();
  body.once('close', () => closed.abort());
  // Not `on`, which would start the stream.
  body.prependListener('data', () => {
    last = Date.now();
  });
  for (let left = ms; left > 0 && !closed.signal.aborted; left = last + ms - Date.now())
    await sleepUnlessAborted(left, closed.signal).catch(() => undefined);
  if (!closed.signal.aborted) end();
}
