import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify, {
  type ConnectionError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { type MockRequest, type MockResponse, wholeOf } from '../engine/exchange.ts';
import { type MockVendor, realOriginsOf } from '../engine/mock-vendor.ts';
import { WholeBody } from '../http/body.ts';
import { openApiPath, vendorOpenApi } from '../openapi/vendor-openapi.ts';
import { hostKind } from '../world/network.ts';
import { respondIn, type Worlds } from '../world/worlds.ts';
import { framed } from './frame.ts';

export interface AdapterContext {
  readonly worlds: Worlds;
  /** Base URLs of the vendors, as clients see them; filled in as their ports are known. */
  readonly origins: Record<string, string>;
  /** See `MockRequest.reach`. */
  readonly reach?: MockRequest['reach'];
  /** Other machines reach the ports, by any name. @default false */
  readonly isShared?: boolean;
}

/** A client that sends more slowly than this is cut off. */
const requestTimeoutMs = 300_000;

/**
 * One vendor behind one Fastify server; where it has several APIs, the first one answers what none of them knows. Bodies
 * reach the vendor as streams and answers leave it as they are; Fastify neither parses nor adds anything.
 */
export function createApp(mocks: readonly MockVendor[], adapter: AdapterContext): FastifyInstance {
  const [first] = mocks as readonly [MockVendor, ...MockVendor[]];
  const respond = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!mayAsk(request, mocks, adapter)) return reply.code(403).send(foreignHost(request));
    if (request.method === 'GET' && request.raw.url === openApiPath)
      return reply.send(vendorOpenApi(mocks, `${request.protocol}://${request.host}`));
    const described = await toMockRequest(request, mocks, adapter);
    const answered = await respondIn(adapter.worlds, mocks, described);
    reply.hijack();
    // A broken response is not awaited, and a stream in it can fail.
    await sendResponse(reply.raw, request.method, answered).catch(() => reply.raw.destroy());
  };
  const app = Fastify({
    forceCloseConnections: true,
    requestTimeout: requestTimeoutMs,
    clientErrorHandler: (error, socket) => refuseMalformed(error, socket, first),
    exposeHeadRoutes: false,
    // A path that cannot be decoded: the vendor decides how to respond. Only this handler awaits the promise.
    frameworkErrors: (_error, request, reply) =>
      respond(request, reply).catch((error) => void reply.send(error)),
  });
  // Before Fastify looks at the content type: it refuses some that vendors take.
  app.addHook('onRequest', respond);
  app.all('/*', respond);
  return app;
}

/**
 * A page of another site can make its own name lead to this machine, and then read what the mocks answer. Names of the real
 * vendors are for those who lead these here.
 */
