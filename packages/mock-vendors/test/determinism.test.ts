import { connect, type HttpRequest, NetworkError } from '@api-repack/core';
import {
  answer,
  type MockVendor,
  manualClock,
  mockVendors,
  type Pace,
  World,
} from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { wholeOf } from '../src/exchange.ts';
import { encode } from './helpers/fetch-send.ts';
import type { Samples } from './helpers/samples.ts';

const origins = Object.fromEntries(mockVendors.map(({ name, vendor }) => [name, vendor.baseUrl]));

/** Every sample request of a vendor, and then the tasks that were made, and what was told of them, in bytes. */
async function transcript(mock: MockVendor, samples: Samples, seed: string): Promise<string[]> {
  const pace: Pace = { mode: 'polls', polls: 1 };
  const world = new World({ clock: manualClock(), seed, pace, settings: { picwish: { qps: 0 } } });
  const answers: string[] = [];
  const send = async ({ method, url, headers, body }: HttpRequest) => {
    const encoded = method === 'GET' || method === 'HEAD' ? { headers } : encode(headers, body);
    const sent = new Request(url, { method, ...encoded });
    const content = Buffer.from(await sent.arrayBuffer());
    const { host, pathname, search } = new URL(url);
    const reply = await answer(world, mock, {
      method,
      url: pathname + search,
      headers: { host, 'content-length': String(content.length), ...Object.fromEntries(sent.headers) },
      body: (async function* () {
        yield content;
      })(),
      origins,
    });
    const bytes = await wholeOf(reply.body);
    answers.push(`${reply.status} ${JSON.stringify(reply.headers)} ${bytes.toString('latin1')}`);
    throw new NetworkError('seen', { sent: true });
  };
  const host = { send, sleep: async () => undefined, now: world.clock.now };
  const { credentials, inputs } = samples;
  const client = connect(mock.vendor, {
    host,
    credentials: credentials as never,
    retry: { times: 0, firstMs: 0 },
  });
  for (const endpoint of Object.keys(mock.vendor.endpoints)) {
    await client[endpoint]?.(inputs[endpoint] as never).catch(() => undefined);
    world.clock.advance(10);
  }
  const ids = [...world.tasks.state.keys()];
  for (const [endpoint, input] of Object.entries(inputs as Record<string, object>))
    for (const id of ids) {
      const known = 'task_id' in input ? { task_id: id } : { mdf: endpoint === 'status' ? [id] : id };
      if ('task_id' in input || ('mdf' in input && !('seq' in input)))
        await client[endpoint]?.({ ...input, ...known } as never).catch(() => undefined);
    }
  answers.push(JSON.stringify([world.journal.entries, world.ledger.entries]));
  return answers;
}

it.each(mockVendors)('$name answers the same calls with the same bytes', async (mock) => {
  const { samples } = (await import(`./samples/${mock.name}.ts`)) as { samples: Samples };
  const first = await transcript(mock, samples, 'one');
  expect(first.length).toBeGreaterThan(3);
  expect(await transcript(mock, samples, 'one')).toEqual(first);
});

it('signs callbacks with a key that depends on the seed alone', async () => {
  const oss = mockVendors.find(({ name }) => name === 'aliyun-oss') as MockVendor;
  const keyOf = async (seed: string) => {
    const world = new World({ clock: manualClock(), seed });
    const request = {
      method: 'GET',
      url: '/callback_pub_key_v1.pem',
      headers: { host: 'localhost' },
      origins,
    };
    return (await answer(world, oss, { ...request, body: (async function* () {})() })).body;
  };
  expect(await keyOf('one')).toBe(await keyOf('one'));
  expect(await keyOf('one')).not.toBe(await keyOf('two'));
});
