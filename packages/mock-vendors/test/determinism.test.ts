import { type MockVendor, manualClock, mockVendors, respond, World } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { wholeOf } from '../src/engine/exchange.ts';
import { callSample, origins } from './helpers/sample-requests.ts';
import type { Samples } from './helpers/samples.ts';

/** Every sample request of a vendor, then the tasks that were made, and what was told of it all, in bytes. */
async function transcript(mock: MockVendor, samples: Samples, seed: string): Promise<string[]> {
  const settings = { picwish: { qps: 0 } };
  const world = new World({ clock: manualClock(), seed, settings, taskTiming: { mode: 'polls', polls: 1 } });
  const answers: string[] = [];
  const call = async (endpoint: string, input: unknown) => {
    const response = await callSample(world, mock, { endpoint, input, samples });
    if (!response) return;
    const bytes = await wholeOf(response.body);
    answers.push(`${response.status} ${JSON.stringify(response.headers)} ${bytes.toString('latin1')}`);
    world.clock.advance(10);
  };
  const inputs = Object.entries(samples.inputs as Record<string, object>);
  for (const [endpoint, input] of inputs) await call(endpoint, input);
  for (const id of [...world.tasks.state.keys()])
    for (const [endpoint, input] of inputs) {
      if ('task_id' in input) await call(endpoint, { ...input, task_id: id });
      if ('mdf' in input) await call(endpoint, { ...input, mdf: endpoint === 'status' ? [id] : id });
    }
  return [...answers, JSON.stringify([world.journal.entries, world.ledger.entries])];
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
    return (await respond(world, oss, { ...request, body: (async function* () {})() })).body;
  };
  expect(await keyOf('one')).toBe(await keyOf('one'));
  expect(await keyOf('one')).not.toBe(await keyOf('two'));
});
