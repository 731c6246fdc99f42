import type { NodeOperationError } from 'n8n-workflow';
import { refuse } from './refuse.ts';
import type { Item } from './run-items.ts';

/** Counts what a run of a node spends, by the prices that the vendor publishes. */
export interface Spending {
  /** Reserves the credits of a call, or throws before it is sent. */
  reserve(item: Pick<Item, 'context' | 'index'>, credits: number | undefined): void;
  /** For a call that was not charged. */
  release(credits: number | undefined): void;
  spent(): number;
}

/** `limit` 0: no limit. */
export function openSpending(limit: number): Spending {
  let spent = 0;
  return {
    reserve(item, credits) {
      if (limit > 0 && credits === undefined) throw unknownPrice(item);
      if (limit > 0 && spent + (credits ?? 0) > limit) throw beyond(item, { limit, spent, credits });
      spent += credits ?? 0;
    },
    release(credits) {
      spent -= credits ?? 0;
    },
    spent: () => spent,
  };
}

const beyond = (
  item: Pick<Item, 'context' | 'index'>,
  { limit, spent, credits = 0 }: { limit: number; spent: number; credits: number | undefined },
): NodeOperationError =>
  refuse(
    item,
    `Not sent: it can cost ${credits} credits, and ${spent} of the Spend Limit of ${limit} are spent`,
    "Raise the option 'Spend Limit', or give fewer items",
  );

const unknownPrice = (item: Pick<Item, 'context' | 'index'>): NodeOperationError =>
  refuse(
    item,
    "Not sent: the price depends on the account's plan, so that it cannot be held against the Spend Limit",
    "Remove the option 'Spend Limit'",
  );
