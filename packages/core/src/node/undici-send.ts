import { Readable } from 'node:stream';
import { Agent, type Dispatcher, FormData, request } from 'undici';
import { type Body, type HttpRequest, NetworkError, type Send } from '../http.ts';
import { neverSent } from '../never-sent.ts';

export interface UndiciSendOptions {
  /** Connections kept open to one host. */
  readonly connections?: number;
  readonly dispatcher?: Dispatcher;
  /** A text answer longer than this is refused, in bytes. */
  readonly maxTextBytes?: number;
}

/** Sends through undici: pooled connections, bodies streamed both ways, one deadline a request. */
export function undiciSend({
  connections = 32,
  dispatcher,
  maxTextBytes = 64 << 20,
}: UndiciSendOptions = {}): Send {
  const agent = dispatcher ?? new Agent({ connections });
  return async (described) => {
    const { method, url, headers, answer, timeoutMs, signal } = described;
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const response = await request(url, {
        method,
        dispatcher: agent,
        signal: either,
        ...encode(headers, described.body),
      });
      const status = response.statusCode;
      const flat = flatten(response.headers);
      if (answer === 'stream') return { status, headers: flat, body: response.body };
      return { status, headers: flat, body: await readText(response.body, maxTextBytes) };
    } catch (error) {
      if (signal?.aborted) throw error;
      throw toNetworkError(error, deadline.aborted ? timeoutMs : undefined);
    }
  };
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

export function toNetworkError(error: unknown, timeoutMs: number | undefined): NetworkError {
  const { code, message } = error as { code?: string; message?: string };
  const sent = !neverSent(error as Error);
  if (timeoutMs !== undefined)
    return new NetworkError(`no answer within ${timeoutMs / 1000} s`, { sent, timedOut: true, cause: error });
  return new NetworkError(
    code ? `${message ?? 'connection failed'} (${code})` : (message ?? 'connection failed'),
    { sent, cause: error },
  );
}
