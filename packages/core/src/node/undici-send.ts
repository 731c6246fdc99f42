import { lookup as lookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { Agent, buildConnector, type Dispatcher, errors, FormData, request } from 'undici';
import { failedBeforeSend } from '../failed-before-send.ts';
import { type Body, type HttpRequest, NetworkError, type Send } from '../http.ts';
import { isPrivate } from '../private-address.ts';

export interface UndiciSendOptions {
  /** Connections kept open to one host. */
  readonly connections?: number;
  readonly dispatcher?: Dispatcher;
  /** A longer text response is refused. In bytes. @default 67108864 (64 MiB) */
  readonly maxTextBytes?: number;
}

/** Sends through undici: pooled connections, bodies streamed both ways, one deadline a request, one for silence. */
export function undiciSend({
  connections = 32,
  dispatcher,
  maxTextBytes = 64 << 20,
}: UndiciSendOptions = {}): Send {
  const agent = dispatcher ?? new Agent({ connections, connect: marking(buildConnector({})) });
  const publicAgent =
    dispatcher ?? new Agent({ connections, connect: marking(buildConnector({ lookup: lookupPublic })) });
  return async (described) => {
    const { method, url, headers, answer, timeoutMs, idleMs, publicOnly, signal } = described;
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const response = await request(url, {
        method,
        dispatcher: publicOnly ? publicAgent : agent,
        signal: either,
        // It also ends an upload that the other side does not read.
        ...(idleMs !== undefined && { headersTimeout: idleMs, bodyTimeout: idleMs }),
        ...encode(headers, described.body),
      });
      const status = response.statusCode;
      const { headers: plain, body } = decode(flatten(response.headers), response.body);
      if (answer === 'stream') return { status, headers: plain, body };
      return { status, headers: plain, body: await readText(body, maxTextBytes) };
    } catch (error) {
      if (signal?.aborted) throw error;
      if (isSilence(error) && idleMs !== undefined) throw silent(idleMs, error);
      throw toNetworkError(error, deadline.aborted ? timeoutMs : undefined);
    }
  };
}

const failedToConnect = new WeakSet<object>();

/** Remembers failures to connect: nothing was sent over a connection that was never established. */
const marking =
  (connector: buildConnector.connector): buildConnector.connector =>
  (options, callback) =>
    connector(options, (error, socket) => {
      if (error === null) return callback(null, socket);
      failedToConnect.add(error);
      callback(error, null);
    });

/** Checks the address that is really connected to: a public name can lead to a private one. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookupAddress(hostname, { ...options, all: true }, (error, addresses = []) => {
    const found = addresses.find(({ address }) => isPrivate(address));
    const [first] = addresses;
    if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), '', 0);
    if (found) return callback(new PrivateAddressError(hostname, found.address), '', 0);
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

class PrivateAddressError extends Error {
  readonly code = 'ERR_PRIVATE_ADDRESS';
  constructor(hostname: string, address: string) {
    super(`${hostname} leads to the private address ${address}`);
  }
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
  zstd: zlib.createZstdDecompress,
};

/** Undoes `content-encoding`. One that is not known here stays in the headers. */
function decode(
  headers: Record<string, string>,
  body: Readable,
): { headers: Record<string, string>; body: Readable } {
  const { 'content-encoding': encoding = '', 'content-length': _, ...rest } = headers;
  const steps = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .map((name) => decoders[name]);
  if (steps.length === 0 || steps.includes(undefined)) return { headers, body };
  const decoded = steps.reduceRight<Readable>((source, create) => {
    const decoder = (create as () => Transform)();
    source.on('error', (error) => decoder.destroy(error));
    decoder.on('close', () => source.destroy());
    return source.pipe(decoder);
  }, body);
  return { headers: rest, body: decoded };
}

type Encoded = Pick<Dispatcher.RequestOptions, 'headers' | 'body'>;

function encode(headers: HttpRequest['headers'], body: Body | undefined): Encoded {
  if (!body) return { headers };
  if ('json' in body)
    return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body.json) };
  if ('bytes' in body)
    return {
      headers: { ...headers, 'content-length': String(body.bytes.size) },
      body: Readable.fromWeb(body.bytes.stream()),
    };
  const form = new FormData();
  for (const [name, value] of body.multipart) form.append(name, value as string);
  return { headers, body: form };
}

async function readText(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

const isSilence = (error: unknown): boolean =>
  error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;

export const silent = (idleMs: number, cause?: unknown): NetworkError =>
  new NetworkError(`no byte was taken or sent for ${idleMs / 1000} s`, { sent: true, timedOut: true, cause });

export function toNetworkError(error: unknown, timeoutMs: number | undefined): NetworkError {
  const { code, message } = error as { code?: string; message?: string };
  const sent = !failedToConnect.has(error as Error) && !failedBeforeSend(error as Error);
  if (timeoutMs !== undefined)
    return new NetworkError(`no answer within ${timeoutMs / 1000} s`, { sent, timedOut: true, cause: error });
  return new NetworkError(
    code ? `${message ?? 'connection failed'} (${code})` : (message ?? 'connection failed'),
    { sent, cause: error },
  );
}
