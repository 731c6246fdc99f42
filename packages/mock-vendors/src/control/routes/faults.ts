import * as v from 'valibot';
import { errorsOf } from '../../engine/catalogue.ts';
import type { FaultRow } from '../../world/faults.ts';
import { type PresetName, presets } from '../../world/presets.ts';
import type { World } from '../../world/world.ts';
import { BadRequest, fields, oneOf, text } from '../check.ts';
import { addFaults, knownFault } from '../fault-check.ts';
import { vendorNamed } from '../find.ts';
import { type ControlRoute, route } from '../route.ts';
import { fault } from '../schemas.ts';

const tag = 'Faults';

export const faultRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/faults', tag },
    summary:
      'All faults, with how often they were applied and how often they still apply (`left`; null without limit)',
    run: ({ world }) => world.faults.state.map((row) => describe(world, row)),
  }),
  route({
    ...{ method: 'POST', path: '/faults', tag, status: 201 },
    summary:
      'Add a fault: a documented error by name, any response, a broken connection, a delay, a damaged response',
    body: fault,
    example: {
      vendor: 'fangtang',
      endpoint: 'status',
      nth: 3,
      effect: { response: { status: 502, body: 'Bad Gateway' } },
    },
    run: ({ world, context, body }) => {
      const known = knownFault(body, context.vendors);
      addFaults(world, () => [known]);
      return describe(world, world.faults.state.at(-1) as FaultRow);
    },
  }),
  route({
    ...{ method: 'POST', path: '/faults/presets', tag, status: 201 },
    summary: 'Add faults that come together',
    body: fields({ vendor: text, preset: oneOf(...(Object.keys(presets) as PresetName[])) }),
    example: { vendor: 'picwish', preset: 'bad-day' },
    run: ({ world, context, body: { vendor, preset } }) => {
      const before = world.faults.state.length;
      addFaults(world, () => presets[preset](vendorNamed(context.vendors, vendor)));
      return world.faults.state.slice(before).map((row) => describe(world, row));
    },
  }),
  route({
    ...{ method: 'DELETE', path: '/faults', tag },
    summary: 'Remove all faults',
    run: ({ world }) => {
      const removed = world.faults.state.length;
      world.faults.clear();
      return { removed };
    },
  }),
  route({
    ...{ method: 'DELETE', path: '/faults/:id', tag },
    summary: 'Remove a fault',
    run: ({ world, params: { id } }) => {
      if (!world.faults.remove(Number(id)))
        throw new BadRequest(`there is no fault ${id}: GET /faults lists them`, 404);
      return { removed: 1 };
    },
  }),
  route({
    ...{ method: 'GET', path: '/errors', tag, worldless: true },
    summary: 'The documented errors of each vendor, by the names that faults take, and what triggers them',
    query: fields({ vendor: v.optional(text) }),
    run: ({ context, query }) =>
      context.vendors
        .filter(({ name }) => (query.vendor ?? name) === name)
        .flatMap((mock) =>
          errorsOf(mock).map(({ name, ...entry }) => ({ vendor: mock.name, error: name, ...entry })),
        ),
  }),
];

function describe({ faults }: World, row: FaultRow) {
  const { id, fault: given, matched, applied } = row;
  const left = faults.leftOf(row);
  return { id, ...given, matched, applied, left: Number.isFinite(left) ? left : null };
}
