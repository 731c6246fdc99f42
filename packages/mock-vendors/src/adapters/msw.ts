import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type HttpHandler, http } from 'msw';
import { type SetupServer, setupServer } from 'msw/node';
import { type MockRequest, wholeOf } from '../engine/exchange.ts';
import { type MockVendor, realOriginsOf } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';
import { World } from '../world/world.ts';
import { respondIn, Worlds } from '../world/worlds.ts';
import { framed } from './frame.ts';

/** The same vendor behind MSW: requests to its real host never leave the process. */
export function mswHandlers(where: World | Worlds, mocks: readonly MockVendor[]): HttpHandler[] {
  const worlds = where instanceof World ? new Worlds(where) : where;
  worlds.limitTo('MSW', ['reset', 'close', 'hang', 'half', 'length', 'slow']);
  const origins = Object.fromEntries(mocks.map(({ name, vendor }) => [name, vendor.baseUrl]));
  const atOrigins = new Map<string, MockVendor[]>();
  for (const mock of mocks)
    for (const origin of realOriginsOf(mock)) atOrigins.set(origin, [...(atOrigins.get(origin) ?? []), mock]);
  return [...atOrigins].map(([origin, ofOrigin]) =>
    http.all(`${origin}/*`, async ({ request }) => {
      const response = await respondIn(worlds, ofOrigin, toMockRequest(request, origins));
      const { status, headers, body } = framed(request.method, response);
      const bytes = await wholeOf(body);
      return new Response(bytes.length > 0 ? bytes : null, { status, headers });
    }),
  );
}

export interface MockServerOptions {
  /** All if left out. */
  readonly vendors?: readonly MockVendor[];
  /** More handlers, which come first. */
  readonly handlers?: readonly HttpHandler[];
}

/**
 * MSW with the vendors, listening. A request to anybody else fails: to pictures too, which MSW itself lets through, and in
 * every version, although version 3 ignores the option that says so in version 2. A request is sent here to prove it.
 */
export async function mockServer(
  where: World | Worlds,
  { vendors = mockVendors, handlers = [] }: MockServerOptions = {},
): Promise<SetupServer> {
  if (isOpen) throw new Error(oneAtATime);
  // Throws if there is a fault that cannot be done here.
  const ofVendors = mswHandlers(where, vendors);
  isOpen = true;
  const probe = await openProbe();
  const server = setupServer(
    ...handlers,
    ...ofVendors,
    http.all('*', ({ request }) => {
      if (request.url !== probe.url) console.error(strayMessage(request));
      return Response.error();
    }),
  );
  const options = { onUnhandledRequest: 'error', onUnhandledFrame: 'error' } as const;
  server.listen(options);
  const close = server.close.bind(server);
  server.close = () => {
    isOpen = false;
    return close();
  };
  const isThrough = await fetch(probe.url).then(Boolean, () => false);
  probe.close();
  if (!isThrough && !probe.wasHit()) return server;
  server.close();
  throw new Error('this version of MSW lets requests through that nothing handles: use 2.15 or 3.0');
}

/** MSW catches what the whole process sends, and closing one server would let go of it for all. */
let isOpen = false;

const oneAtATime =
  'another mockServer is open in this process: close it first; tests that run at the same time need origins or a dispatcher instead';

function strayMessage({ method, url }: Request): string {
  const { origin, pathname } = new URL(url);
  return `no mock vendor is at ${origin}, where ${method} ${pathname} went: give mockServer a handler for it`;
}

/** A server that nothing should reach. */
async function openProbe() {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits++;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/probe.png`,
    wasHit: () => hits > 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function toMockRequest(request: Request, origins: MockRequest['origins']): MockRequest {
  const { host, pathname, search } = new URL(request.url);
  return {
    method: request.method,
    url: pathname + search,
    // MSW looks before fetch adds these.
    headers: {
      host,
      ...(request.body ? { 'transfer-encoding': 'chunked' } : { 'content-length': '0' }),
      ...Object.fromEntries(request.headers),
    },
    body: request.body ?? Readable.from([]),
    origins,
  };
}
