import { Fail } from '../../engine/mock-vendor.ts';
import type { LufffCall } from './call.ts';
import { errors } from './errors.ts';
import { text, whole } from './parameters.ts';
import type { Customer, LufffState } from './state.ts';

/** Whose token it is. `customer_id` is a string by the manual, and a number in its answers: both are taken. */
export function customerOfToken(call: LufffCall): Customer {
  const { exchange, state, now } = call;
  const id = whole(call, 'customer_id');
  const issued = state.tokens.get(text(call, 'token', 64));
  const customer = state.customers.get(id);
  if (!customer || issued?.customerId !== id || now >= issued.expiresAt) throw new Fail(errors.badToken);
  exchange.note({ account: String(id) });
  return customer;
}

/** `uuid` and `unikey` are two names of one thing. */
export function customerOfUuid(call: LufffCall, name: 'uuid' | 'unikey'): Customer {
  const { exchange, state, settings, now } = call;
  const unikey = text(call, name, 128);
  const known = find(state, (customer) => customer.unikey === unikey);
  if (!known && !settings.autoCreateUuid) throw new Fail(errors.notFound);
  const customer = known ?? add(state, { phone: null, unikey, credit: settings.uuidCredits }, now);
  exchange.note({ account: String(customer.id) });
  return customer;
}

export const customerOfPhone = (state: LufffState, phone: string): Customer | undefined =>
  find(state, (customer) => customer.phone === phone);

export function add(
  { customers }: LufffState,
  fresh: Pick<Customer, 'phone' | 'unikey' | 'credit'>,
  now: number,
): Customer {
  const customer = { ...fresh, id: 100001 + customers.size, createdAt: now, updatedAt: now };
  customers.set(customer.id, customer);
  return customer;
}

const find = ({ customers }: LufffState, test: (customer: Customer) => boolean) =>
  [...customers.values()].find(test);
