import { parseArgs } from 'node:util';
import { didYouMean } from '../engine/did-you-mean.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';
import { Clock } from '../world/clock.ts';
import type { TaskTiming } from '../world/tasks.ts';
import type { ServeOptions } from './serve.ts';
import { UsageError } from './usage-error.ts';

export type Command =
  | { readonly does: 'help' }
  | { readonly does: 'version' }
  | { readonly does: 'init'; readonly file: string }
  | { readonly does: 'errors'; readonly vendors: readonly MockVendor[] }
  | { readonly does: 'run'; readonly command: readonly string[]; readonly options: ServeOptions }
  | {
      readonly does: 'serve';
      readonly options: ServeOptions;
      readonly json: boolean;
      readonly watch: boolean;
    };

const names = mockVendors.map(({ name }) => name);
const lastOffset = Math.max(...mockVendors.map(({ portOffset }) => portOffset));

export const help = `Starts local image-AI vendors that answer like the real ones.

Usage: mock-vendors [options]             start them
       mock-vendors run [options] -- <program> [arguments]
                                          run a program; its calls to the vendors' real hosts go to the mocks
       mock-vendors errors [vendor]…      list the errors that they can return, and what triggers each
       mock-vendors init [file]           write a commented seed file (mock-vendors.yaml)
       mock-vendors audit -- <program>    run a program under every fault at every call, and judge it
       mock-vendors replay <capsule> -- <program>
                                          repeat one run of an audit
       mock-vendors contract --vendor <name> --target <url>
                                          compare a server with the vendor's documentation
       mock-vendors record, replay-fixtures, drift
                                          record a real vendor, serve the recording, compare it with the mocks
       mock-vendors assume -- <program>   run tests under each alternative of every guess
       mock-vendors mcp                   worlds, clock, faults and journal as tools for an MCP client

audit, replay, contract, record, replay-fixtures, drift, assume and mcp have options of their own: mock-vendors audit --help

  --vendor <name>     start only this one, can be repeated: ${names.join(', ')}
  --port <number>     first port: the console's; each vendor has its own after it (4010; 0 takes any free ports)
  --host <address>    where to listen (127.0.0.1: this machine only)
  --allow-host <name> fetch pictures from this host and send callbacks to it, can be repeated; this machine is allowed unless
                      --host admits other machines
  --task-ms <range>   how long tasks take, in milliseconds, for example 500 or 2000-4000 (2000-4000; 0 ends them at once)
  --speed <factor>    how fast the vendors' clock runs (1; 60 makes an hour a minute; 0 stops it: POST /clock moves it)
  --seed <text>       other ids; the same seed and the same calls give the same ones (mock)
  --seed-file <file>  accounts, credits, settings, faults and worlds to begin with, in YAML or JSON
  --watch             reload the seed file when it changes
  --data <folder>     keep everything there, and continue from it at the next start; a seed applies to a new folder only
  --control-token <t> token that the console and its API require (MOCK_VENDORS_CONTROL_TOKEN); needed if --host admits other
                      machines
  --guests            also let guests use the web API of PicWish
  --allow-real-keys   check keys that look like real ones; otherwise they are refused with a hint
  --strict-evidence   answer with 501 and the reason where a mock rests on a guess only
  --json              print one line of JSON when ready, for programs
  --version           print the version
  --help              print this
`;

const commands = [
  'run',
  'errors',
  'init',
  'audit',
  'replay',
  'contract',
  'record',
  'replay-fixtures',
  'drift',
  'assume',
  'mcp',
];

export function readCommandLine(args: readonly string[]): Command {
  const [name = '--', ...rest] = args;
  if (name === 'run') return readRun(rest);
  if (['errors', 'init'].includes(name) && asksForHelp(rest)) return { does: 'help' };
  if (name === 'errors') return { does: 'errors', vendors: vendorsNamed(rest.length > 0 ? rest : names) };
  if (name === 'init') return readInit(rest);
  if (!name.startsWith('-'))
    throw new UsageError(`Unknown command ${name}: see mock-vendors --help${didYouMean(name, commands)}`);
  const values = parse(args);
  if (values.help) return { does: 'help' };
  if (values.version) return { does: 'version' };
  return {
    does: 'serve',
    json: values.json ?? false,
    watch: watchFrom(values),
    options: serveOptionsFrom(values, '4010'),
  };
}

