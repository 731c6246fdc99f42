import { type Cost, describeCost } from '@api-repack/core';
import { operations as fangtang } from '@api-repack/core/fangtang';
import { operations as lufff } from '@api-repack/core/lufff';
import { operations as picwish } from '@api-repack/core/picwish';
import { operations as picwishWeb } from '@api-repack/core/picwish-web';

interface Priced {
  readonly name: string;
  readonly summary: string;
  readonly cost: Cost;
}

/** The operations of each vendor that cost something, from core's declarations. */
export function pricesTable(): string {
  const rows = Object.entries({ picwish, 'picwish-web': picwishWeb, fangtang, lufff }).flatMap(
    ([vendor, operations]) =>
      (Object.values(operations) as readonly Priced[])
        .filter(({ cost }) => cost !== 'free')
        .map(({ name, summary, cost }) => `| \`${vendor} ${name}\`<br>${summary} | ${describeCost(cost)} |`),
  );
  return ['| operation | price |', '| --- | --- |', ...rows].join('\n');
}
