import { serve } from '../cli/serve.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { type ProgramRun, runProgram } from '../run/run-program.ts';
import { createTrust, type Trust } from '../run/trust.ts';
import { mockVendors } from '../vendors.ts';
import type { TaskTiming } from '../world/tasks.ts';

export interface AssumeOptions {
  /** A program and its arguments, such as a test runner. */
  readonly command: readonly string[];
  /** Names of vendors whose assumptions are tried. @default those that the program calls */
  readonly vendors?: readonly string[];
  /** Limit for one run, in milliseconds. @default 120000 */
  readonly timeoutMs?: number;
  /** @default a few tenths of a second */
  readonly taskTiming?: TaskTiming;
  /** Called after each run. */
  readonly onRun?: (tried: TriedAssumption) => void;
}

/** One run with a setting other than its default. */
export interface TriedAssumption {
  readonly vendor: string;
  readonly setting: string;
  readonly default: unknown;
  readonly alternative: unknown;
  /** Why the default is what it is. */
  readonly because: string;
  /** Whether the program fails with the alternative, and so depends on the default. */
  readonly depends: boolean;
  readonly exitCode: number | null;
  /** The end of what the program printed, if it failed. */
  readonly output: string;
}

const maxOutputBytes = 1 << 20;
const shownOutput = 2_000;

/**
 * Runs a program once as it is, and once for each alternative of each guessed setting of the vendors that it calls.
 *
 * @throws UsageError if it fails without any change, or calls no vendor
 */
export async function tryAssumptions(options: AssumeOptions): Promise<readonly TriedAssumption[]> {
  const trust = await createTrust();
  try {
    const called = await vendorsCalled(options, trust);
    const tried: TriedAssumption[] = [];
    for (const mock of mockVendors.filter(({ name }) => called.includes(name)))
      for (const planned of assumptionsOf(mock)) {
        const ran = await run(options, trust, { [mock.name]: { [planned.setting]: planned.alternative } });
        const result = { ...planned, ...endOf(ran.program) };
        options.onRun?.(result);
        tried.push(result);
      }
    return tried;
  } finally {
    trust.close();
  }
}

async function vendorsCalled(options: AssumeOptions, trust: Trust): Promise<readonly string[]> {
  const { program, called } = await run(options, trust, {});
  if (program.exitCode !== 0)
    throw new UsageError(
      `the program fails as things are (exit status ${program.exitCode}): mend that first\n${endOf(program).output}`,
    );
  if (called.length === 0)
    throw new UsageError('the program called no vendor: does it use the base URL or the proxy that it gets?');
  return options.vendors ?? called;
}

type Planned = Omit<TriedAssumption, 'depends' | 'exitCode' | 'output'>;

const assumptionsOf = ({ name, defaults, evidence }: MockVendor): Planned[] =>
  Object.entries(evidence?.assumptions ?? {}).flatMap(([setting, { because, alternatives }]) =>
    alternatives.map((alternative) => ({
      vendor: name,
      setting,
      default: (defaults as Readonly<Record<string, unknown>>)[setting],
      alternative,
      because,
    })),
  );

const quick: TaskTiming = { mode: 'timed', minMs: 200, maxMs: 400 };

async function run(
  { command, timeoutMs = 120_000, taskTiming = quick }: AssumeOptions,
  trust: Trust,
  settings: Readonly<Record<string, object>>,
) {
  const server = await serve({ settings, taskTiming });
  try {
    const program = await runProgram({ command, server, trust, timeoutMs, maxOutputBytes });
    const called = [...new Set(server.world.journal.entries.map(({ vendor }) => vendor))];
    return { program, called };
  } finally {
    await server.close();
  }
}

const endOf = ({ exitCode, stdout, stderr }: ProgramRun) => ({
  depends: exitCode !== 0,
  exitCode,
  output: exitCode === 0 ? '' : `${stdout}${stderr}`.slice(-shownOutput),
});
