import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { badInput, HttpError } from '../http-error.ts';
import type { Given } from '../input.ts';
import { receiveMultipart } from './multipart.ts';

export interface Form {
  readonly given: Given;
  /** Hash of all fields and files, whatever their encoding and the order of their names; undefined while a file still arrives. */
  readonly fingerprint: string | undefined;
  /** Aborts if it does not arrive as a whole, and its reason says why. */
  readonly broken: AbortSignal;
  /** Removes what was kept on disk, and takes no more of what still arrives. */
  drop(): Promise<void>;
}

export interface FormOptions {
  readonly maxBytes: number;
  /** False if a part of this name is ignored. @throws HttpError if it is refused. */
  readonly accepts: (name: string) => boolean;
  /** How long the caller may send nothing, in milliseconds. */
  readonly idleMs: number;
  /** Whether the file of this name can be passed on while it arrives, after these fields. */
  readonly isStreamed: (name: string, before: Given) => boolean;
  readonly signal: AbortSignal;
}

/** For all texts of a form together. */
export const maxTextBytes = 1 << 20;
const json = 'application/json';
const urlencoded = 'application/x-www-form-urlencoded';

/** Reads a body to its end, or to where a streamed file begins. */
export async function readForm(request: IncomingMessage, options: FormOptions): Promise<Form> {
  const type = /^[^;\s]*/.exec(request.headers['content-type'] ?? '')?.[0].toLowerCase();
  if (Number(request.headers['content-length'] ?? 0) > options.maxBytes) throw tooLarge(options.maxBytes);
  if (type === 'multipart/form-data') return receiveMultipart(request, options);
  const maxBytes = Math.min(options.maxBytes, maxTextBytes);
  const tooLong = () =>
    type === json || type === urlencoded
      ? tooLarge(maxBytes, 'Send files as multipart/form-data')
      : unreadable(type);
  const text = await readText(request, { ...options, maxBytes, tooLong });
  if (type === json) return formOf(fieldsOfJson(text));
  if (type === urlencoded) return formOf([...new URLSearchParams(text)]);
  if (text === '') return formOf([]);
  throw unreadable(type);
}

export const unreadable = (type?: string | undefined): HttpError =>
  new HttpError(415, 'unsupported', `a body of type ${type || 'unknown'} cannot be read`, {
    hint: 'Send multipart/form-data, application/x-www-form-urlencoded or application/json',
  });

interface TextOptions extends Pick<FormOptions, 'maxBytes' | 'signal' | 'idleMs'> {
  readonly tooLong: () => HttpError;
}

async function readText(
  request: IncomingMessage,
  { maxBytes, tooLong, signal, idleMs }: TextOptions,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const done = Promise.withResolvers<string>();
  watchIdle(request, idleMs, done.reject);
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else done.reject(tooLong());
  });
  request.on('end', () => done.resolve(Buffer.concat(chunks).toString('utf8')));
  request.on('close', () => request.complete || done.reject(broken(new Error('it broke off'))));
  signal.addEventListener('abort', () => done.reject(signal.reason), { once: true });
  return done.promise;
}

function fieldsOfJson(text: string): [string, unknown][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
    // JSON.parse accepts deeper nesting than JSON.stringify.
    JSON.stringify(value);
  } catch {
    throw badInput('the body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badInput('the body is not a JSON object');
  return Object.entries(value);
}

function formOf(pairs: readonly Pair[]): Form {
  const hashes = pairs.map(([, value]) => hash(typeof value === 'string' ? value : JSON.stringify(value)));
  return {
    given: grouped(pairs),
    fingerprint: fingerprintOf(pairs, hashes),
    broken: new AbortController().signal,
    drop: async () => undefined,
  };
}

export type Pair = readonly [name: string, value: unknown];

export function grouped(pairs: readonly Pair[]): Given {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return new Map([...groups].map(([name, rows]) => [name, rows.map(([, value]) => value)]));
}

export const fingerprintOf = (pairs: readonly Pair[], hashes: readonly string[]): string =>
  hash(
    pairs
      .map(([name], i) => ({ name, line: `${name}=${hashes[i]}` }))
      // Values of the same name keep their order, which may be significant.
      .sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)))
      .map(({ line }) => line)
      .join(),
  );

export const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const broken = (error: Error): HttpError =>
  badInput(`the body is broken: ${error.message}`, 'It did not arrive as a whole: send it again');

/** Reports a caller who stays connected and sends nothing. A body that waits for its reader is not idle. */
export function watchIdle(request: IncomingMessage, idleMs: number, onIdle: (error: Error) => void): void {
  const check = () =>
    request.isPaused() || request.readableLength > 0 ? timer.refresh() : onIdle(stalled(idleMs));
  const timer = setTimeout(check, idleMs);
  request.on('data', () => timer.refresh());
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
}

const stalled = (idleMs: number): HttpError =>
  new HttpError(408, 'timeout', `nothing of the body arrived for ${idleMs / 1_000} s`, {
    hint: 'Nothing was paid for: send it again',
    headers: { connection: 'close' },
  });

export const tooLarge = (
  maxBytes: number,
  hint = 'Send a smaller file, or start the gateway with a higher --max-body',
): HttpError => new HttpError(413, 'too-large', `the body is longer than ${maxBytes} bytes`, { hint });
