import type { OssCall } from '../call.ts';
import type { OssFail } from '../failure.ts';
import { invalidArgument } from '../object/errors.ts';

/** Aliyun's finer codes for the parameters of one kind of list, where they are documented. */
export type ParameterCodes = Readonly<Record<string, string>>;

/** Documented for prefixes and markers. */
const maxNameBytes = 1023;

/** A parameter of a list that is the name of an object, or how names begin. Empty if left out. */
export function nameParameter({ query }: OssCall, name: string, codes: ParameterCodes = {}): string {
  const value = query.get(name) ?? '';
  if (Buffer.byteLength(value) <= maxNameBytes) return value;
  throw refused({ name, value, codes }, `The length of ${name} must be less than 1024 bytes.`);
}

/** One character. Empty if left out. */
export function delimiterParameter({ query }: OssCall, codes: ParameterCodes): string {
  const value = query.get('delimiter') ?? '';
  if ([...value].length <= 1) return value;
  throw refused({ name: 'delimiter', value, codes }, 'The delimiter must be one character.');
}

/** The finer code is documented for lists of buckets, and for those that have none of their own. */
const usualCodes: ParameterCodes = { 'max-keys': '0017-00000289' };

/** How long a page of most lists is, 100 if the client does not say. */
export const maxKeysOf = (call: OssCall, codes = usualCodes): number =>
  pageLengthOf(call, 'max-keys', { usual: 100, codes });

interface PageLength {
  /** If the client does not say. */
  readonly usual: number;
  readonly codes?: ParameterCodes;
}

/** How long a page is, by the parameter of that name. */
export function pageLengthOf({ query }: OssCall, name: string, { usual, codes = {} }: PageLength): number {
  const value = query.get(name) ?? '';
  const limit = value === '' ? usual : Number(value);
  if (/^\d*$/.test(value) && limit >= 1 && limit <= 1000) return limit;
  throw refused({ name, value, codes }, `Argument ${name} must be an integer between 1 and 1000.`);
}

interface Refused {
  readonly name: string;
  readonly value: string;
  readonly codes: ParameterCodes;
}

function refused({ name, value, codes }: Refused, message: string): OssFail {
  const ec = codes[name];
  return invalidArgument(name, value, ec === undefined ? message : { message, ec });
}
