import { readFileSync } from 'node:fs';
import { kebab } from '@api-repack/core';
import { type Arguments, readArguments } from './arguments.ts';
import { similar, UsageError } from './usage-error.ts';
import { vendors } from './vendors.ts';
import { creditRange, type Range, wholeNumber } from './whole-number.ts';

/** Reads a setting from a string or from JSON. Throws an `Error` whose message completes "port: …". */
type Read<Value> = (value: unknown) => Value;

interface Setting<Value> {
  readonly description: string;
  readonly read: Read<Value>;
  readonly default: Value;
  /** The default as a user types it. */
  readonly defaultText?: string;
}

const setting = <Value>(definition: Setting<Value>): Setting<Value> => definition;

const wrong = (reason: string): never => {
  throw new Error(reason);
};

const onOff: Read<boolean> = (value) =>
  ({ true: true, '1': true, false: false, '0': false })[String(value)] ?? wrong('use true or false');

const whole =
  (range: Range): Read<number> =>
  (value) =>
    wholeNumber(value, range);

const units = (factors: Readonly<Record<string, number>>, example: string): Read<number> => {
  return (value) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(value)) ?? [];
    const factor = factors[unit.toLowerCase()];
    const result = Math.round(Number(number) * (factor ?? Number.NaN));
    return result > 0
      ? result
      : wrong(`use a number with a unit (${Object.keys(factors).join(', ')}), such as ${example}`);
  };
};

const duration = units({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }, '90s');
/** Node's timers fire immediately if they are set to more than 31 bits of milliseconds. */
const timer: Read<number> = (value) => {
  const ms = duration(value);
  return ms < 2 ** 31 ? ms : wrong('use 596h at most');
};
const size = units({ kb: 1 << 10, mb: 1 << 20, gb: 1 << 30 }, '100mb');

const oneOf =
  <Name extends string>(names: readonly Name[]): Read<Name> =>
  (value) =>
    names.find((name) => name === value) ?? wrong(`use one of ${names.join(', ')}`);

const text: Read<string> = (value) => (typeof value === 'string' && value ? value : wrong('give a text'));

const storeName: Read<string> = (value) =>
  /^(memory|sqlite:.+|postgres(ql)?:\/\/.+)$/s.test(String(value))
    ? String(value)
    : wrong('use memory, sqlite:FILE or postgres://user:password@host/database');

/** `vendor=url`, several with commas between them. */
const baseUrls: Read<Readonly<Record<string, string>>> = (value) => {
  const pairs =
    typeof value === 'object' && value !== null
      ? Object.entries(value)
      : String(value)
          .split(',')
          .map((pair): [string, string] => {
            const [name = '', ...url] = pair.split('=');
            return [name.trim(), url.join('=').trim()];
          });
  const names = vendors.map(({ name }) => name);
  for (const [name, url] of pairs) {
    if (!names.includes(name)) wrong(`there is no vendor ${name}; ${similar(name, names)}`);
    if (!/^https?:\/\/[^/]/.test(String(url)))
      wrong(`${name} needs an http or https URL, as in ${name}=https://example.com`);
  }
  return Object.fromEntries(pairs);
};

