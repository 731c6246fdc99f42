import type { Gateway } from './app.ts';

/** Time for responses to leave after the calls were ended. */
const lastWordsMs = 2_000;

/**
 * Refuses new calls and waits for those in progress. After the grace period, or when `hurry` aborts, it ends them: callers and
 * the log get the ids of what is paid. Until then /readyz answers 503.
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
