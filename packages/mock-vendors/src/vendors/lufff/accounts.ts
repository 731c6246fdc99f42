import type { AccountChange, VendorAccount } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import { type Customer, stateSlot } from './state.ts';
import { add } from './verify.ts';

const nameOf = ({ id, phone }: Customer) => phone ?? `uuid account ${id}`;

/** A uuid is as good as a password, so its account goes by the number. */
export const accounts = (world: World): VendorAccount[] =>
  [...world.stateOf(stateSlot).customers.values()].map((customer) => ({
    name: nameOf(customer),
    left: customer.credit,
  }));

/** A new name of eleven digits is a telephone number, any other one a uuid. */
export function setAccount(world: World, { name, left }: AccountChange): Record<string, string> {
  const state = world.stateOf(stateSlot);
  const { phoneCredits, uuidCredits } = world.settingsOf(stateSlot);
  const known = [...state.customers.values()].find((one) => nameOf(one) === name || one.unikey === name);
  const isPhone = /^\d{11}$/.test(name);
  const customer =
    known ??
    add(
      state,
      {
        phone: isPhone ? name : null,
        unikey: isPhone ? null : name,
        credit: isPhone ? phoneCredits : uuidCredits,
      },
      world.clock.now(),
    );
  customer.credit = left ?? customer.credit;
  const { phone, unikey } = customer;
  return phone === null ? { uuid: unikey ?? '' } : { phone };
}
