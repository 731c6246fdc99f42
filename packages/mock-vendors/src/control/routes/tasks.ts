import * as v from 'valibot';
import type { MockTask } from '../../world/tasks.ts';
import type { World } from '../../world/world.ts';
import { BadRequest, fields, flag, oneOf, text } from '../check.ts';
import { vendorNamed } from '../find.ts';
import { type ControlRoute, route } from '../route.ts';
import { code } from '../schemas.ts';

const tag = 'Tasks';
const end = oneOf('done', 'failed');

export const taskRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/tasks', tag },
    summary: 'All tasks and their states',
    query: fields({
      vendor: v.optional(text),
      phase: v.optional(oneOf('running', 'done', 'failed')),
    }),
    run: ({ world, query: { vendor, phase } }) =>
      [...world.tasks.state.values()]
        .map((task) => describe(world, task))
        .filter((task) => (vendor ?? task.vendor) === task.vendor && (phase ?? task.phase) === task.phase),
  }),
  route({
    ...{ method: 'POST', path: '/tasks', tag },
    summary: 'End all tasks that are running',
    body: fields({ end }),
    example: { end: 'done' },
    run: ({ world, body }) => {
      const running = [...world.tasks.state.values()].filter((task) => isRunning(world, task));
      for (const { id } of running) world.tasks.force(id, body.end);
      return { ended: running.map(({ id }) => id) };
    },
  }),
  route({
    ...{ method: 'POST', path: '/tasks/:id', tag },
    summary:
      'End a running task, with a code of the vendor if it fails; set a state of the vendor, or stop its progress',
    body: v.pipe(
      fields({
        end: v.optional(end),
        code: v.optional(code),
        state: v.optional(code),
        paused: v.optional(flag),
      }),
      v.check(
        ({ end, state, paused }) => [end, state, paused].filter((given) => given !== undefined).length === 1,
        'give one of end, state or paused',
      ),
    ),
    example: { end: 'failed', code: -8 },
    run: ({ world, context, params: { id = '' }, body: { end, code, state, paused } }) => {
      const task = world.tasks.get(id);
      if (!task) throw new BadRequest(`there is no task ${id}: GET /tasks lists them`, 404);
      if (!isRunning(world, task))
        throw new BadRequest(`task ${id} has already ended: it is ${world.tasks.peek(task).phase}`, 409);
      const { phaseOf } = vendorNamed(context.vendors, task.vendor);
      if (end !== undefined) world.tasks.force(id, end, code);
      else if (state !== undefined) world.tasks.show(id, state, phaseOf?.(state) ?? 'running');
      else if (paused) world.tasks.pause(id);
      else world.tasks.resume(id);
      return describe(world, task);
    },
  }),
];

const describe = ({ tasks }: World, task: MockTask) => ({ ...task, ...tasks.peek(task) });

const isRunning = ({ tasks }: World, task: MockTask) => tasks.peek(task).phase === 'running';
