import { manualClock, serve, World } from '@api-repack/mock-vendors';
import { expect, it, onTestFinished, vi } from 'vitest';
import { adapters } from './helpers/adapter-sends.ts';
import { run, transcript } from './helpers/transcript.ts';

vi.mock('msw', () => import('msw3'));
vi.mock('msw/node', () => import('msw3/node'));

const freshWorld = () =>
  new World({ clock: manualClock(), taskTiming: { mode: 'immediate' }, settings: { picwish: { qps: 0 } } });

it('gives the same answers by version 3 of MSW, too', async () => {
  const expected = await run(await adapters.plain(freshWorld()));
  const answers = await run(await adapters.msw(freshWorld()));
  for (const { name } of transcript) expect(answers.get(name), name).toEqual(expected.get(name));
});

it('lets no request through to anybody else, not even for a picture', async () => {
  const { origins, world, close } = await serve();
  onTestFinished(close);
  await adapters.msw(freshWorld());
  const printed = vi.spyOn(console, 'error').mockReturnValue();
  await expect(fetch(`${origins.lufff}/a.png?token=secret`)).rejects.toThrow();
  expect(world.journal.entries).toEqual([]);
  expect(printed.mock.calls).toEqual([
    [`no mock vendor is at ${origins.lufff}, where GET /a.png went: give mockServer a handler for it`],
  ]);
});
