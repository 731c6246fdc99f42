import '@api-repack/core/node/check-version';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dispatcher, errors, FormData, Response } from 'undici';
import { type MockRequest, type MockResponse, wholeOf } from '../engine/exchange.ts';
import { type MockVendor, realOriginsOf } from '../engine/mock-vendor.ts';
import { WholeBody } from '../http/body.ts';
import { mockVendors } from '../vendors.ts';
import { World } from '../world/world.ts';
import { respondIn, Worlds } from '../world/worlds.ts';
import { framed } from './frame.ts';
import { modern } from './legacy-handler.ts';

export interface DispatcherOptions {
  /** Gets what is sent to anybody else; without it, such requests fail. */
  readonly passOn?: Dispatcher;
}

/** The vendors behind undici: requests to their real hosts are answered without sockets. */
export function mockDispatcher(
  where: World | Worlds,
  vendors: readonly MockVendor[] = mockVendors,
  { passOn }: DispatcherOptions = {},
): Dispatcher {
  const worlds = where instanceof World ? new Worlds(where) : where;
  worlds.limitTo('the dispatcher', ['length']);
  return new MockDispatcher(worlds, vendors, passOn);
}

type Options = Dispatcher.DispatchOptions;
type Handler = Dispatcher.DispatchHandler;

class MockDispatcher extends Dispatcher {
  readonly #worlds: Worlds;
  readonly #vendors: readonly MockVendor[];
  readonly #origins: MockRequest['origins'];
  readonly #passOn: Dispatcher | undefined;

  constructor(worlds: Worlds, vendors: readonly MockVendor[], passOn: Dispatcher | undefined) {
    super();
    this.#worlds = worlds;
    this.#vendors = vendors;
    this.#origins = Object.fromEntries(vendors.map(({ name, vendor }) => [name, vendor.baseUrl]));
    this.#passOn = passOn;
  }

  override dispatch(options: Options, handler: Handler): boolean {
    const origin = String(options.origin).replace(/\/$/, '');
    const mocks = this.#vendors.filter((mock) => isAt(mock, origin));
    if (mocks.length === 0 && this.#passOn) return this.#passOn.dispatch(options, handler);
    const controller = new Controller(modern(handler));
    const responding =
      mocks.length > 0 ? this.#respond(mocks, options, controller) : Promise.reject(stray(origin, options));
    inTime(responding, options.headersTimeout)
      .then((response) => controller.play(options, response))
      .catch((error: Error) => controller.fail(error));
    return true;
  }

  override close(): Promise<void>;
  override close(callback?: () => void): Promise<void> {
    return Promise.resolve().then(callback);
  }

  override destroy(): Promise<void>;
  override destroy(...given: unknown[]): Promise<void> {
    const callback = given.find((one) => typeof one === 'function') as (() => void) | undefined;
    return Promise.resolve().then(callback);
  }

  async #respond(
    mocks: readonly MockVendor[],
    options: Options,
    controller: Controller,
  ): Promise<MockResponse> {
    controller.start();
    return respondIn(this.#worlds, mocks, await toMockRequest(options, this.#origins));
  }
}

function isAt(mock: MockVendor, origin: string): boolean {
  return realOriginsOf(mock).some((pattern) => {
    const escaped = pattern.replace(/[.+?^$()|[\]{}\\]/g, '\\$&').replaceAll('*', '[^/]*');
    return new RegExp(`^${escaped}$`).test(origin);
  });
}

const stray = (origin: string, { method, path }: Options) =>
  new Error(
    `no mock vendor is at ${origin}, where ${method} ${path.split('?', 1)[0]} goes: mock it too, or give passOn, a dispatcher for such requests`,
  );

async function toMockRequest(
  { origin, path, query, method, headers, body }: Options,
  origins: MockRequest['origins'],
): Promise<MockRequest> {
  const search = query ? `?${new URLSearchParams(query as Record<string, string>)}` : '';
  const sent = headersOf(headers);
  const described = await describeBody(body, method);
  return {
    method,
    url: path + search,
    headers: { host: new URL(String(origin)).host, ...described.headers, ...sent },
    body: described.body,
    origins,
  };
}

interface Described {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What undici's client says about a body on the wire. */
async function describeBody(body: unknown, method: string): Promise<Described> {
  if (body === null || body === undefined) {
    const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
    return { headers: hasBody ? { 'content-length': '0' } : {}, body: new WholeBody(Buffer.alloc(0)) };
  }
  if (typeof body === 'string' || ArrayBuffer.isView(body) || body instanceof ArrayBuffer) {
    const bytes = bytesOf(body);
    return { headers: { 'content-length': String(bytes.length) }, body: new WholeBody(bytes) };
  }
  if (Object(body)[Symbol.toStringTag] === 'FormData') {
    const encoded = new Response(ownForm(body as FormData));
    const bytes = Buffer.from(await encoded.arrayBuffer());
    const type = encoded.headers.get('content-type') ?? '';
    return {
      headers: { 'content-type': type, 'content-length': String(bytes.length) },
      body: new WholeBody(bytes),
    };
  }
  const source = body instanceof Blob ? body.stream() : (body as AsyncIterable<unknown> | Iterable<unknown>);
  return { headers: { 'transfer-encoding': 'chunked' }, body: asBytes(source) };
}

/** Streams may give texts, and the package form-data is a stream of the old kind, which cannot be iterated. */
async function* asBytes(source: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<Uint8Array> {
  const isIterable = Symbol.asyncIterator in source || Symbol.iterator in source;
  for await (const chunk of isIterable ? source : new Readable().wrap(source as unknown as Readable))
    yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
}

function bytesOf(body: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** undici encodes its own class only, and the global one is another. */
function ownForm(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) copy.append(name, value as string);
  return copy;
}

function headersOf(headers: Options['headers']): Record<string, string> {
  const list = Array.isArray(headers) ? pairs(headers) : entriesOf(headers ?? {});
  const known: Record<string, string> = {};
  for (const [name, value] of list) {
    if (value === undefined) continue;
    const text = [value].flat().join(', ');
    const key = name.toLowerCase();
    known[key] = key in known ? `${known[key]}, ${text}` : text;
  }
  return known;
}

type Pair = readonly [string, string | readonly string[] | undefined];

const entriesOf = (headers: object): Pair[] =>
  Symbol.iterator in headers ? [...(headers as Iterable<Pair>)] : (Object.entries(headers) as Pair[]);

const pairs = (flat: readonly string[]): Pair[] =>
  flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]] as const] : []));

