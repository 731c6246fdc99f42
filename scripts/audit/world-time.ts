import { setTimeout } from 'node:timers/promises';
import { type Host, type HttpRequest, NetworkError } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import type { ScenarioContext } from '@api-repack/mock-vendors/audit';

/** A second of the worlds is so much less of this machine's. */
export const speed = 60;

/** Long enough for everything that is ready to run. */
const pauseMs = 1;

/**
 * The host of a program on Node, in the world's time. While it only waits, for a pause to end or for a vendor that is silent, the
 * world's clock moves on to the end of that at once.
 */
export function hostIn({ clock, world, signal: limit }: ScenarioContext): Host {
  const host = nodeHost();
  const ends: number[] = [];
  let underWay = 0;
  return {
    ...host,
    now: clock.now,
    async sleep(ms, signal) {
      const end = clock.now() + ms;
      const either = signal ? AbortSignal.any([signal, limit]) : limit;
      ends.push(end);
      try {
        while (clock.now() < end) {
          await setTimeout(pauseMs, undefined, { signal: either });
          if (underWay === 0) world.clock.advance(Math.max(0, Math.min(...ends) - clock.now()));
        }
      } finally {
        ends.splice(ends.indexOf(end), 1);
      }
    },
    async send(request) {
      underWay++;
      try {
        return await sendUntilSilent(request, host, world);
      } finally {
        underWay--;
      }
    },
  };
}

/** Far more than any response takes; a timer keeps all that its call has held until it ends. */
const maxRealMs = 20_000;

/** A call to which a silent vendor will never respond ends as its own time limit ends it. */
async function sendUntilSilent(request: HttpRequest, host: Host, world: ScenarioContext['world']) {
  const { url, signal, timeoutMs } = request;
  const silence = new AbortController();
  const stop = world.journal.listen(({ origin, fault = {} }) => {
    if (url.startsWith(origin) && 'connection' in fault && fault.connection === 'hang') silence.abort();
  });
  try {
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    return await host.send({ ...request, timeoutMs: Math.min(timeoutMs, maxRealMs), signal: either });
  } catch (error) {
    if (!silence.signal.aborted || signal?.aborted) throw error;
    world.clock.advance(timeoutMs);
    const cause = { sent: true, timedOut: true, cause: error };
    throw new NetworkError(`no answer within ${timeoutMs / 1_000} s`, cause);
  } finally {
    stop();
  }
}
