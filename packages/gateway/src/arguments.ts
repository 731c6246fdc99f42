import { parseArgs } from 'node:util';
import { similar, UsageError } from './usage-error.ts';

export interface Arguments {
  readonly words: readonly string[];
  /** Values by flag in the order typed; a flag without a value is `true`. */
  readonly flags: ReadonlyMap<string, readonly (string | true)[]>;
}

export interface KnownFlags {
  /** Flags that take no value. */
  readonly switches: readonly string[];
  readonly values: readonly string[];
}

/** Parses `--flag value`, `--flag=value`, words, and `--` before words that begin with a dash. */
export function readArguments(args: readonly string[], { switches, values }: KnownFlags): Arguments {
  const known = [...switches, ...values];
  const flagsKnown = known.map((name) => `--${name}`);
  const options = Object.fromEntries([
    ...switches.map((name) => [name, { type: 'boolean' as const }]),
    ...values.map((name) => [name, { type: 'string' as const, multiple: true }]),
  ]);
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const flags = new Map<string, (string | true)[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const isLeftOut = value === undefined || value === '' || (!inlineValue && value.startsWith('--'));
    if (!known.includes(name))
      throw new UsageError(`${rawName}: unknown flag; ${similar(`--${name}`, flagsKnown)}`);
    if (values.includes(name) && isLeftOut) throw new UsageError(`${rawName}: needs a value`);
    if (switches.includes(name) && value !== undefined) throw new UsageError(`${rawName}: takes no value`);
    flags.set(name, [...(flags.get(name) ?? []), value ?? true]);
  }
  return { words, flags };
}
