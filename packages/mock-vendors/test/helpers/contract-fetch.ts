import { Readable } from 'node:stream';
import { type MockVendor, mockVendors, type World } from '@api-repack/mock-vendors';
import { framed } from '../../src/adapters/frame.ts';
import { wholeOf } from '../../src/engine/exchange.ts';
import { realOriginsOf } from '../../src/engine/mock-vendor.ts';
import { respondIn, Worlds } from '../../src/world/worlds.ts';

const origins = Object.fromEntries(mockVendors.map(({ name, vendor }) => [name, vendor.baseUrl]));

const mockAt = (url: URL): readonly MockVendor[] => {
  const found = mockVendors.filter((mock) => realOriginsOf(mock).includes(url.origin));
  return found.length > 0 ? found : mockVendors.filter(({ name }) => name === 'aliyun-oss');
};

/** `fetch` that calls the mocks' plain functions, at the vendors' own base URLs. */
export const plainFetch =
  (world: World): typeof fetch =>
  async (input, init) => {
    const request = new Request(input as string, init);
    const url = new URL(request.url);
    const content = Buffer.from(await request.arrayBuffer());
    const response = await respondIn(new Worlds(world), mockAt(url), {
      method: request.method,
      url: url.pathname + url.search,
      headers: {
        host: url.host,
        'content-length': String(content.length),
        ...Object.fromEntries(request.headers),
      },
      body: Readable.from(content.length > 0 ? [content] : []),
      origins,
    });
    const { status, headers, body } = framed(request.method, response);
    const bytes = await wholeOf(body);
    return new Response(bytes.length > 0 ? bytes : null, { status, headers });
  };

/** What a stub answers instead of the mock. */
export interface StubResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Mutate = (
  response: StubResponse,
  request: { readonly path: string; readonly body: string },
) => void;

/** A stub that is a mock with its responses changed. */
export const mutated =
  (original: typeof fetch, mutate: Mutate): typeof fetch =>
  async (input, init) => {
    const request = new Request(input as string, init);
    const sent = await request.clone().text();
    const response = await original(request);
    const bytes = Buffer.from(await response.arrayBuffer());
    const isText = /json|text|xml/.test(response.headers.get('content-type') ?? '');
    if (!isText) return new Response(bytes, { status: response.status, headers: response.headers });
    const { 'content-length': _, ...headers } = Object.fromEntries(response.headers);
    const changed: StubResponse = { status: response.status, headers, body: bytes.toString() };
    mutate(changed, { path: new URL(request.url).pathname, body: sent });
    return new Response(changed.body, { status: changed.status, headers: changed.headers });
  };
