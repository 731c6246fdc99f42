import { connect, type HttpRequest, NetworkError } from '@api-repack/core';
import {
  type MockResponse,
  type MockVendor,
  mockVendors,
  respond,
  type World,
} from '@api-repack/mock-vendors';
import { encode } from './fetch-send.ts';
import type { Samples } from './samples.ts';

export const origins = Object.fromEntries(mockVendors.map(({ name, vendor }) => [name, vendor.baseUrl]));

/** Sends a request of core's to the plain function, without an adapter. */
export async function sendTo(world: World, mock: MockVendor, request: HttpRequest): Promise<MockResponse> {
  const { method, url, headers, body } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const sent = new Request(url, { method, ...(hasBody ? encode(headers, body) : { headers }) });
  const content = Buffer.from(await sent.arrayBuffer());
  const { host, pathname, search } = new URL(url);
  return respond(world, mock, {
    method,
    url: pathname + search,
    headers: { host, 'content-length': String(content.length), ...Object.fromEntries(sent.headers) },
    body: (async function* () {
      yield content;
    })(),
    origins,
  });
}

/** Calls an endpoint with an input that core accepts; `seen` gets the answer before core does. */
export async function callSample(
  world: World,
  mock: MockVendor,
  { endpoint, input, samples }: { endpoint: string; input: unknown; samples: Samples },
): Promise<MockResponse | undefined> {
  let response: MockResponse | undefined;
  const send = async (request: HttpRequest) => {
    response = await sendTo(world, mock, request);
    throw new NetworkError('seen', { sent: true });
  };
  const host = { send, sleep: async () => undefined, now: world.clock.now };
  const credentials = samples.credentials as never;
  const client = connect(mock.vendor, { host, credentials, retry: { times: 0, firstMs: 0 } });
  await client[endpoint]?.(input as never).catch(() => undefined);
  return response;
}
