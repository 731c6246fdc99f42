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

export function vendorNamed(
  vendors: readonly MockVendor[],
  name: string,
  path: Problem['path'] = ['vendor'],
): MockVendor {
  const mock = vendors.find((one) => one.name === name);
  if (mock) return mock;
  const names = vendors.map((one) => one.name);
  throw new BadRequest([{ path, message: unknownWord(name, names) }]);
}

/** Names that mean something only to some vendor, or to the one that is named. */
interface Names {
  readonly vendor?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly error?: string | undefined;
}

/** In the journal, an error that is not documented goes by its number. */
export const documentedIn = ({ error, ...names }: Names): Names =>
  error === undefined || /^-?\d+$/.test(error) ? names : { ...names, error };

/** Refuses names that nobody has, which would fit no call. `path` is where they stand in what was given. */
export function checkNames(
  vendors: readonly MockVendor[],
  { vendor, endpoint, error }: Names,
  path: Problem['path'] = [],
): void {
  const mocks = vendor === undefined ? vendors : [vendorNamed(vendors, vendor, [...path, 'vendor'])];
  const refuse = (field: string, word: string, choices: readonly string[]) => {
    throw new BadRequest([{ path: [...path, field], message: unknownWord(word, choices) }]);
  };
  const endpoints = [...new Set(mocks.flatMap(endpointsOf))];
  if (endpoint !== undefined && ![...endpoints, 'unknown'].includes(endpoint))
    refuse('endpoint', endpoint, endpoints);
  const errors = mocks.flatMap((mock) => Object.keys(mock.vendor.errors));
  if (error !== undefined && !errors.includes(error)) refuse('error', error, errors);
}

const endpointsOf = ({ vendor, routes, moreEndpoints = [] }: MockVendor) => [
  ...Object.keys(vendor.endpoints),
  ...routes.map(({ endpoint }) => endpoint),
  ...moreEndpoints,
];
