import type { AccountChange, VendorAccount } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import { stateSlot } from './state.ts';

export const accounts = (world: World): VendorAccount[] =>
  [...world.stateOf(stateSlot).channels.values()].map(({ third_code, left }) => ({ name: third_code, left }));

/** A new channel pays for uploads. */
export function setAccount(world: World, { name, left, credentials = {} }: AccountChange) {
  const { channels } = world.stateOf(stateSlot);
  const known = channels.get(name);
  const { secret_key = known?.secret_key ?? 'hiliad' } = credentials;
  const billing = known?.billing ?? ('upload' as const);
  channels.set(name, { third_code: name, secret_key, billing, left: left ?? known?.left ?? 98 });
  return { third_code: name, secret_key };
}
