import { parseArgs } from 'node:util';
import { UsageError } from '../cli/usage-error.ts';
import type { EffectGroup } from './effects.ts';
import type { AuditOptions } from './options.ts';

export const auditHelp = `Runs a program under every fault at every call to the vendors, and judges it.

Usage: mock-vendors audit [options] -- <program>
       mock-vendors replay <capsule> [options] -- <program>

The program gets PICWISH_BASE_URL and the like, and credentials such as PICWISH_API_KEY. {output} in its
arguments is replaced by a file name, new for each run; what the program writes there, or else prints, is its result.

  --report <folder>     where index.html, junit.xml, report.json and the capsules go (audit)
  --output <file>       the file that the program writes, if its name is fixed; runs go one after another then
  --timeout <seconds>   limit for one start; set it above the program's own limits (10, or more if it is slow)
  --retries <number>    how often the program is started again after a failure (1)
  --restart <who>       reader: not after an error that names what was paid; always: as a job runner does (reader)
  --effects <groups>    only these groups of faults, as the columns of the table are called: --effects 429,5xx (all)
  --budget <number>     how many pairs of faults to try after all single ones (0)
  --seed <text>         decides ids and which pairs are tried (audit)
  --jobs <number>       runs at the same time (three for each processor)
  --task-ms <number>    how long tasks take, in milliseconds (500)
  --kill                also kill the program at each call, and start it again
  --off <rule=reason>   switch a rule off, can be repeated
  --final <pattern>     text of an error after which a reader does not start the program again
  --help                print this

Exit status: 0 no violations, 1 violations, 2 no verdict, 130 ended by Ctrl-C.
`;

export interface AuditCommand {
  readonly command: readonly string[];
  readonly positionals: readonly string[];
  readonly report: string;
  readonly outputFile?: string;
  readonly kills: boolean;
  readonly options: AuditOptions;
}

/** `undefined` if help was asked for. What comes after `--` belongs to the program. */
export function readAuditCommand(args: readonly string[]): AuditCommand | undefined {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const { values, positionals } = parse(own);
  if (values.help) return undefined;
  const command = end === -1 ? [] : args.slice(end + 1);
  if (command.length === 0)
    throw new UsageError(
      'the command is missing: give it after --, for example mock-vendors audit -- python app.py',
    );
  return {
    command,
    positionals,
    report: values.report ?? 'audit',
    kills: values.kill ?? false,
    ...(values.output !== undefined && { outputFile: values.output }),
    options: optionsFrom(values),
  };
}

function optionsFrom(values: ReturnType<typeof parse>['values']): AuditOptions {
  const taskMs = whole('task-ms', values['task-ms']);
  const timeoutS = whole('timeout', values.timeout);
  const retries = whole('retries', values.retries);
  const budget = whole('budget', values.budget);
  const concurrency = whole('jobs', values.jobs);
  return {
    ...(retries !== undefined && { retries }),
    ...(budget !== undefined && { budget }),
    ...(concurrency !== undefined && { concurrency }),
    ...(timeoutS !== undefined && { timeoutMs: timeoutS * 1_000 }),
    ...(taskMs !== undefined && { taskTiming: { mode: 'timed', minMs: taskMs, maxMs: taskMs } }),
    // Unknown names are refused where the audit begins.
    ...(values.effects !== undefined && { effects: values.effects.split(',') as EffectGroup[] }),
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values.restart !== undefined && { restart: restartFrom(values.restart) }),
    ...(values.final !== undefined && { final: patternFrom(values.final) }),
    off: Object.fromEntries((values.off ?? []).map(offFrom)),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        report: { type: 'string' },
        output: { type: 'string' },
        timeout: { type: 'string' },
        retries: { type: 'string' },
        restart: { type: 'string' },
        effects: { type: 'string' },
        budget: { type: 'string' },
        seed: { type: 'string' },
        jobs: { type: 'string' },
        'task-ms': { type: 'string' },
        kill: { type: 'boolean' },
        off: { type: 'string', multiple: true },
        final: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}: see mock-vendors audit --help`);
  }
}

function whole(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option} ${text}: must be a whole number`);
  return Number(text);
}

function restartFrom(text: string): 'reader' | 'always' {
  if (text !== 'reader' && text !== 'always')
    throw new UsageError(`--restart ${text}: must be reader or always`);
  return text;
}

function offFrom(text: string): [string, string] {
  const [rule = '', ...reason] = text.split('=');
  return [rule, reason.join('=')];
}

function patternFrom(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new UsageError(`--final ${text}: ${(error as Error).message}`);
  }
}
