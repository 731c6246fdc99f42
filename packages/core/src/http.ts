import type { PutObject } from './vendors/aliyun-oss/calls.ts';

export type Field = string | Blob;

/** Fields in sending order; a name may repeat. */
export type Fields = readonly (readonly [name: string, value: Field])[];

export type Body = { json: unknown } | { multipart: Fields } | { bytes: Blob };

/** A request described but not sent, so that any transport can send it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the endpoint wants credentials, for hosts such as n8n that add them on their own. */
  readonly auth: boolean;
  readonly body?: Body;
  /** `stream` leaves the body unread, for files; everything else is read as UTF-8 text. */
  readonly answer: 'text' | 'stream';
  readonly timeoutMs: number;
  /** How long no byte may move either way, for hosts that can watch it. In milliseconds. */
  readonly idleMs?: number | undefined;
  /** The URL comes from outside: a host that resolves names must not connect to a private address. */
  readonly publicOnly?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type ByteStream = AsyncIterable<Uint8Array>;

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ByteStream;
}

/** Sends once, follows no redirect, and throws `NetworkError` when no answer arrives. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** What core needs from the program it runs in. It has no clock, timer or socket of its own. */
export interface Host {
  readonly send: Send;
  /** Rejects as soon as the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Stores files that arrive as a stream, where the host can. Blobs need it not. */
  readonly putObject?: PutObject<ByteStream>;
}

/** No answer arrived. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  /** False only if it is certain that no byte of the request reached the vendor. */
  readonly sent: boolean;
  readonly timedOut: boolean;

  constructor(
    message: string,
    { sent, timedOut = false, cause }: { sent: boolean; timedOut?: boolean; cause?: unknown },
  ) {
    super(message, { cause });
    this.sent = sent;
    this.timedOut = timedOut;
  }
}

/** Compares by name: core is bundled into several packages, so `instanceof` can miss. */
export const isNetworkError = (error: unknown): error is NetworkError =>
  error instanceof Error && error.name === 'NetworkError';
