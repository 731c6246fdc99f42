import { parseArgs } from 'node:util';
import { UsageError } from '../cli/usage-error.ts';
import { unknownWord } from '../engine/did-you-mean.ts';
import { mockVendors } from '../vendors.ts';
import { type AssumeOptions, type TriedAssumption, tryAssumptions } from './assume.ts';

const names = mockVendors.map(({ name }) => name);

const help = `Runs a program, such as a test runner, under each alternative of every setting that stands for a guess, and names those on
which it depends.

Usage: mock-vendors assume [options] -- <command>

  --vendor <name>      only settings of this vendor, can be repeated (those that the program calls): ${names.join(', ')}
  --timeout <seconds>  limit for one run (120)
  --json               print the runs as JSON
  --help               print this

The program gets FANGTANG_BASE_URL and the like, as with mock-vendors run.
Exit status: 0 it depends on none, 1 on some, 2 no result.
`;

const exitOfDependencies = 1;
const exitWithoutResult = 2;

/** `mock-vendors assume`. Resolves to the exit status. */
export async function assumeCommand(args: readonly string[]): Promise<number> {
  try {
    const command = read(args);
    if (command) return await run(command);
    process.stdout.write(help);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`mock-vendors: ${error.message}\n`);
    return exitWithoutResult;
  }
}

interface AssumeCommand {
  readonly options: AssumeOptions;
  readonly json: boolean;
}

/** Undefined if help is wanted. */
function read(args: readonly string[]): AssumeCommand | undefined {
  const end = args.indexOf('--');
  const values = parse(end < 0 ? args : args.slice(0, end));
  if (values.help) return undefined;
  if (end < 0 || end === args.length - 1)
    throw new UsageError(
      'assume needs a program after --, for example: mock-vendors assume -- npx vitest run',
    );
  const unknown = values.vendor?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`--vendor ${unknown}: ${unknownWord(unknown, names)}`);
  const { vendor, timeout, json = false } = values;
  if (timeout !== undefined && !/^[1-9]\d{0,5}$/.test(timeout))
    throw new UsageError(`--timeout ${timeout}: must be a whole number of seconds`);
  const options = {
    command: args.slice(end + 1),
    ...(vendor && { vendors: vendor }),
    ...(timeout !== undefined && { timeoutMs: Number(timeout) * 1_000 }),
  };
  return { options, json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        vendor: { type: 'string', multiple: true },
        timeout: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}: see mock-vendors assume --help`);
  }
}

async function run({ options, json }: AssumeCommand): Promise<number> {
  const tried = await tryAssumptions({
    ...options,
    onRun: (one) => process.stderr.write(`${lineOf(one)}\n`),
  });
  const depending = tried.filter(({ depends }) => depends);
  process.stdout.write(
    json ? `${JSON.stringify(tried, undefined, 2)}\n` : `${summaryOf(tried, depending)}\n`,
  );
  return depending.length > 0 ? exitOfDependencies : 0;
}

const lineOf = ({ depends, vendor, setting, default: value, alternative }: TriedAssumption): string =>
  `${depends ? '✗' : '●'} ${vendor} ${setting}: ${JSON.stringify(alternative)} instead of ${JSON.stringify(value)}`;

function summaryOf(tried: readonly TriedAssumption[], depending: readonly TriedAssumption[]): string {
  if (depending.length === 0) return `It depends on none of the guesses: ${tried.length} runs.`;
  const lines = depending.map((one) => `${lineOf(one)} (${one.because})`);
  return [
    `It depends on ${depending.length} guess${depending.length === 1 ? '' : 'es'}, in ${tried.length} runs:`,
    ...lines,
  ].join('\n');
}
