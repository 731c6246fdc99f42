/** Options that change the price of a call. Those that are left out change nothing. */
export interface PriceChange {
  /** It applies once if any of these fields has one of `values`. */
  readonly fields: readonly string[];
  /** @default every value but 0, false and an empty text */
  readonly values?: readonly unknown[];
  /** Added to the price; below 0 for what is cheaper. */
  readonly credits: number;
}

/** The price of an operation, as the vendor publishes it. */
export interface Price {
  /** Credits for one call, file or result with nothing but the required fields. */
  readonly credits: number;
  readonly per: 'call' | 'file' | 'result';
  readonly changes?: readonly PriceChange[];
  /** Field and value that make the call free, for example a preview. */
  readonly freeWhen?: { readonly field: string; readonly value: unknown };
  /** What the vendor adds for large pictures, whose size it learns only after the call. */
  readonly large?: { readonly credits: number; readonly description: string };
  /** The vendor does not publish this price; `credits` is an assumption. */
  readonly isAssumed?: true;
}

/** `plan`: by a plan of the user's account that the API does not report. */
export type Cost = 'free' | 'plan' | Price;

type Input = Readonly<Record<string, unknown>>;

/**
 * The credits that one call with this input takes at most. `files` is the number of files where the price is per file or
 * result. Undefined where the API does not report the price.
 */
export function quote(cost: Cost, input: Input, files = 1): number | undefined {
  if (cost === 'free') return 0;
  if (cost === 'plan') return undefined;
  const { credits, per, changes = [], freeWhen, large } = cost;
  if (freeWhen && input[freeWhen.field] === freeWhen.value) return 0;
  const added = changes.filter((change) => applies(change, input)).map((change) => change.credits);
  const each = [credits, large?.credits ?? 0, ...added].reduce((sum, one) => sum + one, 0);
  return per === 'call' ? each : each * files;
}

const nothing: readonly unknown[] = [undefined, null, 0, '0', false, ''];

const applies = ({ fields, values }: PriceChange, input: Input): boolean =>
  fields.some((field) => (values ? values.includes(input[field]) : !nothing.includes(input[field])));

/** For people, for example `6 credits for each call; +8 with any of auto_bright, auto_smooth`. */
export function describeCost(cost: Cost): string {
  if (cost === 'free') return 'free';
  if (cost === 'plan') return "by the account's plan";
  const { credits, per, changes = [], freeWhen, large, isAssumed } = cost;
  const parts = [
    `${credits} credit${credits === 1 ? '' : 's'} for each ${per}${isAssumed ? ' (not published: an assumption)' : ''}`,
    ...changes.map(describeChange),
    ...(large ? [`+${large.credits} ${large.description}`] : []),
    ...(freeWhen ? [`free with ${freeWhen.field} ${freeWhen.value}`] : []),
  ];
  return parts.join('; ');
}

function describeChange({ fields, values, credits }: PriceChange): string {
  const amount = credits < 0 ? `${credits}` : `+${credits}`;
  const named = `${fields.length > 1 ? 'any of ' : ''}${fields.join(', ')}`;
  return `${amount} with ${named}${values ? ` ${values.join(' or ')}` : ''}`;
}
