import { type Cost, describeCost } from '@api-repack/core';
import { operations as fangtang } from '@api-repack/core/fangtang';
import { operations as lufff } from '@api-repack/core/lufff';
import { operations as picwish } from '@api-repack/core/picwish';
import { operations as picwishWeb } from '@api-repack/core/picwish-web';
import { chineseCost, chineseSummary } from './prices-zh.ts';

interface Priced {
  readonly name: string;
  readonly summary: string;
  readonly cost: Cost;
}

/** The operations of each vendor that cost something, from core's declarations. */
const priced = Object.entries({ picwish, 'picwish-web': picwishWeb, fangtang, lufff }).flatMap(
  ([vendor, operations]) =>
    (Object.values(operations) as readonly Priced[])
      .filter(({ cost }) => cost !== 'free')
      .map(({ name, ...rest }) => ({ ...rest, operation: `${vendor} ${name}` })),
);

export const pricesTable = (): string =>
  [
    '| operation | price |',
    '| --- | --- |',
    ...priced.map(
      ({ operation, summary, cost }) => `| \`${operation}\`<br>${summary} | ${describeCost(cost)} |`,
    ),
  ].join('\n');

export const chinesePricesTable = (): string =>
  [
    '| 操作 | 价格 |',
    '| --- | --- |',
    ...priced.map(
      ({ operation, cost }) => `| \`${operation}\`<br>${chineseSummary(operation)} | ${chineseCost(cost)} |`,
    ),
  ].join('\n');
