import * as v from 'valibot';
import { BadRequest, check, fields, text } from '../control/check.ts';
import { addFaults, knownFault } from '../control/fault-check.ts';
import { vendorNamed } from '../control/find.ts';
import { checkAccount } from '../control/routes/accounts.ts';
import { accounts, clockStart, fault, settings, taskTiming, worldName } from '../control/schemas.ts';
import { checkSettings } from '../control/settings-check.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { Fault } from '../world/fault.ts';
import type { World } from '../world/world.ts';
import type { Worlds } from '../world/worlds.ts';

const worldEntries = {
  clock: v.optional(clockStart),
  taskTiming: v.optional(taskTiming),
  taskTimingByVendor: v.optional(
    v.record(v.string(), taskTiming, 'give an object with a taskTiming by vendor'),
  ),
  settings: v.optional(settings),
  accounts: v.optional(accounts),
  faults: v.optional(v.array(fault, 'give a list of faults')),
};

const worldSeed = fields(worldEntries);

/** What a world begins with, and other worlds beside it. */
export const seedSchema = fields({
  $schema: v.optional(text),
  ...worldEntries,
  worlds: v.optional(v.record(worldName, worldSeed, 'give an object with worlds by name')),
});

type WorldSeed = v.InferOutput<typeof worldSeed>;

/** Checks all of a seed, also that vendors know the names in it, before anything is changed. */
export function readSeed(value: unknown, vendors: readonly MockVendor[]): v.InferOutput<typeof seedSchema> {
  const seed = check(seedSchema, value ?? {});
  checkNames(seed, vendors, []);
  for (const [name, one] of Object.entries(seed.worlds ?? {})) checkNames(one, vendors, ['worlds', name]);
  return seed;
}

interface Target {
  readonly worlds: Worlds;
  readonly vendors: readonly MockVendor[];
  /** Gets what is not under `worlds`. */
  readonly world?: World;
}

/** Changes worlds as a seed says, and makes those that are not there. Returns them. */
export function applySeed(seed: ReturnType<typeof readSeed>, { worlds, vendors, world }: Target): World[] {
  const { worlds: others = {}, $schema: _, ...own } = seed;
  const first = world ?? worlds.main;
  apply(first, own, vendors);
  const rest = Object.entries(others).map(([name, one]) => {
    const other = worlds.get(name) ?? worlds.create(name);
    apply(other, one, vendors);
    return other;
  });
  return [first, ...rest];
}

function checkNames(seed: WorldSeed, vendors: readonly MockVendor[], path: string[]): void {
  checkSettings(seed.settings ?? {}, vendors, [...path, 'settings']);
  for (const vendor of Object.keys(seed.taskTimingByVendor ?? {}))
    vendorNamed(vendors, vendor, [...path, 'taskTimingByVendor', vendor]);
  for (const [vendor, changes] of Object.entries(seed.accounts ?? {})) {
    const mock = vendorNamed(vendors, vendor, [...path, 'accounts', vendor]);
    if (!mock.setAccount)
      throw new BadRequest([
        { path: [...path, 'accounts', vendor], message: 'has no accounts with credits' },
      ]);
    for (const [name, change] of Object.entries(changes))
      checkAccount(mock, change, [...path, 'accounts', vendor, name]);
  }
  for (const [i, one] of (seed.faults ?? []).entries()) knownFault(one, vendors, [...path, 'faults', i]);
}

function apply(world: World, seed: WorldSeed, vendors: readonly MockVendor[]): void {
  if (seed.clock?.set !== undefined) world.clock.set(seed.clock.set);
  if (seed.clock?.speed !== undefined) world.clock.speed = seed.clock.speed;
  world.taskTiming = seed.taskTiming ?? world.taskTiming;
  world.taskTimingByVendor = { ...world.taskTimingByVendor, ...seed.taskTimingByVendor };
  const merged = Object.entries(seed.settings ?? {}).map(([vendor, values]) => [
    vendor,
    { ...world.settings[vendor], ...values },
  ]);
  world.settings = { ...world.settings, ...Object.fromEntries(merged) };
  for (const [vendor, changes] of Object.entries(seed.accounts ?? {}))
    for (const [name, change] of Object.entries(changes))
      vendorNamed(vendors, vendor).setAccount?.(world, { name, ...change });
  addFaults(world, () => (seed.faults ?? []) as Fault[]);
}
