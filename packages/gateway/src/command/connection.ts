import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Arguments } from '../arguments.ts';
import { createCall } from '../call.ts';
import { Caller } from '../callers.ts';
import type { CredentialValues } from '../credentials.ts';
import { connectMock, type Mock, startMock } from '../mock.ts';
import type { Call, Catalogue, Operation } from '../operation.ts';
import { settings, variableOf } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { credentialsFor } from './parameters.ts';
import type { Terminal } from './terminal.ts';

/** The vendor that a command talks to. */
export interface Connected {
  readonly callWith: (signal: AbortSignal) => Call;
  /** Address of the vendor; the same for all mock vendors that a command starts. */
  readonly origin: string;
  /** The account, by the name that it logs in with or its key. Undefined where none is known, as in a dry run. */
  readonly payer: string | undefined;
  readonly env: Terminal['env'];
}

/** The vendors of a command, real or mock, and the credentials for them. */
export interface Connection {
  /** @throws UsageError if the operation needs credentials that are not there, unless they are optional. */
  to(catalogue: Catalogue, operation: Operation, options: { readonly isOptional: boolean }): Connected;
  /** Ends mock vendors that were started for the command. */
  close(): Promise<void>;
}

export async function openConnection(
  typed: Arguments,
  { env: given, host }: Pick<Terminal, 'env' | 'host'>,
): Promise<Connection> {
  const env = { ...envFile(typed), ...given };
  const mock = await openMock(typed, env);
  const baseUrls = { ...mock?.origins, ...baseUrlsIn(typed, env) };
  const caller = new Caller(host);
  return {
    to(catalogue, operation, { isOptional }) {
      const { vendor } = operation;
      const demoCredentials = (mock?.accounts ?? [])
        .filter((account) => account.vendor === vendor.name)
        .map(({ fields }) => fields);
      const credentials = credentialsFor(operation, catalogue.name, { env, demoCredentials, isOptional });
      return {
        callWith: (signal) => createCall({ host, baseUrls, credentials, caller, signal }),
        // A mock vendor of this process has another port each time.
        origin: mock?.isOwn ? 'mock' : (baseUrls[vendor.name] ?? vendor.baseUrl),
        payer: payerIn(credentials),
        env,
      };
    },
    close: async () => void (await mock?.close()),
  };
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
