import { Fail } from '../../engine/mock-vendor.ts';
import { endpoint, type LufffCall } from './call.ts';
import { errors } from './errors.ts';
import { text } from './parameters.ts';
import type { Customer } from './state.ts';
import { naiveTime } from './time.ts';
import { add, customerOfPhone, customerOfUuid } from './verify.ts';

export const sendSmsVcode = endpoint((call) => {
  const { exchange, state, settings, now } = call;
  const phone = text(call, 'phone', 32);
  const last = state.codes.get(phone)?.sentAt ?? Number.POSITIVE_INFINITY;
  if (now >= last && now < last + settings.smsIntervalS * 1000) throw new Fail(errors.tooManySms);
  const code = settings.vcode || fourDigits(exchange.world.ids.hex());
  state.codes.set(phone, { code, sentAt: now });
  return { result: 'ok', desc: 'success' };
});

/** A code works once. */
export const loginWithPhoneAndVcode = endpoint((call) => {
  const { exchange, state, settings, now } = call;
  const phone = text(call, 'phone', 32);
  const vcode = text(call, 'vcode', 4);
  const sent = state.codes.get(phone);
  if (!sent || sent.code !== vcode || now > sent.sentAt + settings.vcodeLifetimeS * 1000)
    throw new Fail(errors.badVcode);
  state.codes.delete(phone);
  const known = customerOfPhone(state, phone);
  const customer = known ?? add(state, { phone, unikey: null, credit: settings.phoneCredits }, now);
  exchange.note({ account: String(customer.id) });
  return loggedIn(call, customer);
});

export const loginWithUnikey = endpoint((call) => loggedIn(call, customerOfUuid(call, 'unikey')));

function loggedIn({ exchange, state, settings, now }: LufffCall, customer: Customer): object {
  const token = exchange.world.ids.uuid();
  const expiresAt = now + settings.tokenLifetimeS * 1000;
  state.tokens.set(token, { customerId: customer.id, expiresAt });
  return {
    id: customer.id,
    unikey: customer.unikey,
    nickname: null,
    phone: customer.phone,
    password: null,
    credit: customer.credit,
    invite_code: null,
    created_at: naiveTime(customer.createdAt),
    updated_at: naiveTime(customer.updatedAt),
    token,
  };
}

const fourDigits = (hex: string) => String(Number.parseInt(hex.slice(0, 8), 16) % 10_000).padStart(4, '0');
