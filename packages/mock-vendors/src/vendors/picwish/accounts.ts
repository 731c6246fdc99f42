import { type AccountChange, named, type VendorAccount } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import { stateSlot } from './state.ts';

export const accounts = (world: World): VendorAccount[] =>
  [...world.stateOf(stateSlot).keys.values()].map(({ account, remaining }) => ({
    name: account,
    left: remaining,
  }));

/** An account has one key; a new key takes the place of the old one. */
export function setAccount(world: World, { name, left, credentials = {} }: AccountChange) {
  const { keys } = world.stateOf(stateSlot);
  const known = [...keys.values()].find(({ account }) => account === name);
  const { apiKey = known?.apiKey ?? named(`mock-picwish-${name}-key`, world.name) } = credentials;
  const fresh = { account: name, remaining: 500, used: 0, calls: [] };
  if (known) keys.delete(known.apiKey);
  keys.set(apiKey, { ...fresh, ...known, apiKey, remaining: left ?? known?.remaining ?? fresh.remaining });
  return { apiKey };
}
