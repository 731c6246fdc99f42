import { didYouMean, unknownWord } from '../engine/did-you-mean.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { type CallNames, findUnknownName } from '../engine/names.ts';
import type { World } from '../world/world.ts';
import type { Worlds } from '../world/worlds.ts';
import { BadRequest, type InputProblem } from './check.ts';

export function worldNamed(worlds: Worlds, name: string): World {
  const world = worlds.get(name);
  if (world) return world;
  const names = worlds.all.map((one) => one.name);
  throw new BadRequest(
    `there is no world ${name}${didYouMean(name, names) || `; there are ${names.join(', ')}`}: POST /worlds makes one`,
    404,
  );
}

export function vendorNamed(
  vendors: readonly MockVendor[],
  name: string,
  path: InputProblem['path'] = ['vendor'],
): MockVendor {
  const mock = vendors.find((one) => one.name === name);
  if (mock) return mock;
  const names = vendors.map((one) => one.name);
  throw new BadRequest([{ path, message: unknownWord(name, names) }]);
}

/** Refuses names that nobody has, which would fit no call. `path` is where they stand in what was given. */
export function checkNames(
  vendors: readonly MockVendor[],
  names: CallNames,
  path: InputProblem['path'] = [],
): void {
  const unknown = findUnknownName(vendors, names);
  if (!unknown) return;
  const { field, word, choices } = unknown;
  throw new BadRequest([{ path: [...path, field], message: unknownWord(word, choices) }]);
}
