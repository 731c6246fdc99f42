import { picwish } from '@api-repack/core/picwish';
import { Fail, type MockVendor } from '../../engine/mock-vendor.ts';
import type { PicwishSettings } from './settings.ts';
import { type PicwishKey, type PicwishState, stateSlot } from './state.ts';

/** The key of the developer API, by the header `X-API-KEY`. */
export function verifyKey(headers: Readonly<Record<string, string>>, { keys }: PicwishState): PicwishKey {
  const key = keys.get(headers['x-api-key'] ?? '');
  if (!key) throw new Fail(picwish.errors.invalidKey);
  return key;
}

/** Keys in public programs are `wx` and 15 lowercase letters and digits. */
export const realKey: NonNullable<MockVendor['realKey']> = (world, { headers }) => {
  const key = headers['x-api-key'] ?? '';
  const isReal = /^wx[a-z0-9]{15}$/.test(key) && !world.stateOf(stateSlot).keys.has(key);
  return isReal ? picwish.errors.invalidKey : undefined;
};

/** Refuses a call that is one too many within a second. */
export function requireTurn(key: PicwishKey, now: number, { qps }: PicwishSettings): void {
  if (qps === 0) return;
  key.calls = key.calls.filter((at) => at > now - 1_000);
  if (key.calls.length >= qps) throw new Fail(picwish.errors.tooFast);
  key.calls.push(now);
}
