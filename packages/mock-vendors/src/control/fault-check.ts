import type { InferOutput } from 'valibot';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { Fault } from '../world/fault.ts';
import type { World } from '../world/world.ts';
import { BadRequest, type InputProblem } from './check.ts';
import { checkNames } from './find.ts';
import type { fault } from './schemas.ts';

export type GivenFault = InferOutput<typeof fault>;

/** Whether the vendor knows the names in it. `path` is where it stands in what was given. */
export function knownFault(
  given: GivenFault,
  vendors: readonly MockVendor[],
  path: InputProblem['path'] = [],
): Fault {
  const { vendor, endpoint, effect } = given;
  checkNames(vendors, { vendor, endpoint }, path);
  checkNames(vendors, { vendor, error: effect.error }, [...path, 'effect']);
  return given as Fault;
}

/** A world may refuse a fault, for example because an adapter cannot do it; a preset may not suit a vendor. */
export function addFaults(world: World, make: () => readonly Fault[]): void {
  try {
    world.faults.add(...make());
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    throw new BadRequest((error as Error).message);
  }
}
