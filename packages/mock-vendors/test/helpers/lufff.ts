import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { manualClock, mockVendors, respond, World, type WorldOptions } from '@api-repack/mock-vendors';
import { onTestFinished } from 'vitest';
import { stateSlot } from '../../src/vendors/lufff/state.ts';
import { jpeg, png } from './pictures.ts';

export const phone = '13800138000';
export const account = { customer_id: '100001', token: '5d0c7a7e-6b1f-4c53-9a0e-2f8b4d61c3e9' };
export const img_url = 'https://example.com/cat.jpg';

const origins = { lufff: 'http://127.0.0.1:4014', 'aliyun-oss': 'http://127.0.0.1:4012' };

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON that came back, or the text or bytes of anything else. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

/** Lufff in a world of its own, asked with plain JSON, as the manual describes it. */
export function lufff(settings: object = {}, options: Omit<WorldOptions, 'clock' | 'settings'> = {}) {
  const clock = manualClock(Date.UTC(2026, 10, 22, 18, 30));
  const world = new World({ clock, settings: { lufff: settings }, ...options });

  const send = async (request: Request): Promise<Answered> => {
    const { origin, pathname, search, host } = new URL(request.url);
    const name = Object.entries(origins).find(([, one]) => one === origin)?.[0];
    const mock = mockVendors.find((one) => one.name === name);
    if (!mock) throw new Error(`there is no mock vendor at ${origin}`);
    const response = await respond(world, mock, {
      method: request.method,
      url: pathname + search,
      headers: { host, ...Object.fromEntries(request.headers) },
      body: request.body ?? Readable.from([]),
      origins,
    });
    return { ...response, body: await read(response.body) };
  };

  const post = (path: string, body: string) =>
    send(new Request(`${origins.lufff}/make_pic/api/${path}`, { method: 'POST', body }));

  return {
    world,
    clock,
    post,
    ask: (path: string, fields: object = {}) => post(`${path}/`, JSON.stringify(fields)),
    get: (url: string) => send(new Request(url)),
    setCredits: (credit: number) =>
      Object.assign(world.stateOf(stateSlot).customers.get(100001) ?? {}, { credit }),
  };
}

export type Lufff = ReturnType<typeof lufff>;

async function read(body: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<unknown> {
  if (typeof body === 'string') return body.startsWith('{') ? JSON.parse(body) : body;
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A server on this machine, for images that Lufff is to fetch. */
export async function openPictures(): Promise<string> {
  const respond: RequestListener = async ({ url = '' }, response) => {
    if (url === '/photo.jpg') response.end(await jpeg.bytes());
    else if (url === '/photo.png') response.end(await png.bytes());
    else if (url === '/text.jpg') response.end('this is not a picture');
    else if (url === '/empty.jpg') response.end();
    else if (url === '/cut.jpg')
      response.writeHead(200, { 'content-length': 99 }).write('x', () => response.destroy());
    else if (url.startsWith('/to?')) response.writeHead(302, { location: url.slice(4) }).end();
    else response.writeHead(404).end();
  };
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