const asksForHelp = (args: readonly string[]) => args.includes('--help') || args.includes('-h');

function readInit([file = 'mock-vendors.yaml', ...others]: readonly string[]): Command {
  if (others.length > 0 || file.startsWith('-'))
    throw new UsageError('init takes the name of one file, for example: mock-vendors init mock-vendors.yaml');
  return { does: 'init', file };
}

function readRun(args: readonly string[]): Command {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  if (asksForHelp(own)) return { does: 'help' };
  if (end < 0 || end === args.length - 1)
    throw new UsageError('run needs a program after --, for example: mock-vendors run -- python app.py');
  const values = parse(own);
  if (values.json || values.watch) throw new UsageError('run has neither --json nor --watch: leave them out');
  return { does: 'run', command: args.slice(end + 1), options: serveOptionsFrom(values, '0') };
}

function serveOptionsFrom(values: ReturnType<typeof parse>, defaultPort: string): ServeOptions {
  // A command line can be read by everybody on the machine.
  const token = values['control-token'] ?? process.env.MOCK_VENDORS_CONTROL_TOKEN;
  return {
    vendors: vendorsNamed(values.vendor ?? names),
    port: portFrom(values.port ?? defaultPort),
    host: values.host ?? '127.0.0.1',
    taskTiming: taskTimingFrom(values['task-ms'] ?? '2000-4000'),
    clock: new Clock(numberFrom('speed', values.speed ?? '1')),
    ...(values['allow-host'] && { allowHosts: values['allow-host'] }),
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values['seed-file'] !== undefined && { seedFile: values['seed-file'] }),
    ...(values.data !== undefined && { data: values.data }),
    ...(token && { controlToken: token }),
    ...(values.guests && { settings: { 'picwish-web': { guests: true } } }),
    ...(values['allow-real-keys'] && { allowRealKeys: true }),
    ...(values['strict-evidence'] && { strictEvidence: true }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        vendor: { type: 'string', multiple: true },
        port: { type: 'string' },
        host: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        'task-ms': { type: 'string' },
        speed: { type: 'string' },
        seed: { type: 'string' },
        'seed-file': { type: 'string' },
        watch: { type: 'boolean' },
        data: { type: 'string' },
        'control-token': { type: 'string' },
        guests: { type: 'boolean' },
        'allow-real-keys': { type: 'boolean' },
        'strict-evidence': { type: 'boolean' },
        json: { type: 'boolean' },
        version: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}: see mock-vendors --help`);
  }
}

function watchFrom({ watch = false, 'seed-file': file }: ReturnType<typeof parse>): boolean {
  if (watch && file === undefined) throw new UsageError('--watch needs a --seed-file to watch');
  return watch;
}

function vendorsNamed(wanted: readonly string[]) {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `Unknown vendor ${unknown}. Available: ${names.join(', ')}${didYouMean(unknown, names)}`,
    );
  return mockVendors.filter(({ name }) => wanted.includes(name));
}

export function portFrom(text: string): number {
  const port = numberFrom('port', text);
  if (!Number.isInteger(port) || port > 65_535 - lastOffset)
    throw new UsageError(`--port ${text}: give a whole number from 0 to ${65_535 - lastOffset}`);
  return port;
}

function taskTimingFrom(text: string): TaskTiming {
  const [, min = '', max = min] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (min === '' || Number(max) < Number(min))
    throw new UsageError(`--task-ms ${text}: give milliseconds, for example 500 or 2000-4000`);
  if (Number(max) === 0) return { mode: 'immediate' };
  return { mode: 'timed', minMs: Number(min), maxMs: Number(max) };
}

function numberFrom(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0)
    throw new UsageError(`--${option} ${text}: give a number from 0`);
  return number;
}
