import { isVendorError } from '@api-repack/core';
import { acceptedIds } from '../accepted-ids.ts';
import type { Arguments } from '../arguments.ts';
import { entriesOf, parseInput } from '../input.ts';
import type { Call, Catalogue, Operation } from '../operation.ts';
import { similar, UsageError } from '../usage-error.ts';
import { runBatch } from './batch.ts';
import { type Connected, openConnection } from './connection.ts';
import { helpFor, listOperations } from './help.ts';
import {
  givenBy,
  openFile,
  pictureFlags,
  readOperationArguments,
  secretParameters,
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
  const { catalogue, operation, typed, terminal } = command;
  const connection = await openConnection(typed, terminal);
  try {
    const isOptional = typed.flags.has('dry-run');
    const connected = connection.to(catalogue, operation, { isOptional });
    return await (takesPictures(operation) ? runBatch(command, connected) : runOnce(command, connected));
  } finally {
    await connection.close();
  }
}

/** Anything that is not about folders of pictures: one call, its output as JSON. Nothing is recorded. */
async function runOnce(
  { catalogue, operation, typed, terminal }: Command,
  { callWith, env }: Connected,
): Promise<number> {
  const forPictures = pictureFlags.find((flag) => typed.flags.has(flag));
  if (forPictures)
    throw new UsageError(`--${forPictures}: only for operations on pictures that are named without a flag`);
  const secrets = secretParameters(operation, catalogue.name, env);
  const given = new Map([...(await givenBy(operation, typed)), ...secrets]);
  const [file, ...others] = typed.words;
  if (others.length > 0 || (file !== undefined && !('image_file' in entriesOf(operation.input))))
    throw new UsageError(
      `${others[0] ?? file}: ${operation.name} does not take ${file === undefined || others.length === 0 ? 'files' : 'several files'}`,
    );
  if (file !== undefined) given.set('image_file', [await openFile(file)]);
  const paying = callWith(operation.charges ? terminal.kill : terminal.stop);
  const started = await operation.start(paying, parseInput(operation.input, given));
  const output = await finish({ catalogue, operation }, started, callWith(terminal.stop));
  terminal.stdout(`${JSON.stringify(output, null, 2)}\n`);
  return 0;
}

async function finish(
  { catalogue, operation }: Pick<Command, 'catalogue' | 'operation'>,
  started: object,
  call: Call,
): Promise<object> {
  try {
    return await operation.finish(call, started);
  } catch (error) {
    if (!isVendorError(error) || !operation.charges) throw error;
    const ids = acceptedIds(catalogue, operation, started);
    throw error.withIds(ids, { charged: 'yes', operation: operation.resumedBy });
  }
}
