import { parseArgs } from 'node:util';
import { UsageError } from '../cli/usage-error.ts';
import { variableName } from '../run/vendor-variables.ts';
import { contracts } from './contracts.ts';
import type { ContractOptions } from './options.ts';

export const contractHelp = `Holds a base URL to what a vendor's documentation promises: each endpoint with each example and error.

Usage: mock-vendors contract --vendor <name> --target <url> [options]

  --vendor <name>       ${contracts.map(({ contract: { vendor } }) => vendor.name).join(', ')}
  --target <url>        base URL of a mock, of a stub of your own or, with --live, of the vendor
  --live                the target is the real vendor: credentials come from variables such as FANGTANG_THIRD_CODE, and only
                        calls that cost nothing are made
  --charge <endpoint>   with --live, also call this endpoint, which costs credits or has another effect; can be repeated
  --cap <credits>       spend no more than this; needed with --charge
  --timeout <seconds>   limit for one answer (10)
  --task-timeout <s>    limit for one task (60)
  --image-url <url>     a public picture, for vendors that fetch it themselves
  --report <folder>     write index.html, junit.xml and report.json there
  --json                print the report as JSON instead of a table
  --help                print this

Exit status: 0 everything that was tried matches, 1 something differs, 2 no result.
`;

export interface ContractCommand {
  readonly options: ContractOptions;
  readonly report?: string;
  readonly json: boolean;
}

/** Undefined if help is wanted. */
export function readContractCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ContractCommand | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const { vendor, target, live = false, charge = [], report, json = false } = values;
  if (vendor === undefined) throw new UsageError('--vendor is missing: see mock-vendors contract --help');
  if (target === undefined) throw new UsageError('--target is missing: give a base URL');
  const cap = numberFrom('cap', values.cap);
  const timeoutS = numberFrom('timeout', values.timeout);
  const taskTimeoutS = numberFrom('task-timeout', values['task-timeout']);
  const options: ContractOptions = {
    vendor,
    target,
    live,
    charge,
    credentials: credentialsIn(env, vendor),
    ...(cap !== undefined && { cap }),
    ...(timeoutS !== undefined && { timeoutMs: timeoutS * 1_000 }),
    ...(taskTimeoutS !== undefined && { taskTimeoutMs: taskTimeoutS * 1_000 }),
    ...(values['image-url'] !== undefined && { imageUrl: values['image-url'] }),
  };
  return { options, json, ...(report !== undefined && { report }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        vendor: { type: 'string' },
        target: { type: 'string' },
        live: { type: 'boolean' },
        charge: { type: 'string', multiple: true },
        cap: { type: 'string' },
        timeout: { type: 'string' },
        'task-timeout': { type: 'string' },
        'image-url': { type: 'string' },
        report: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}: see mock-vendors contract --help`);
  }
}

function credentialsIn(env: NodeJS.ProcessEnv, vendor: string): Record<string, string> {
  const found = contracts.find(({ contract }) => contract.vendor.name === vendor);
  const fields = found?.contract.credentialFields ?? [];
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = env[variableName(vendor, field)];
      return value ? [[field, value]] : [];
    }),
  );
}

function numberFrom(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}(\.\d+)?$/.test(text)) throw new UsageError(`--${option} ${text}: must be a number`);
  return Number(text);
}
