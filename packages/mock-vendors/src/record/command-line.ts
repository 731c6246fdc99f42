import { parseArgs } from 'node:util';
import { UsageError } from '../cli/usage-error.ts';
import { contracts } from '../contract/contracts.ts';
import { unknownWord } from '../engine/did-you-mean.ts';

const names = contracts.map(({ contract: { vendor } }) => vendor.name);

export const recordHelp = `Records calls of a real vendor, and holds the mocks to them.

Usage: mock-vendors record --vendor <name> --target <url> --out <folder> [--port <number>]
       mock-vendors replay-fixtures <folder> [--port <number>]
       mock-vendors drift <folder> [--report <folder>] [--json]

record starts a proxy on this machine: give its address to your program as the vendor's base URL. Each call is passed on
once, and written to the folder as a JSON file. Secrets, phone numbers and signatures are masked; pictures are described by
their hash. replay-fixtures answers with what was recorded. drift asks a mock what it would have answered, and reports
fields, types, codes, states, charges and timing that differ; it calls nobody else, so it costs nothing.

  --vendor <name>     ${names.join(', ')}
  --target <url>      base URL of the vendor
  --out <folder>      a new folder for the exchanges
  --port <number>     where to listen (any free port)
  --report <folder>   write index.html, junit.xml and report.json there (drift)
  --json              print the report as JSON (drift)
  --help              print this

Exit status of drift: 0 nothing differs, 1 something differs, 2 no result.
`;

export type RecordCommand =
  | { readonly does: 'help' }
  | {
      readonly does: 'record';
      readonly vendor: string;
      readonly target: string;
      readonly out: string;
      readonly port: number;
    }
  | { readonly does: 'replay-fixtures'; readonly folder: string; readonly port: number }
  | { readonly does: 'drift'; readonly folder: string; readonly report?: string; readonly json: boolean };

export type RecordVerb = 'record' | 'replay-fixtures' | 'drift';

export function readRecordCommand(does: RecordVerb, args: readonly string[]): RecordCommand {
  const { values, positionals } = parse(args);
  if (values.help) return { does: 'help' };
  const port = portFrom(values.port ?? '0');
  if (does === 'record') return { does, port, ...recordingFrom(values) };
  const [folder, more] = positionals;
  if (folder === undefined || more !== undefined)
    throw new UsageError(`give one folder: mock-vendors ${does} <folder>`);
  if (does === 'replay-fixtures') return { does, folder, port };
  const { report, json = false } = values;
  return { does, folder, json, ...(report !== undefined && { report }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vendor: { type: 'string' },
        target: { type: 'string' },
        out: { type: 'string' },
        port: { type: 'string' },
        report: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}: see mock-vendors record --help`);
  }
}

type Values = ReturnType<typeof parse>['values'];

function recordingFrom({ vendor = '', target = '', out = '' }: Values) {
  if (vendor === '') throw new UsageError(`--vendor is missing: give one of ${names.join(', ')}`);
  if (!names.includes(vendor)) throw new UsageError(`--vendor ${vendor}: ${unknownWord(vendor, names)}`);
  if (target === '') throw new UsageError('--target is missing: give the base URL of the vendor');
  if (!/^https?:$/.test(URL.parse(target)?.protocol ?? ''))
    throw new UsageError(`--target ${target}: must be an http or https URL`);
  if (out === '') throw new UsageError('--out is missing: give a new folder');
  return { vendor, target, out };
}

function portFrom(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UsageError(`--port ${text}: must be 0 to 65535`);
  return Number(text);
}
