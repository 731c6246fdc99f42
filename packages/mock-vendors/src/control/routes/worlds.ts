import * as v from 'valibot';
import { Clock } from '../../world/clock.ts';
import type { World, WorldOptions } from '../../world/world.ts';
import { BadRequest, fields, text } from '../check.ts';
import { worldNamed } from '../find.ts';
import { type ControlContext, type ControlRoute, route } from '../route.ts';
import { clockStart, settings, taskTiming, worldName } from '../schemas.ts';
import { checkSettings } from '../settings-check.ts';

const tag = 'Worlds';

const snapshotName = v.optional(fields({ name: v.optional(text, 'default') }), { name: 'default' });

export const worldRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/worlds', tag, worldless: true },
    summary: 'All worlds, with their addresses and credentials',
    run: ({ context }) => context.worlds.all.map((world) => describeWorld(context, world)),
  }),
  route({
    ...{ method: 'POST', path: '/worlds', tag, worldless: true, status: 201 },
    summary: 'Make a world, isolated from all others',
    body: fields({
      name: worldName,
      seed: v.optional(text),
      clock: v.optional(clockStart),
      taskTiming: v.optional(taskTiming),
      settings: v.optional(settings),
    }),
    example: {
      name: 'ci',
      clock: { speed: 0, set: '2026-01-01T00:00:00Z' },
      taskTiming: { mode: 'immediate' },
    },
    run: ({ context, body: { name, clock, ...rest } }) => {
      refuseTaken(context, name);
      checkSettings(rest.settings ?? {}, context.vendors, ['settings']);
      const time = clock && { clock: new Clock(clock.speed ?? 1, clock.set) };
      const given = Object.entries({ ...rest, ...time }).filter(([, value]) => value !== undefined);
      const options: WorldOptions = Object.fromEntries(given);
      return describeWorld(context, context.worlds.create(name, options));
    },
  }),
  route({
    ...{ method: 'POST', path: '/worlds/:name/fork', tag, worldless: true, status: 201 },
    summary: 'Copy a world as it is now; the copy is reached by its address',
    body: fields({ name: worldName }),
    example: { name: 'copy' },
    run: ({ context, params, body: { name } }) => {
      const original = worldNamed(context.worlds, params.name as string);
      refuseTaken(context, name);
      return describeWorld(context, context.worlds.fork(name, original));
    },
  }),
  route({
    ...{ method: 'POST', path: '/worlds/:name/reset', tag, worldless: true },
    summary: 'Reset a world; with a seed file, to what the seed says',
    run: ({ context, params }) => {
      const world = worldNamed(context.worlds, params.name as string);
      world.reset();
      return describeWorld(context, world);
    },
  }),
  route({
    ...{ method: 'POST', path: '/worlds/:name/snapshot', tag, worldless: true, status: 201 },
    summary: 'Save a snapshot of a world under a name',
    body: snapshotName,
    example: { name: 'before-upload' },
    run: ({ context, params, body: { name } }) => {
      const world = worldNamed(context.worlds, params.name as string);
      context.snapshotsOf(world).set(name, world.snapshot());
      return { snapshots: [...context.snapshotsOf(world).keys()] };
    },
  }),
  route({
    ...{ method: 'POST', path: '/worlds/:name/restore', tag, worldless: true },
    summary: 'Restore a world from a snapshot',
    body: snapshotName,
    example: { name: 'before-upload' },
    run: ({ context, params, body: { name } }) => {
      const world = worldNamed(context.worlds, params.name as string);
      const snapshots = context.snapshotsOf(world);
      const snapshot = snapshots.get(name);
      if (!snapshot)
        throw new BadRequest(
          `world ${world.name} has no snapshot ${name}; it has ${[...snapshots.keys()].join(', ') || 'none'}`,
          404,
        );
      world.restore(snapshot);
      return describeWorld(context, world);
    },
  }),
  route({
    ...{ method: 'DELETE', path: '/worlds/:name', tag, worldless: true },
    summary: 'Remove a world',
    run: ({ context, params }) => {
      const { name } = worldNamed(context.worlds, params.name as string);
      if (name === context.worlds.main.name)
        throw new BadRequest(`the world ${name} cannot be removed, only reset`, 409);
      context.worlds.delete(name);
      return { removed: name };
    },
  }),
];

function refuseTaken({ worlds }: ControlContext, name: string): void {
  if (worlds.get(name))
    throw new BadRequest(
      `there is a world ${name} already: DELETE /worlds/${name}, or choose another name`,
      409,
    );
}

function describeWorld({ worlds, origins, vendors, snapshotsOf }: ControlContext, world: World) {
  const prefix = world === worlds.main ? '' : `/worlds/${world.name}`;
  const tasks = [...world.tasks.state.values()];
  return {
    name: world.name,
    now: world.clock.now(),
    speed: world.clock.speed,
    taskTiming: world.taskTiming,
    calls: world.journal.state.next - 1,
    tasks: tasks.length,
    running: tasks.filter((task) => world.tasks.peek(task).phase === 'running').length,
    credits: world.ledger.cost(),
    snapshots: [...snapshotsOf(world).keys()],
    vendors: vendors.map(({ name, demoCredentials }) => ({
      name,
      origin: `${origins[name]}${prefix}`,
      demoCredentials: demoCredentials(world.origin),
    })),
  };
}
