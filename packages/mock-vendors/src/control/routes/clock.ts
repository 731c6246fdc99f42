import * as v from 'valibot';
import type { World } from '../../world/world.ts';
import { fields, flag, number } from '../check.ts';
import { type ControlRoute, route } from '../route.ts';
import { duration, moment } from '../schemas.ts';

const tag = 'Clock';

export const clockRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/clock', tag },
    summary: 'The time of the world, and how fast it passes',
    run: ({ world }) => describe(world),
  }),
  route({
    ...{ method: 'POST', path: '/clock', tag },
    summary:
      'Move the clock: `set` jumps without running timers, `advance` and `untilIdle` run the timers on the way; `speed` 0 stops it',
    body: v.pipe(
      fields({
        set: v.optional(moment),
        speed: v.optional(number(0, 1_000_000)),
        advance: v.optional(duration),
        untilIdle: v.optional(flag),
      }),
      v.check((given) => Object.keys(given).length > 0, 'give set, speed, advance or untilIdle'),
    ),
    example: { advance: '1h' },
    run: ({ world, body: { set, speed, advance, untilIdle } }) => {
      if (set !== undefined) world.clock.set(set);
      if (speed !== undefined) world.clock.speed = speed;
      if (advance !== undefined) world.clock.advance(advance);
      if (untilIdle) world.advanceUntilIdle();
      return describe(world);
    },
  }),
];

function describe({ clock }: World) {
  const now = clock.now();
  return { now, time: new Date(now).toISOString(), speed: clock.speed };
}
