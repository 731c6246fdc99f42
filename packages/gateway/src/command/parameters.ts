import { openAsBlob, statSync } from 'node:fs';
import { basename } from 'node:path';
import { fileTypeOf, kebab } from '@api-repack/core';
import { type Arguments, type KnownFlags, readArguments } from '../arguments.ts';
import type { CredentialValues } from '../credentials.ts';
import { entriesOf, type Given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { hasPicture } from '../service/send-output.ts';
import { UsageError } from '../usage-error.ts';
import { catalogues } from '../vendors.ts';
import { headOf } from './find-pictures.ts';

/** Flags of the command line itself; an operation's parameters are flags, too. */
const ownFlags: KnownFlags = {
  switches: ['mock', 'dry-run', 'again', 'no-recursive', 'json', 'quiet', 'help'],
  values: ['out', 'parallel', 'spend-limit', 'base-url', 'mock-url', 'env-file'],
};

/** Parameters that the words of the command stand for where an operation turns a picture into a picture. */
export const sourceParameters = ['image_file', 'image_url'];

/** True for an operation that processes whole folders and records payments. */
export const takesPictures = (operation: Operation): boolean =>
  hasPicture(operation) && sourceParameters.some((name) => name in entriesOf(operation.input));

/** Flags for those. */
export const pictureFlags = ['out', 'parallel', 'dry-run', 'again', 'no-recursive', 'quiet', 'spend-limit'];

export const flagFor = (parameter: string): string => kebab(parameter).replaceAll('_', '-');

/** Parameters that are credentials of some operation, such as a password. Other users of the machine can read flags. */
const secrets = new Set(
  catalogues
    .flatMap(({ operations }) => operations)
    .flatMap(({ credentials }) => credentials)
    .flatMap((scheme) => (scheme.kind === 'form' ? scheme.fields : [])),
);

/** What can be given as a flag. */
export const parametersOf = ({ input }: Operation): string[] =>
  Object.keys(entriesOf(input)).filter((name) => !secrets.has(name));

/** Parameters from the environment, of an operation whose input is credentials, such as a login. */
export function secretParameters(
  { input, credentials, name }: Operation,
  vendor: string,
  env: Readonly<Record<string, string | undefined>>,
): Given {
  if (credentials.length > 0) return new Map();
  const wanted = Object.keys(entriesOf(input)).filter((field) => secrets.has(field));
  const missing = wanted.map((field) => variableFor(vendor, field)).filter((variable) => !env[variable]);
  if (missing.length > 0)
    throw new UsageError(`${vendor} ${name} needs ${missing.join(' and ')} in the environment`);
  return new Map(wanted.map((field) => [field, [env[variableFor(vendor, field)]]]));
}

export function readOperationArguments(operation: Operation, args: readonly string[]): Arguments {
  const values = [...ownFlags.values, ...parametersOf(operation).map(flagFor)];
  return readArguments(args, { ...ownFlags, values });
}

/** The parameters among the flags; where a file is wanted, the flag names it. */
export async function givenBy(operation: Operation, { flags }: Arguments): Promise<Given> {
  const entries = entriesOf(operation.input);
  const pairs = parametersOf(operation).flatMap((name) => {
    const typed = flags.get(flagFor(name));
    return typed ? [{ name, typed }] : [];
  });
  return new Map(
    await Promise.all(
      pairs.map(async ({ name, typed }) => {
        const isFile = ['file', 'blob', 'custom'].includes(typeOf(entries[name]));
        const values = isFile ? await Promise.all(typed.map((path) => openFile(String(path)))) : typed;
        return [name, values] as const;
      }),
    ),
  );
}

function typeOf(shape: ReturnType<typeof entriesOf>[string] | undefined): string {
  const inner = shape?.wrapped ?? shape?.item;
  return inner ? typeOf(inner) : (shape?.type ?? '');
}

/** The file at the path, which can be sent more than once. @throws UsageError */
export async function openFile(path: string): Promise<File> {
  const name = basename(path);
  try {
    if (!statSync(path).isFile()) throw new Error('is not a file');
    const type = fileTypeOf(headOf(path))?.type ?? 'application/octet-stream';
    return new File([await openAsBlob(path)], name, { type });
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}

const variableFor = (vendor: string, field: string): string =>
  `${vendor}_${kebab(field)}`.replaceAll('-', '_').toUpperCase();

/** From the environment, where other users of the machine cannot see them, or the demo credentials of a mock vendor. */
export function credentialsFor(
  operation: Operation,
  vendor: string,
  sources: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly demoCredentials: readonly CredentialValues[];
    /** Nothing will be sent. */
    readonly isOptional: boolean;
  },
): CredentialValues | undefined {
  if (operation.credentials.length === 0) return undefined;
  const wanted = operation.credentials.map((scheme) => ('fields' in scheme ? scheme.fields : [scheme.field]));
  for (const fields of wanted) {
    const values = fields.map((field) => [field, sources.env[variableFor(vendor, field)]]);
    if (values.every(([, value]) => value)) return Object.fromEntries(values) as CredentialValues;
  }
  for (const fields of wanted) {
    const row = sources.demoCredentials.find((made) => fields.every((field) => field in made));
    if (row) return Object.fromEntries(fields.map((field) => [field, row[field] as string]));
  }
  if (sources.isOptional) return undefined;
  const ways = wanted.map((fields) => fields.map((field) => variableFor(vendor, field)).join(' and '));
  throw new UsageError(
    `${vendor} ${operation.name} needs credentials: set ${[...new Set(ways)].join(', or ')} in the environment, or in a file for --env-file`,
  );
}
