import { Readable } from 'node:stream';
import type { HttpRequest } from '@api-repack/core';
import type { Seen } from '../contract/compare.ts';
import { type MockResponse, wholeOf } from '../engine/exchange.ts';
import { type MockVendor, respond } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';
import { manualClock } from '../world/clock.ts';
import { World } from '../world/world.ts';

/** A world whose time and tasks are moved by a recording. */
export class FollowingWorld {
  readonly world: World;
  readonly mock: MockVendor;
  readonly #origins: Readonly<Record<string, string>>;

  constructor(mock: MockVendor, { at, target, settings }: { at: number; target: string; settings: object }) {
    this.mock = mock;
    this.world = new World({
      clock: manualClock(at),
      taskTiming: { mode: 'manual' },
      settings: { [mock.name]: settings },
      allowRealKeys: true,
    });
    const real = mockVendors.map(({ name, vendor }): [string, string] => [name, vendor.baseUrl]);
    this.#origins = { ...Object.fromEntries(real), [mock.name]: target };
  }

  /** As much of the response as a recording has. */
  async ask(request: HttpRequest): Promise<Seen> {
    const { host, pathname, search } = new URL(request.url);
    const sent = new Request('http://mock/', { method: request.method, ...encoded(request) });
    const content = Buffer.from(await sent.arrayBuffer());
    const response = await respond(this.world, this.mock, {
      method: request.method,
      url: pathname + search,
      headers: { host, 'content-length': String(content.length), ...Object.fromEntries(sent.headers) },
      body: Readable.from(content.length > 0 ? [content] : []),
      origins: this.#origins,
    });
    return seenOf(response);
  }

  close(): void {
    this.world.blobs.close();
  }
}

const seenOf = async ({ status, headers, body }: MockResponse): Promise<Seen> => ({
  status,
  headers,
  body: (await wholeOf(body)).toString(),
});

function encoded({ headers, body }: HttpRequest): RequestInit {
  if (!body) return { headers };
  if ('bytes' in body) return { headers, body: body.bytes };
  if ('json' in body)
    return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body.json) };
  const form = new FormData();
  for (const [name, value] of body.multipart) form.append(name, value as string);
  return { headers, body: form };
}
