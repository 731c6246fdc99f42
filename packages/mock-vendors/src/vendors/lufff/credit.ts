import { Fail } from '../../engine/mock-vendor.ts';
import { endpoint, type LufffCall } from './call.ts';
import { record, take } from './charge.ts';
import { errors } from './errors.ts';
import { text } from './parameters.ts';
import type { Customer, SignIn } from './state.ts';
import { naiveDay, naiveTime } from './time.ts';
import { customerOfPhone, customerOfToken, customerOfUuid } from './verify.ts';

/** Needs no token: a phone number is enough to read its balance. */
export const getLeftCreditByPhone = endpoint((call) => {
  const customer = customerOfPhone(call.state, text(call, 'phone', 32));
  if (!customer) throw new Fail(errors.notFound);
  return { credit: customer.credit };
});

export const getLeftCreditByUnikey = endpoint((call) => ({ credit: customerOfUuid(call, 'unikey').credit }));

export const getSignInReward = endpoint(({ settings }) => ({ sign_in_reward: settings.signInReward }));

export const customerSignIn = endpoint((call) => {
  const { state, settings, now } = call;
  const customer = customerOfToken(call);
  const today = naiveDay(now);
  if (ownSignIns(call, customer).some(({ at }) => naiveDay(at) === today))
    throw new Fail(errors.signedInAlready);
  const signIn = {
    id: state.signIns.length + 1,
    customerId: customer.id,
    credit: settings.signInReward,
    at: now,
  };
  state.signIns.push(signIn);
  take(customer, -signIn.credit, now);
  record(call, {
    customer,
    credits: -signIn.credit,
    endpoint: 'customerSignIn',
    reference: String(signIn.id),
  });
  return { credit: customer.credit };
});

export const getCustomerSignInList = endpoint((call) => {
  const own = ownSignIns(call, customerOfToken(call));
  const list = own.map(({ id, customerId, credit, at }) => ({
    id,
    customer_id: customerId,
    credit,
    remark: null,
    created_at: naiveTime(at),
    updated_at: naiveTime(at),
  }));
  return { list: list.reverse(), total_count: list.length };
});

const ownSignIns = ({ state }: LufffCall, { id }: Customer): SignIn[] =>
  state.signIns.filter(({ customerId }) => customerId === id);
