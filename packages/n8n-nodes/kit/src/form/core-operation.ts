import type { AnyOperation, Client, Vendor, Wait } from '@api-repack/core';
import type { GenericSchema } from 'valibot';

/** Core's operation with its type parameters opened. */
export interface CoreOperation
  extends Omit<AnyOperation, 'start' | 'finish' | 'vendor' | 'input' | 'output'> {
  readonly vendor: Vendor;
  readonly input: WithEntries;
  readonly output: Partial<WithEntries>;
  start(client: Client<Vendor>, input: unknown): Promise<object>;
  finish(client: Client<Vendor>, ids: object, wait?: Wait): Promise<object>;
}

type WithEntries = GenericSchema & { readonly entries: Readonly<Record<string, GenericSchema>> };

/** An operation of any vendor, whatever its types. */
export type DeclaredOperation = Pick<AnyOperation, 'name' | 'summary' | 'cost'>;

export const coreOf = (declared: DeclaredOperation): CoreOperation => declared as unknown as CoreOperation;

/** Where an operation's image comes from, by the names of its fields. */
export interface SourceFields {
  readonly file: string | undefined;
  /** The vendor fetches it. */
  readonly url: string | undefined;
}

/** Undefined for an operation that works on no image. */
export function sourceFieldsOf({ input }: CoreOperation): SourceFields | undefined {
  const named = (names: readonly string[]) => names.find((name) => name in input.entries);
  const fields = { file: named(['image_file', 'file']), url: named(['image_url', 'url']) };
  return fields.file === undefined && fields.url === undefined ? undefined : fields;
}

export const makesFiles = ({ output }: CoreOperation): boolean => 'files' in (output.entries ?? {});
