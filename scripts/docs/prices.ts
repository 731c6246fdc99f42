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

type RowOf = (one: (typeof priced)[number]) => { readonly summary: string; readonly price: string };

const tableOf = (head: readonly [operation: string, price: string], rowOf: RowOf): string => {
  const rows = priced.map((one) => {
    const { summary, price } = rowOf(one);
    return `| \`${one.operation}\`<br>${summary} | ${price} |`;
  });
  return [`| ${head.join(' | ')} |`, '| --- | --- |', ...rows].join('\n');
};

export const pricesTable = (): string =>
  tableOf(['operation', 'price'], ({ summary, cost }) => ({ summary, price: describeCost(cost) }));

export const chinesePricesTable = (): string =>
  tableOf(['操作', '价格'], ({ operation, cost }) => ({
    summary: chineseSummary(operation),
    price: chineseCost(cost),
  }));
