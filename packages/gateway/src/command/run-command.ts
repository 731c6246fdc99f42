import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { isVendorError } from '@api-repack/core';
import { acceptedIds } from '../accepted-ids.ts';
import type { Arguments } from '../arguments.ts';
import { createCall } from '../call.ts';
import { Caller } from '../callers.ts';
import type { CredentialValues } from '../credentials.ts';
import { entriesOf, parseInput } from '../input.ts';
import { connectMock, type Mock, startMock } from '../mock.ts';
import type { Call, Catalogue, Operation } from '../operation.ts';
import { settings, variableOf } from '../settings.ts';
import { similar, UsageError } from '../usage-error.ts';
import { runBatch } from './batch.ts';
import { helpFor, listOperations } from './help.ts';
import {
  credentialsFor,
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

/** The vendor that a command talks to. */
export interface Connected {
  readonly callWith: (signal: AbortSignal) => Call;
  /** Address of the vendor; the same for all mock vendors that a command starts. */
  readonly origin: string;
  /** The account, by the name that it logs in with or its key. Undefined where none is known, as in a dry run. */
  readonly payer: string | undefined;
  readonly env: Terminal['env'];
}

async function withVendor(command: Command): Promise<number> {
  const { operation, typed, terminal, catalogue } = command;
  const env = { ...envFile(typed), ...terminal.env };
  const isDry = typed.flags.has('dry-run');
  const mock = await openMock(typed, env);
  try {
    const demoCredentials = (mock?.accounts ?? [])
      .filter(({ vendor }) => vendor === operation.vendor.name)
      .map(({ fields }) => fields);
    const credentials = credentialsFor(operation, catalogue.name, {
      env,
      demoCredentials,
      isOptional: isDry,
    });
    const baseUrls = { ...mock?.origins, ...baseUrlsIn(typed, env) };
    const caller = new Caller(terminal.host);
    const connected = {
      callWith: (signal: AbortSignal) =>
        createCall({ host: terminal.host, baseUrls, credentials, caller, signal }),
      // A mock vendor of this process has another port each time.
      origin: mock?.isOwn ? 'mock' : (baseUrls[operation.vendor.name] ?? operation.vendor.baseUrl),
      payer: payerIn(credentials),
      env,
    };
    return await (takesPictures(operation) ? runBatch(command, connected) : runOnce(command, connected));
  } finally {
    await mock?.close();
  }
}

const payerIn = (credentials: CredentialValues | undefined): string | undefined =>
  Object.values(credentials ?? {})[0];

async function openMock(
  { flags }: Arguments,
  env: Terminal['env'],
): Promise<(Mock & { readonly isOwn: boolean }) | undefined> {
  const url = flags.get('mock-url')?.at(-1) ?? env.API_REPACK_MOCK_URL;
  if (typeof url === 'string') return { ...(await connectMock(url)), isOwn: false };
  const isOn = flags.has('mock') || read('mock', env[variableOf('mock')] || 'false', variableOf('mock'));
  return isOn ? { ...(await startMock()), isOwn: true } : undefined;
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
  if (file !== undefined) given.set('image_file', [await openFile(operation, 'image_file', file)]);
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
    return (await operation.finish?.(call, started)) ?? started;
  } catch (error) {
    if (!isVendorError(error) || !operation.charges) throw error;
    const ids = acceptedIds(catalogue, operation, started);
    throw error.withIds(ids, { charged: 'yes', operation: operation.resumedBy });
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

function baseUrlsIn({ flags }: Arguments, env: Terminal['env']): Readonly<Record<string, string>> {
  const typed = flags.get('base-url');
  const variable = variableOf('baseUrl');
  if (typed) return read('baseUrl', typed.join(','), '--base-url');
  return env[variable] ? read('baseUrl', env[variable], variable) : {};
}

/** A setting that commands and the service share. */
function read<Name extends 'mock' | 'baseUrl'>(name: Name, value: string, source: string) {
  try {
    return settings[name].read(value) as ReturnType<(typeof settings)[Name]['read']>;
  } catch (error) {
    throw new UsageError(`${source}: ${(error as Error).message}`);
  }
}
