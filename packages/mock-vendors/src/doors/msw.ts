import { Readable } from 'node:stream';
import { type HttpHandler, http } from 'msw';
import { type MockRequest, wholeOf } from '../exchange.ts';
import type { MockVendor } from '../mock-vendor.ts';
import { World } from '../world/world.ts';
import { answerIn, Worlds } from '../worlds.ts';

/** The same vendor behind MSW: requests to its real host never leave the process. */
export function mswHandlers(where: World | Worlds, mocks: readonly MockVendor[]): HttpHandler[] {
  const worlds = where instanceof World ? new Worlds(where) : where;
  worlds.limitTo('MSW', ['reset', 'close', 'hang', 'half', 'length', 'slow']);
  const origins = Object.fromEntries(mocks.map(({ name, vendor }) => [name, vendor.baseUrl]));
  return mocks.flatMap((mock) =>
    [mock.vendor.baseUrl, ...(mock.moreOrigins ?? [])].map((origin) =>
      http.all(`${origin}/*`, async ({ request }) => {
        const reply = await answerIn(worlds, [mock], toMockRequest(request, origins));
        const { status, headers, body } = reply;
        const isEmpty = request.method === 'HEAD' || status === 204 || status === 304;
        return new Response(isEmpty ? null : await wholeOf(body), { status, headers });
      }),
    ),
  );
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
