import { type Fault, manualClock, mockVendors, World } from '@api-repack/mock-vendors';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wholeOf } from '../src/engine/exchange.ts';
import { callSample } from './helpers/sample-requests.ts';
import type { Samples } from './helpers/samples.ts';

const known = await Promise.all(
  mockVendors.map(async (mock) => {
    const { samples } = (await import(`./samples/${mock.name}.ts`)) as { samples: Samples };
    return { mock, samples };
  }),
);
const calls = known.flatMap(({ mock, samples }) =>
  Object.entries(samples.inputs).map(([endpoint, input]) => ({ mock, samples, endpoint, input })),
);

type Step = (world: World) => unknown;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...calls).map(
      (call): Step =>
        (world) =>
          callSample(world, call.mock, call),
    ),
  },
  fc.integer({ min: 1, max: 5_000_000 }).map(
    (ms): Step =>
      (world) =>
        world.clock.advance(ms),
  ),
  fc.constantFrom<Fault['effect']>({ task: 'never' }, { response: { status: 503, body: '' } }).map(
    (effect): Step =>
      ({ faults }) =>
        faults.add(...mockVendors.map(({ name }) => ({ vendor: name, effect }))),
  ),
  fc.constant<Step>((world) => {
    world.taskTiming = { mode: 'manual' };
    world.taskTimingByVendor = { picwish: { mode: 'scripted', states: [1] } };
  }),
);

const fresh = () => new World({ clock: manualClock(), settings: { picwish: { qps: 0 } } });

/** All that can be seen of a world: what it remembers, and what each vendor begins with. */
const seen = (world: World) => ({
  snapshot: world.snapshot(),
  states: mockVendors.map((mock) => world.stateOf(mock)),
});

async function answersIn(world: World): Promise<string[]> {
  const answers = [];
  for (const call of calls.filter((_, i) => i % 9 === 0)) {
    const response = await callSample(world, call.mock, call);
    if (response)
      answers.push(`${response.status} ${JSON.stringify(response.headers)} ${await wholeOf(response.body)}`);
  }
  return answers;
}

it('is as new after a reset, whatever was done', async () => {
  const expected = await answersIn(fresh());
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
    const world = fresh();
    for (const one of steps) await one(world);
    world.reset();
    expect(seen(world)).toEqual(seen(fresh()));
    world.reset();
    expect(await answersIn(world)).toEqual(expected);
    world.blobs.close();
  });
  // The same cases in each run; remove the seed to look for new ones.
  await fc.assert(property, { seed: 1, numRuns: 15 });
});
