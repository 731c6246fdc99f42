import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type MockVendor, mockVendors, serve, type World } from '@api-repack/mock-vendors';
import { mockServer } from '@api-repack/mock-vendors/msw';
import { mockDispatcher } from '@api-repack/mock-vendors/undici';
import { request as undiciRequest } from 'undici';
import { onTestFinished } from 'vitest';
import { framed } from '../../src/adapters/frame.ts';
import { wholeOf } from '../../src/engine/exchange.ts';
import { respondIn, Worlds } from '../../src/world/worlds.ts';
import type { Answered, Ask, Send } from './transcript.ts';

const vendorOf = (name: string) => mockVendors.find((mock) => mock.name === name) as MockVendor;
const realOrigins = Object.fromEntries(mockVendors.map(({ name, vendor }) => [name, vendor.baseUrl]));

/** Each way in, for the same calls; what is opened is closed when the test ends. */
export const adapters: Readonly<
  Record<'plain' | 'port' | 'msw' | 'dispatcher', (world: World) => Promise<Send>>
> = {
  plain: async (world) => (ask) => answerPlain(world, ask),
  port: async (world) => {
    const { origins, close } = await serve({ world });
    onTestFinished(close);
    return async (ask) => withoutOrigins(await askPort(origins[ask.vendor] as string, ask), origins);
  },
  msw: async (world) => {
    const server = await mockServer(world);
    onTestFinished(() => server.close());
    return askFetch;
  },
  dispatcher: async (world) => {
    const dispatcher = mockDispatcher(world);
    return async ({ vendor, method, path, headers = {}, body = null }) => {
      const options = { method, headers, body, dispatcher };
      const answer = await undiciRequest(realOrigins[vendor] + path, options);
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      return withoutOrigins(
        { status: answer.statusCode, headers: answer.headers as Answered['headers'], body: bytes },
        realOrigins,
      );
    };
  },
};

async function answerPlain(world: World, { vendor, method, path, headers, body }: Ask): Promise<Answered> {
  const response = await respondIn(new Worlds(world), [vendorOf(vendor)], {
    method,
    url: path,
    headers: {
      host: new URL(realOrigins[vendor] as string).host,
      'content-length': String(body?.length ?? 0),
      ...headers,
    },
    body: Readable.from(body ? [body] : []),
    origins: realOrigins,
  });
  const { status, headers: sent, body: bytes } = framed(method, response);
  return withoutOrigins({ status, headers: sent, body: await wholeOf(bytes) }, realOrigins);
}

const askPort = (origin: string, { method, path, headers = {}, body }: Ask): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const length = { 'content-length': body?.length ?? 0 };
    const sent = httpRequest(
      origin + path,
      { method, headers: { ...length, ...headers } },
      async (response) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Answered['headers'],
          body: await buffer(response),
        }),
    );
    sent.on('error', reject);
    sent.end(body);
  });

const askFetch: Send = async ({ vendor, method, path, headers = {}, body }) => {
  const sent = { method, headers, body: (body as Buffer<ArrayBuffer> | undefined) ?? null };
  const response = await fetch(realOrigins[vendor] + path, sent);
  return withoutOrigins(
    {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    },
    realOrigins,
  );
};

const ownOfConnection = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

type Origins = Readonly<Record<string, string>>;

/** Where a vendor is differs from adapter to adapter, and the length of a text that says so with it. */
function withoutOrigins({ status, headers, body }: Answered, origins: Origins): Answered {
  const sent = body.toString('latin1');
  const text = namesFor(sent, origins);
  const kept = Object.entries(headers)
    .filter(([name]) => !ownOfConnection.has(name) && !(text !== sent && name === 'content-length'))
    // OSS sends an error's body again, encoded.
    .map(([name, value]) => [
      name,
      name === 'x-oss-err' ? namesFor(Buffer.from(value, 'base64').toString(), origins) : value,
    ]);
  return { status, headers: Object.fromEntries(kept.sort()), body: Buffer.from(text, 'latin1') };
}

function namesFor(text: string, origins: Origins): string {
  return Object.entries(origins).reduce((changed, [name, origin]) => {
    const { host } = new URL(origin);
    // A bucket is named in the host at Aliyun, and in the path here.
    return changed
      .replace(new RegExp(`https://([a-z-]+)\\.${host}`, 'g'), `<${name}>/$1`)
      .replaceAll(origin, `<${name}>`)
      .replaceAll(host, `<${name}>`);
  }, text);
}
