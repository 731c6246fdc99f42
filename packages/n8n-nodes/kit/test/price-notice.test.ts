import { operations } from '@api-repack/core/picwish';
import { expect, it } from 'vitest';
import { priceText } from '../src/price-notice.ts';

it('names what costs more by the labels of the form', () => {
  const { cost } = operations.externalIdphoto;
  const text = priceText(cost, { layout: 'Sheet', clothes_id: 'Clothes ID' });
  for (const part of ['6 credits', '5 credits more', "'Sheet'", '9 credits more', "'Clothes ID'"])
    expect(text).toContain(part);
});

it('knows one credit from several, what is free, and what a plan decides', () => {
  expect(priceText({ credits: 1, per: 'call' })).toMatch(/^1 credit /);
  expect(priceText('free')).not.toMatch(/\d/);
  expect(priceText('plan')).toContain('plan');
});