/** The one list of settings: flag, environment, file, help and docs come from it. */
export const settings = {
  port: setting({
    description: 'port to listen on; 0 takes any free one',
    read: whole({ min: 0, max: 65_535 }),
    default: 8080,
  }),
  host: setting({ description: 'address to listen on; 0.0.0.0 for all', read: text, default: '127.0.0.1' }),
  mock: setting({
    description: 'start mock vendors and use them instead of the real ones',
    read: onOff,
    default: false,
  }),
  compat: setting({
    description: 'answer failures of its four endpoints as the original service did',
    read: onOff,
    default: false,
  }),
  baseUrl: setting({
    description: 'where a vendor is, as vendor=url',
    read: baseUrls,
    default: {},
    defaultText: '',
  }),
  maxBody: setting({ description: 'longest body', read: size, default: 100 << 20, defaultText: '100mb' }),
  maxCalls: setting({
    description: 'calls in progress at most; more are refused',
    read: whole({ min: 1, max: 100_000 }),
    default: 64,
  }),
  spendLimit: setting<number | undefined>({
    description: 'credits that may be spent until the gateway ends; what would exceed them is refused',
    read: whole(creditRange),
    default: undefined,
    defaultText: 'no limit',
  }),
  deadline: setting({
    description: 'longest time for one call',
    read: timer,
    default: 600_000,
    defaultText: '10m',
  }),
  vendorIdle: setting({
    description: 'how long a vendor may neither take nor send a byte',
    read: timer,
    default: 120_000,
    defaultText: '2m',
  }),
  grace: setting({
    description: 'how long to wait for calls when stopping',
    read: timer,
    default: 30_000,
    defaultText: '30s',
  }),
  idempotencyTtl: setting({
    description: 'how long an Idempotency-Key is known',
    read: duration,
    default: 86_400_000,
    defaultText: '24h',
  }),
  originFile: setting<string | undefined>({
    description: 'file that the address of the service is written to, for health checks',
    read: text,
    default: undefined,
    defaultText: '',
  }),
  store: setting({
    description: 'where payments are kept: memory, sqlite:FILE, or postgres://… for several gateways',
    read: storeName,
    default: 'memory',
  }),
  logLevel: setting({
    description: 'least important lines to log',
    read: oneOf(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  }),
} as const;

type Known = typeof settings;
export type Settings = { readonly [Name in keyof Known]: ReturnType<Known[Name]['read']> };

export const flagOf = (name: string): string => kebab(name);
export const variableOf = (name: string): string =>
  `API_REPACK_${kebab(name).replaceAll('-', '_').toUpperCase()}`;

const serviceFlags = {
  switches: ['mock', 'compat', 'help'],
  values: [
    ...Object.keys(settings)
      .map(flagOf)
      .filter((name) => name !== 'mock' && name !== 'compat'),
    'config',
  ],
};

interface Source {
  /** How the user wrote it, for the error. */
  readonly name: (setting: string) => string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Flags win over the environment, the environment over the file. All problems are reported together. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = readArguments(args, serviceFlags);
  const [stray] = given.words;
  if (stray !== undefined) throw new UsageError(`${stray}: the service takes flags only`);
  const file = given.flags.get('config')?.at(-1) ?? env.API_REPACK_CONFIG;
  const sources = [
    ...(typeof file === 'string' ? [fromFile(file)] : []),
    fromEnvironment(env),
    fromFlags(given),
  ];
  const problems: string[] = [];
  const read = Object.entries(settings).map(([name, { read, default: defaultValue }]) => {
    const source = sources.findLast(({ values }) => values[name] !== undefined);
    try {
      return [name, source ? read(source.values[name]) : defaultValue];
    } catch (error) {
      problems.push(`${source?.name(name)}: ${(error as Error).message}`);
      return [name, defaultValue];
    }
  });
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return Object.fromEntries(read);
}

function fromFlags({ flags }: Arguments): Source {
  const values = Object.keys(settings).map((name) => {
    const typed = flags.get(flagOf(name));
    return [name, name === 'baseUrl' ? typed?.join(',') : typed?.at(-1)];
  });
  return { name: (setting) => `--${flagOf(setting)}`, values: Object.fromEntries(values) };
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Source {
  const values = Object.keys(settings).map((name) => [name, env[variableOf(name)] || undefined]);
  return { name: variableOf, values: Object.fromEntries(values) };
}

function fromFile(path: string): Source {
  let values: Readonly<Record<string, unknown>>;
  try {
    values = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: cannot be read as JSON: ${(error as Error).message}`);
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new UsageError(`${path}: is not a JSON object`);
  const known = Object.keys(settings);
  const stray = Object.keys(values).find((name) => !known.includes(name));
  if (stray !== undefined)
    throw new UsageError(`"${stray}" in ${path}: unknown setting; ${similar(stray, known)}`);
  return { name: (setting) => `"${setting}" in ${path}`, values };
}
