import * as v from 'valibot';
import type { ByteStream } from './http.ts';

/** A file that is read once, for example while it arrives. Vendors that need its length before get a `Blob` instead. */
export interface FileStream {
  readonly name: string;
  /** Content type. */
  readonly type?: string | undefined;
  readonly stream: ByteStream;
  /** Resolves when the file has arrived to its end and is sound; nothing that costs is sent before. */
  readonly end: Promise<void>;
}

/** A file as a whole. */
export const fileField = v.pipe(
  v.blob('send it as a file'),
  v.check(({ size }) => size > 0, 'the file is empty'),
);

const isFileStream = (value: unknown): value is FileStream =>
  typeof value === 'object' && value !== null && 'stream' in value && 'end' in value;

/** A file that may be passed on while it arrives. */
export const streamField = v.pipe(
  v.custom<Blob | FileStream>((value) => value instanceof Blob || isFileStream(value), 'send it as a file'),
  v.check((file) => !(file instanceof Blob) || file.size > 0, 'the file is empty'),
);

const bare = (schema: v.GenericSchema): v.GenericSchema =>
  'wrapped' in schema ? bare(schema.wrapped as v.GenericSchema) : schema;

/** Whether a field of an operation's input is a file. */
export const isFileField = (schema: v.GenericSchema): boolean =>
  ['blob', 'custom'].includes(bare(schema).type);

/** Whether a file may be passed on while it arrives. */
export const isStreamField = (schema: v.GenericSchema): boolean => bare(schema).type === 'custom';

/** The `Blob` or what of a stream is like one. */
export const isBlob = (file: Blob | FileStream): file is Blob => file instanceof Blob;
