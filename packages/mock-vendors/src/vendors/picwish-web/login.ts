import { open, type PicwishWebCall, undocumented } from './call.ts';

/** The token's middle part is 482, the number of the product, whatever the client sends as `product_id`. */
export const login = open(({ exchange, state, settings, now, text }) => {
  const account = state.accounts.get(text('telephone') ?? '');
  if (!account || account.password !== text('password'))
    throw undocumented(settings.wrongPasswordStatus, 'mock: wrong telephone or password');
  const token = `v2,${account.userId},482,${exchange.world.ids.hex()}`;
  const expiresAt = now + settings.tokenLifetimeS * 1_000;
  state.logins.set(token, { userId: account.userId, expiresAt });
  exchange.note({ account: account.userId });
  return { api_token: token, user: { user_id: Number(account.userId) } };
});

/** Of both generations; only with the setting `guests`. */
export const anonymousLogin = open(({ exchange, state, settings, now }: PicwishWebCall) => {
  if (!settings.guests) throw undocumented(404, 'mock: guests are not served, see the setting guests');
  const id = Number.parseInt(exchange.world.ids.hex().slice(0, 6), 16);
  const token = `v2,${id},482,${exchange.world.ids.hex()}`;
  state.logins.set(token, { userId: `guest-${id}`, expiresAt: now + settings.tokenLifetimeS * 1_000 });
  return { api_token: token, device_id: id };
});