function mayAsk(
  { hostname }: FastifyRequest,
  mocks: readonly MockVendor[],
  { isShared, worlds }: AdapterContext,
): boolean {
  const host = hostname.toLowerCase();
  if (isShared || host === '' || isIP(host.replace(/^\[|\]$/g, '')) !== 0 || hostKind(host) !== 'public')
    return true;
  const real = mocks.flatMap(realOriginsOf).map((origin) => origin.replace(/^https?:\/\//, ''));
  const named = [
    ...worlds.main.network.allowedHosts,
    ...mocks.flatMap((mock) => mock.hostnames?.(worlds.main) ?? []),
  ];
  return host.endsWith('.aliyuncs.com') || real.includes(host) || named.includes(host);
}

const foreignHost = ({ hostname }: FastifyRequest) => ({
  error: `mock: the host ${hostname.slice(0, 80)} is not this machine: use 127.0.0.1, or allow the name with --allow-host`,
});

/** What Node's parser refuses, such as two lengths. */
function refuseMalformed(error: ConnectionError, socket: Socket, { malformed }: MockVendor): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const status = malformedStatus[error.code] ?? 400;
  const { headers, body } = framed('GET', malformed(status));
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

const malformedStatus: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

async function toMockRequest(
  { method, headers, hostname, protocol, raw }: FastifyRequest,
  mocks: readonly MockVendor[],
  { origins, reach }: AdapterContext,
): Promise<MockRequest> {
  const { host } = headers;
  const here = { ...origins };
  // One that listens at all addresses is at the one that the client has used.
  for (const [name, origin] of Object.entries(origins))
    if (everywhere.test(origin)) here[name] = origin.replace(everywhere, hostname);
  if (host) for (const { name } of mocks) here[name] = `${protocol}://${host}`;
  return {
    method,
    url: raw.url ?? '/',
    headers: joined(headers),
    body: await bodyOf(raw),
    origins: here,
    ...(reach && { reach }),
  };
}

const everywhere = /0\.0\.0\.0|\[::\]/;

/** Node has joined all repeated headers but this one, which no vendor reads in a request. */
function joined(headers: FastifyRequest['headers']): Record<string, string> {
  if (headers['set-cookie'] === undefined) return headers as Record<string, string>;
  const { 'set-cookie': _, ...rest } = headers;
  return rest as Record<string, string>;
}

/** Their handlers read no body, so that nothing waits for one that was promised. */
const bodyless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** A body that stops arriving for so long ends its connection. */
const stallMs = 60_000;

/** Longer bodies reach the vendor as streams. Shorter ones are cheaper as a whole. */
const maxWholeBytes = 1 << 18;

function bodyOf(raw: FastifyRequest['raw']): MockRequest['body'] | Promise<MockRequest['body']> {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
  if (encoding === undefined && Number(length ?? 0) === 0) return new WholeBody(Buffer.alloc(0));
  if (bodyless.has(raw.method ?? '')) return raw;
  raw.setTimeout(stallMs, () => raw.destroy()).once('end', () => raw.setTimeout(0));
  if (encoding !== undefined || Number(length) > maxWholeBytes) return raw;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => chunks.push(chunk));
    raw.on('end', () => resolve(new WholeBody(chunks)));
    raw.on('error', reject);
  });
}

type Raw = FastifyReply['raw'];

async function sendResponse(raw: Raw, method: string, response: MockResponse): Promise<void> {
  const { connection } = response;
  if (connection) return breakOff(raw, { method, response, connection });
  const { status, headers, body } = framed(method, response);
  // Answers of one turn of the event loop leave together: a client is woken once for all of them.
  await nextTurn();
  // The rest of the connection would be taken for the body that was promised and not read.
  const isUnread = bodyless.has(method) && !raw.req.complete;
  raw.writeHead(status, isUnread ? { ...headers, connection: 'close' } : headers);
  // As bytes: Node sends a text and the headers before it in one encoding, and headers are not UTF-8.
  if (typeof body === 'string') raw.end(Buffer.from(body));
  else if (body instanceof Uint8Array) raw.end(body);
  else await pipeline(Readable.from(body), raw);
}

/** Ends the connection before the answer, or after half of its body. */
async function breakOff(
  raw: Raw,
  { method, response, connection: { kind, sent } }: BrokenResponse,
): Promise<void> {
  // Behind other requests of the same connection, it is there when they are answered.
  if (!raw.socket) await once(raw, 'socket');
  if (sent === 'nothing') {
    if (response.body instanceof Readable) response.body.destroy();
    return end(raw, kind);
  }
  const bytes = await wholeOf(response.body);
  const { status, headers } = framed(method, { ...response, body: bytes });
  raw.writeHead(status, headers);
  raw.write(bytes.subarray(0, bytes.length / 2), () => end(raw, kind));
}

type Connection = NonNullable<MockResponse['connection']>;

interface BrokenResponse {
  readonly method: string;
  readonly response: MockResponse;
  readonly connection: Connection;
}

function end({ socket }: Raw, kind: Connection['kind']): void {
  if (kind === 'reset') socket?.resetAndDestroy();
  if (kind === 'close') socket?.end();
}
