import { didYouMean } from '../did-you-mean.ts';
import type { MockVendor } from '../mock-vendor.ts';
import type { World } from '../world/world.ts';
import type { Worlds } from '../worlds.ts';
import { BadRequest, type Problem, unknownWord } from './check.ts';

export function worldNamed(worlds: Worlds, name: string): World {
  const world = worlds.get(name);
  if (world) return world;
  const names = worlds.all.map((one) => one.name);
  throw new BadRequest(
    `there is no world ${name}${didYouMean(name, names) || `; there are ${names.join(', ')}`}: POST /worlds makes one`,
    404,
  );
}

export function vendorNamed(vendors: readonly MockVendor[], name: string, path = ['vendor']): MockVendor {
  const mock = vendors.find((one) => one.name === name);
  if (mock) return mock;
  throw new BadRequest([
    {
      path,
      message: unknownWord(
        name,
        vendors.map((one) => one.name),
      ),
    },
  ]);
}

export function endpointProblem(vendors: readonly MockVendor[], endpoint: string): Problem | undefined {
  const names = new Set(
    vendors.flatMap(({ vendor, routes, moreEndpoints = [] }) => [
      ...Object.keys(vendor.endpoints),
      ...routes.map((one) => one.endpoint),
      ...moreEndpoints,
    ]),
  );
  return names.has(endpoint) ? undefined : { path: ['endpoint'], message: unknownWord(endpoint, [...names]) };
}
