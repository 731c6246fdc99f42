import type { Cost, PriceChange } from '@api-repack/core';
import type { INodeProperties } from 'n8n-workflow';

/** Labels of a form, by the names of the fields of the operation's input. */
type Labels = Readonly<Record<string, string>>;

const credits = (count: number): string => `${count} credit${count === 1 ? '' : 's'}`;

/** A line in the form that says what the operation costs, from the price of core. */
export function priceNotice(cost: Cost, labels: Labels = {}): INodeProperties {
  return { displayName: priceText(cost, labels), name: 'priceNotice', type: 'notice', default: '' };
}

export function priceText(cost: Cost, labels: Labels = {}): string {
  if (cost === 'free') return 'Costs nothing.';
  if (cost === 'plan') return "The price depends on the account's plan. Get Result is free.";
  const { credits: each, changes = [], large, freeWhen, isAssumed } = cost;
  const labelOf = (field: string) => `'${labels[field] ?? field}'`;
  const parts = [
    `${credits(each)} for each image${isAssumed ? ' (an assumption: the vendor publishes no price)' : ''}`,
    ...changes.map((change) => describeChange(change, labelOf)),
    ...(large ? [`${credits(large.credits)} more ${large.description}`] : []),
    ...(freeWhen ? [`free with ${labelOf(freeWhen.field)}`] : []),
  ];
  return `${parts.join('; ')}.`;
}

function describeChange(
  { fields, values, credits: added }: PriceChange,
  labelOf: (field: string) => string,
): string {
  const amount = added < 0 ? `${credits(-added)} less` : `${credits(added)} more`;
  const names = fields.map(labelOf).join(' or ');
  return `${amount} with ${names}${values ? ` ${values.join(' or ')}` : ''}`;
}
