import { resolve } from 'node:path';
import { type Arguments, readArguments } from '../arguments.ts';
import { UsageError } from '../usage-error.ts';
import { creditRange, wholeFlag } from '../whole-number.ts';

export interface McpOptions {
  /** Where results and the records of payments go. */
  readonly out: string;
  /** Folders whose pictures may be sent; `out` is one of them. */
  readonly allowed: readonly string[];
  /** Credits that this server may spend until it ends. */
  readonly spendLimit: number | undefined;
  /** Port for streamable HTTP; undefined for stdio. */
  readonly port: number | undefined;
  /** A longer file is refused, in bytes. */
  readonly maxFileBytes: number;
  readonly typed: Arguments;
}

const maxFileBytes = 100 << 20;

export function readMcpOptions(args: readonly string[]): McpOptions {
  const typed = readArguments(args, {
    switches: ['mock'],
    values: ['out', 'allow', 'spend-limit', 'http', 'base-url', 'mock-url', 'env-file'],
  });
  const [stray] = typed.words;
  if (stray !== undefined) throw new UsageError(`${stray}: mcp takes flags only`);
  const out = typed.flags.get('out')?.at(-1);
  if (typeof out !== 'string') throw new UsageError('--out: name the folder for the results');
  const allowed = [out, ...(typed.flags.get('allow') ?? [])].map((folder) => resolve(String(folder)));
  return {
    out: resolve(out),
    allowed,
    spendLimit: wholeFlag(typed, 'spend-limit', creditRange),
    port: wholeFlag(typed, 'http', { min: 0, max: 65_535 }),
    maxFileBytes,
    typed,
  };
}
