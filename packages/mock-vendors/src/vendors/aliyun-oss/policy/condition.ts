import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { matches } from './wildcard.ts';

export type ConditionValues = ReadonlyMap<string, string>;

interface Comparison {
  readonly key: string;
  readonly wanted: string | number | boolean | readonly string[];
}

type Compare = (value: string, wanted: string) => boolean;

/** One wanted value has to match; of a negated operator, none may. */
const operators: Readonly<Record<string, Compare>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => matches(wanted, value),
  NumericEquals: (value, wanted) => Number(value) === Number(wanted),
  NumericLessThan: (value, wanted) => Number(value) < Number(wanted),
  NumericLessThanEquals: (value, wanted) => Number(value) <= Number(wanted),
  NumericGreaterThan: (value, wanted) => Number(value) > Number(wanted),
  NumericGreaterThanEquals: (value, wanted) => Number(value) >= Number(wanted),
  DateEquals: (value, wanted) => Date.parse(value) === Date.parse(wanted),
  DateLessThan: (value, wanted) => Date.parse(value) < Date.parse(wanted),
  DateLessThanEquals: (value, wanted) => Date.parse(value) <= Date.parse(wanted),
  DateGreaterThan: (value, wanted) => Date.parse(value) > Date.parse(wanted),
  DateGreaterThanEquals: (value, wanted) => Date.parse(value) >= Date.parse(wanted),
  Bool: (value, wanted) => value === wanted,
  IpAddress: isInRange,
};

const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  IpAddressNotEquals: 'IpAddress',
};

/** A condition with an unknown operator, or on a value that the request does not have, does not hold. */
export function conditionHolds(
  operator: string,
  { key, wanted }: Comparison,
  values: ConditionValues,
): boolean {
  const value = values.get(key.toLowerCase());
  const negated = Object.hasOwn(negations, operator) ? negations[operator] : undefined;
  const name = negated ?? operator;
  const compare = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!compare) return false;
  const isMatch = value !== undefined && [wanted].flat().some((one) => compare(value, String(one)));
  return negated === undefined ? isMatch : !isMatch;
}

function isInRange(address: string, range: string): boolean {
  const [net = '', bits] = range.split('/');
  const family = isIPv4(net) ? 'ipv4' : 'ipv6';
  if (!isIPv4(address) && !isIPv6(address)) return false;
  const size = bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits);
  const list = new BlockList();
  try {
    list.addSubnet(net, size, family);
  } catch {
    return false;
  }
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
