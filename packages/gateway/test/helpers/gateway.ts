import type { Host } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import { manualClock, serve, World, type WorldOptions } from '@api-repack/mock-vendors';
import { expect, onTestFinished, vi } from 'vitest';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/index.ts';

export interface Opened extends Gateway {
  readonly origin: string;
  readonly world: World;
  readonly clock: ReturnType<typeof manualClock>;
  readonly origins: Readonly<Record<string, string>>;
  readonly host: Host;
  /** POSTs a form. */
  post(path: string, form?: Record<string, string | Blob>, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly json: any;
}

export interface OpenOptions extends Partial<GatewayOptions> {
  readonly mock?: WorldOptions;
  /** Instead of moving the world's time. */
  readonly sleep?: Host['sleep'];
  /** Instead of undici. */
  readonly send?: Host['send'];
}

/** Mock vendors in one world, whose time moves only while a client sleeps, and a gateway to them. */
export async function openGateway({ mock, sleep, send, ...options }: OpenOptions = {}): Promise<Opened> {
  const clock = manualClock();
  const world = new World({ clock, ...mock });
  const { origins, close } = await serve({ world });
  const host: Host = {
    ...nodeHost(),
    ...(send && { send }),
    now: clock.now,
    sleep:
      sleep ??
      (async (ms, signal) => {
        clock.advance(ms);
        // Lets what else is going on happen, such as somebody hanging up.
        await new Promise(setImmediate);
        signal?.throwIfAborted();
      }),
  };
  const gateway = await createGateway({ host, baseUrls: origins, ...options });
  const origin = await gateway.app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    gateway.app.server.closeAllConnections();
    await gateway.app.close();
    await close();
  });
  const post: Opened['post'] = async (path, form = {}, headers = {}) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.append(name, value as string);
    return answerOf(await fetch(origin + path, { method: 'POST', body, headers }));
  };
  return { ...gateway, origin, world, clock, origins, host, post };
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text.startsWith('{') || text.startsWith('"') ? JSON.parse(text) : text,
  };
}

export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

export const fangtangChannel = basic('hiliad', 'hiliad');

/** What the vendors were called with, in order. */
export const endpointsOf = ({ world }: Opened) => world.journal.entries.map(({ endpoint }) => endpoint);

/** Until an assertion holds. The first call of a process takes seconds on a busy machine. */
export const until = (holds: () => void) => vi.waitFor(holds, { timeout: 15_000, interval: 10 });

/** Until nothing is under way. */
export const idle = ({ service }: Opened) => until(() => expect(service.inFlight.all).toEqual([]));
