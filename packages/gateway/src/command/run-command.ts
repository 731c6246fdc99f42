import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Ids, isVendorError } from '@api-repack/core';
import type { Arguments } from '../arguments.ts';
import { createCall } from '../call.ts';
import { Caller } from '../callers.ts';
import { entriesOf, parseInput } from '../input.ts';
import { startMock } from '../mock.ts';
import type { Call, Catalogue, Operation } from '../operation.ts';
import { settings } from '../settings.ts';
import { similar, UsageError } from '../usage-error.ts';
import { runBatch } from './batch.ts';
import { helpFor, listOperations } from './help.ts';
import {
  credentialsFor,
  givenBy,
  openFile,
  pictureFlags,
  readOperationArguments,
  takesPictures,
} from './parameters.ts';
import type { Terminal } from './terminal.ts';

/** `api-repack <vendor> <operation> …`. Resolves to the exit code. */
export async function runCommand(
  catalogue: Catalogue,
  [name, ...args]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (name === undefined || name === '--help') {
    terminal.stdout(listOperations(catalogue));
    return 0;
  }
  const operation = catalogue.operations.find((one) => one.name === name);
  if (!operation) {
    const names = catalogue.operations.map((one) => one.name);
    throw new UsageError(`${catalogue.name} has no operation ${name}; ${similar(name, names)}`);
  }
  const typed = readOperationArguments(operation, args);
  if (typed.flags.has('help')) {
    terminal.stdout(helpFor(catalogue, operation));
    return 0;
  }
  return withVendor({ catalogue, operation, typed, terminal });
}

export interface Command {
  readonly catalogue: Catalogue;
  readonly operation: Operation;
  readonly typed: Arguments;
  readonly terminal: Terminal;
}

async function withVendor(command: Command): Promise<number> {
  const { operation, typed, terminal, catalogue } = command;
  const isDry = typed.flags.has('dry-run');
  const mock = typed.flags.has('mock') && !isDry ? await startMock() : undefined;
  try {
    const env = { ...envFile(typed), ...terminal.env };
    const demoCredentials = (mock?.accounts ?? [])
      .filter(({ vendor }) => vendor === operation.vendor.name)
      .map(({ fields }) => fields);
    const credentials = isDry
      ? undefined
      : credentialsFor(operation, catalogue.name, { env, demoCredentials });
    const baseUrls = { ...mock?.origins, ...baseUrlsIn(typed) };
    const caller = new Caller(terminal.host);
    const callWith = (signal: AbortSignal) =>
      createCall({ host: terminal.host, baseUrls, credentials, caller, signal });
    if (takesPictures(operation)) return await runBatch(command, callWith);
    return await runOnce(command, {
      paying: callWith(operation.charges ? terminal.kill : terminal.stop),
      fetching: callWith(terminal.stop),
    });
  } finally {
    await mock?.close();
  }
}

interface Calls {
  /** For what costs: only a second Ctrl-C cuts it short. */
  readonly paying: Call;
  readonly fetching: Call;
}

/** Anything that is not about folders of pictures: one call, its output as JSON. Nothing is kept of it. */
async function runOnce({ operation, typed, terminal }: Command, calls: Calls): Promise<number> {
  const forPictures = pictureFlags.find((flag) => typed.flags.has(flag));
  if (forPictures)
    throw new UsageError(`--${forPictures}: only for operations on pictures that are named without a flag`);
  const given = new Map(await givenBy(operation, typed));
  const [file, ...others] = typed.words;
  if (others.length > 0 || (file !== undefined && !('image_file' in entriesOf(operation.input))))
    throw new UsageError(
      `${others[0] ?? file}: ${operation.name} does not take ${file === undefined || others.length === 0 ? 'files' : 'several files'}`,
    );
  if (file !== undefined) given.set('image_file', [await openFile(operation, 'image_file', file)]);
  const started = await operation.start(calls.paying, parseInput(operation.input, given));
  const output = await finish(operation, started, calls);
  terminal.stdout(`${JSON.stringify(output, null, 2)}\n`);
  return 0;
}

async function finish(operation: Operation, started: object, { fetching }: Calls): Promise<object> {
  try {
    return (await operation.finish?.(fetching, started)) ?? started;
  } catch (error) {
    throw isVendorError(error) ? error.withIds(started as Ids, { charged: 'yes' }) : error;
  }
}

function envFile({ flags }: Arguments): Record<string, string | undefined> {
  const path = flags.get('env-file')?.at(-1);
  if (typeof path !== 'string') return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--env-file: ${(error as Error).message}`);
  }
}

function baseUrlsIn({ flags }: Arguments): Readonly<Record<string, string>> {
  const typed = flags.get('base-url');
  if (!typed) return {};
  try {
    return settings.baseUrl.read(typed.join(','));
  } catch (error) {
    throw new UsageError(`--base-url: ${(error as Error).message}`);
  }
}
