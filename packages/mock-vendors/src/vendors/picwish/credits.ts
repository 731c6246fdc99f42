import type { PicwishCall } from './call.ts';
import { endpoint } from './call.ts';
import type { PicwishTask } from './state.ts';

export const credits = endpoint(async ({ key }) => [
  { remaining_credits: key.remaining, used_credits: key.used },
]);

export type ChargingCall = Pick<PicwishCall, 'exchange' | 'key' | 'now'>;

/** Takes credits, or gives them back if negative. */
export function charge({ exchange, key, now }: ChargingCall, task: PicwishTask, amount: number): void {
  if (amount === 0) return;
  key.remaining -= amount;
  key.used += amount;
  exchange.world.ledger.record({
    at: now,
    vendor: 'picwish',
    account: key.account,
    credits: amount,
    endpoint: task.tool,
    reference: task.id,
  });
}

/** A task that failed is free. */
export function refund(call: ChargingCall, task: PicwishTask): void {
  if (task.refunded) return;
  task.refunded = true;
  charge(call, task, -task.credits);
}
