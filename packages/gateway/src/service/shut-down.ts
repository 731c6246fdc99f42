import type { Gateway } from './app.ts';

/** For answers to get out after the calls have been cut short. */
const lastWordsMs = 2_000;

/** Lets nobody in, waits for what is under way, and after the grace cuts it short: callers and the log get the ids that go on. */
export async function shutDown({ app, service: { flights } }: Gateway, graceMs: number): Promise<void> {
  flights.isClosing = true;
  app.log.info({ calls: flights.all.length }, 'stopping');
  const closed = Promise.all([app.close(), flights.end()]);
  if (await settlesWithin(closed, graceMs)) return app.log.info('stopped');
  for (const flight of flights.all) app.log.warn({ flight }, 'cut short');
  flights.stop();
  if (!(await settlesWithin(closed, lastWordsMs))) app.server.closeAllConnections();
  await closed;
  app.log.info('stopped');
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
