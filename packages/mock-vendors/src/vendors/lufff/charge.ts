import { Fail } from '../../engine/mock-vendor.ts';
import { ImageFailure } from '../../world/images.ts';
import type { LufffCall } from './call.ts';
import { errors } from './errors.ts';
import type { Customer } from './state.ts';

interface Movement {
  readonly customer: Customer;
  readonly endpoint: string;
  readonly credits: number;
  readonly reference: string;
}

/** Takes a credit for work that succeeds. */
export async function charging<Work extends { readonly name: string }>(
  call: LufffCall,
  { customer, endpoint }: Pick<Movement, 'customer' | 'endpoint'>,
  work: () => Promise<Work>,
): Promise<Work> {
  const { settings, now, exchange } = call;
  if (customer.credit < 1) throw new Fail(errors.noCredit);
  // Before the work begins, so that calls at the same time never share a credit.
  take(customer, 1, now);
  try {
    const done = await work();
    record(call, { customer, endpoint, credits: 1, reference: done.name });
    exchange.note({
      charged: 1,
      created: [done.name],
      balance: { before: customer.credit + 1, after: customer.credit },
    });
    return done;
  } catch (error) {
    if (settings.chargeFailures) record(call, { customer, endpoint, credits: 1, reference: 'failure' });
    else take(customer, -1, now);
    if (error instanceof ImageFailure)
      throw new Fail(errors.badImage, `${errors.badImage.message}: ${error.message}`);
    throw error;
  }
}

/** A negative number gives credits. */
export function take(customer: Customer, credits: number, now: number): void {
  customer.credit -= credits;
  customer.updatedAt = now;
}

export function record(
  { exchange, now }: LufffCall,
  { customer, endpoint, credits, reference }: Movement,
): void {
  const account = String(customer.id);
  exchange.world.ledger.record({ at: now, vendor: 'lufff', account, credits, endpoint, reference });
}
