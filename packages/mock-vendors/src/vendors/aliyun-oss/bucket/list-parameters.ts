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

/** How long a page of any list is, 100 if the client does not say. */
export function maxKeysOf({ query }: OssCall, codes = usualCodes): number {
  const value = query.get('max-keys') ?? '';
  const limit = value === '' ? 100 : Number(value);
  if (/^\d*$/.test(value) && limit >= 1 && limit <= 1000) return limit;
  throw refused(
    { name: 'max-keys', value, codes },
    'Argument max-keys must be an integer between 1 and 1000.',
  );
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
