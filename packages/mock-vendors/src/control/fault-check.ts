import type { InferOutput } from 'valibot';
import type { MockVendor } from '../mock-vendor.ts';
import type { Fault } from '../world/fault.ts';
import type { World } from '../world/world.ts';
import { BadRequest, type Problem, unknownWord } from './check.ts';
import { endpointProblem, vendorNamed } from './find.ts';
import type { fault } from './schemas.ts';

export type GivenFault = InferOutput<typeof fault>;

/** Whether the vendor knows the names in it. `path` is where it stands in what was given. */
export function knownFault(
  given: GivenFault,
  vendors: readonly MockVendor[],
  path: Problem['path'] = [],
): Fault {
  const mock = vendorNamed(vendors, given.vendor, [...path, 'vendor'] as string[]);
  const { error } = given.effect;
  const errors = Object.keys(mock.vendor.errors);
  const problems = [
    given.endpoint === undefined ? undefined : endpointProblem([mock], given.endpoint),
    error === undefined || errors.includes(error)
      ? undefined
      : { path: ['effect', 'error'], message: unknownWord(error, errors) },
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0)
    throw new BadRequest(problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
  return given as Fault;
}

/** A world may refuse a fault, for example because a door cannot do it; a preset may not suit a vendor. */
export function addFaults(world: World, make: () => readonly Fault[]): void {
  try {
    world.faults.add(...make());
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    throw new BadRequest((error as Error).message);
  }
}
