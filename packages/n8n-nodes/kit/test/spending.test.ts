import { expect, it } from 'vitest';
import { openSpending } from '../src/spending.ts';

const item = {
  index: 0,
  context: { getNode: () => ({ name: 'Toy', type: 'toy', parameters: {} }) },
} as never;
const refusal = expect.objectContaining({ charged: 'no' });

it('refuses what would go beyond the limit, before it is sent', () => {
  const spending = openSpending(5);
  spending.reserve(item, 3);
  expect(() => spending.reserve(item, 3)).toThrow(refusal);
  spending.reserve(item, 2);
  expect(spending.spent()).toBe(5);
});

it('counts nothing for a call that was not charged', () => {
  const spending = openSpending(5);
  spending.reserve(item, 5);
  spending.release(5);
  spending.reserve(item, 5);
  expect(spending.spent()).toBe(5);
});

it('refuses what has no known price only where there is a limit', () => {
  expect(() => openSpending(5).reserve(item, undefined)).toThrow(refusal);
  openSpending(0).reserve(item, undefined);
});
