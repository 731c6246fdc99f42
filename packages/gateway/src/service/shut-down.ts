import type { Gateway } from './app.ts';

/** For answers to get out after the calls have been cut short. */
const lastWordsMs = 2_000;

/**
 * Lets no calls in, waits for those under way, and after the grace, or when it is hurried, cuts them short: callers and the log
 * get the ids that go on. Until then it answers, so that whoever watches sees that it is not ready.
 */
export async function shutDown(
  { app, service: { inFlight } }: Gateway,
  { graceMs, hurry }: { graceMs: number; hurry: AbortSignal },
): Promise<void> {
  inFlight.isClosing = true;
  app.log.info({ calls: inFlight.all.length }, 'stopping');
  const closed = inFlight.end().then(() => app.close());
  if (await settlesWithin(closed, graceMs, hurry)) return app.log.info('stopped');
  for (const inFlightCall of inFlight.all) app.log.warn({ inFlightCall }, 'cut short');
  inFlight.stop();
  if (!(await settlesWithin(closed, lastWordsMs))) app.server.closeAllConnections();
  await closed;
  app.log.info('stopped');
}

async function settlesWithin(promise: Promise<unknown>, ms: number, hurry?: AbortSignal): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  hurry?.addEventListener('abort', () => resolve(false));
  if (hurry?.aborted) resolve(false);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
