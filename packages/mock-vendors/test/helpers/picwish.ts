import { Readable } from 'node:stream';
import { manualClock, mockVendors, respond, World, type WorldOptions } from '@api-repack/mock-vendors';
import { stateSlot } from '../../src/vendors/picwish/state.ts';

type Value = string | Blob;
type Fields = Readonly<Record<string, Value | undefined>>;

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON that came back, or the bytes of a file. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

const origins = {
  picwish: 'http://picwish.test',
  'picwish-web': 'http://picwish-web.test',
  'aliyun-oss': 'http://127.0.0.1:1',
};

/** PicWish and OSS in a world of their own, asked in plain HTTP, as the manual and public clients describe it. */
export function picwish(
  settings: object = {},
  options: Omit<WorldOptions, 'clock' | 'settings'> = {},
  world = new World({
    clock: manualClock(),
    taskTiming: { mode: 'timed', minMs: 10_000, maxMs: 10_000 },
    settings: { picwish: { qps: 0, ...settings }, 'picwish-web': settings },
    ...options,
  }),
) {
  const { clock } = world;

  async function send(request: Request): Promise<Answered> {
    const { origin, host, pathname, search } = new URL(request.url);
    const [name] = Object.entries(origins).find(([, known]) => known === origin) ?? [];
    const mock = mockVendors.find((one) => one.name === name);
    if (!mock) throw new Error(`no mock at ${origin}`);
    const response = await respond(world, mock, {
      method: request.method,
      url: pathname + search,
      headers: { host, ...Object.fromEntries(request.headers) },
      body: request.body ?? Readable.from([]),
      origins,
    });
    const body = await wholeOf(response.body);
    const isJson = response.headers['content-type']?.includes('json');
    return { ...response, body: isJson ? JSON.parse(body.toString()) : body };
  }

  const call = (method: string, path: string, fields?: Fields, apiKey = 'mock-picwish-key') =>
    send(
      new Request(`${origins.picwish}/api/${path}`, {
        method,
        headers: { 'x-api-key': apiKey },
        ...(fields && { body: formOf(fields) }),
      }),
    );

  const web = (method: string, path: string, body?: object, token?: string) =>
    send(
      new Request(`${origins['picwish-web']}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );

  return {
    world,
    clock,
    send,
    web,
    create: (path: string, fields: Fields, apiKey?: string) => call('POST', `tasks/${path}`, fields, apiKey),
    read: (path: string, id: string, apiKey?: string) =>
      call('GET', `tasks/${path}/${id}`, undefined, apiKey),
    credits: (apiKey?: string) => call('GET', 'customers/package-credits', undefined, apiKey),
    get: (url: string) => send(new Request(url)),
    setCredits: (remaining: number) =>
      Object.assign(world.stateOf(stateSlot).keys.get('mock-picwish-key') ?? {}, { remaining }),
  };
}

export type Picwish = ReturnType<typeof picwish>;

/** Data of a task that is seen when its time has come. */
export async function ended(mock: Picwish, path: string, fields: Fields): Promise<Answered['body']> {
  const created = await mock.create(path, fields);
  mock.clock.advance(10_000);
  return (await mock.read(path, created.body.data.task_id)).body.data;
}

function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.append(name, value as string);
  return form;
}

async function wholeOf(body: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as string);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