/** One response on its way to undici. */
class Controller implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders: string[] = [];
  readonly #handler: Handler;
  #resumed: (() => void) | undefined;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  start(): void {
    this.#handler.onRequestStart?.(this, {});
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.#resumed?.();
  }

  /** By the client. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.resume();
    this.#handler.onResponseError?.(this, reason);
  }

  /** On the way: `aborted` stays false, or undici's RetryAgent would take it for the client's wish. */
  fail(reason: Error): void {
    if (this.aborted) return;
    this.resume();
    this.#handler.onResponseError?.(this, reason);
  }

  async play(options: Options, response: MockResponse): Promise<void> {
    const { connection } = response;
    if (connection?.sent === 'nothing')
      return breakOff(connection.kind, options.headersTimeout, new errors.HeadersTimeoutError());
    const { status, headers, body } = framed(options.method, response);
    const half = connection && (await wholeOf(body));
    this.rawHeaders = Object.entries(headers).flat();
    if (this.aborted) return;
    this.#handler.onResponseStart?.(this, status, { ...headers }, '');
    for await (const chunk of half ? [half.subarray(0, half.length / 2)] : iterate(body)) {
      if (this.paused) await new Promise<void>((resolve) => (this.#resumed = resolve));
      if (this.aborted) return;
      this.#handler.onResponseData?.(this, Buffer.from(chunk));
    }
    if (connection) return breakOff(connection.kind, options.bodyTimeout, new errors.BodyTimeoutError());
    if (!this.aborted) this.#handler.onResponseEnd?.(this, {});
  }
}

const iterate = (body: MockResponse['body']) =>
  typeof body === 'string' || body instanceof Uint8Array ? new WholeBody(Buffer.from(body as string)) : body;

const defaultTimeoutMs = 300_000;

/** Rejects when the head of a response comes later than the client waits; 0 is without end. */
function inTime(
  responding: Promise<MockResponse>,
  limitMs: number | null | undefined,
): Promise<MockResponse> {
  if (limitMs === 0) return responding;
  return new Promise((resolve, reject) => {
    const late = () => reject(new errors.HeadersTimeoutError());
    const timer = setTimeout(late, limitMs ?? defaultTimeoutMs).unref();
    responding.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** As undici reports it on a socket. Its default limit is five minutes; 0 means no limit. */
async function breakOff(
  kind: NonNullable<MockResponse['connection']>['kind'],
  limitMs: number | null | undefined,
  timedOut: Error,
): Promise<void> {
  if (kind === 'reset')
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
  if (kind === 'close') throw new errors.SocketError('other side closed');
  if (limitMs === 0) return;
  await sleep(limitMs ?? defaultTimeoutMs, undefined, { ref: false });
  throw timedOut;
}
