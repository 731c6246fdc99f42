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
}

/** Unlike `AbortSignal.timeout`, it can be cleared. */
export function startDeadline(ms: number): Deadline {
  const over = new AbortController();
  const cleared = new AbortController();
  const end = () => over.abort(new DOMException('time is up', 'TimeoutError'));
  sleepUnlessAborted(ms, cleared.signal).then(end, () => undefined);
  return { signal: over.signal, clear: () => cleared.abort() };
}

/** A stream as Node has them. */
interface Body {
  prependListener(event: 'data', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  destroy(error: Error): unknown;
}

/** A long file may take long; it must only go on. */
export async function endIfIdle(body: Body, ms: number): Promise<void> {
  const closed = new AbortController();
  let last = Date.now();
  body.once('close', () => closed.abort());
  // Not `on`, which would start the stream.
  body.prependListener('data', () => {
    last = Date.now();
  });
  while (!closed.signal.aborted) {
    const left = last + ms - Date.now();
    if (left <= 0) body.destroy(new Error(`nothing came for ${ms / 1000} s`));
    await sleepUnlessAborted(Math.max(left, 1), closed.signal).catch(() => undefined);
  }
}
