import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type MockRequest, type MockResponse, wholeOf } from '../engine/exchange.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { WholeBody } from '../http/body.ts';
import { respondIn, type Worlds } from '../world/worlds.ts';
import { framed } from './frame.ts';

export interface AdapterContext {
  readonly worlds: Worlds;
  /** Base URLs of the vendors, as clients see them; filled in as their ports are known. */
  readonly origins: Record<string, string>;
  /** See `MockRequest.reach`. */
  readonly reach?: MockRequest['reach'];
}

/** A client that sends more slowly than this is cut off. */
const requestTimeoutMs = 300_000;

/**
 * One vendor behind one Fastify server; where it has several APIs, the first one answers what none of them knows. Bodies
 * reach the vendor as streams and answers leave it as they are; Fastify neither parses nor adds anything.
 */
export function createApp(mocks: readonly MockVendor[], adapter: AdapterContext): FastifyInstance {
  const respond = async (request: FastifyRequest, reply: FastifyReply) => {
    const described = await toMockRequest(request, mocks, adapter);
    const answered = await respondIn(adapter.worlds, mocks, described);
    reply.hijack();
    // Nobody waits for a broken answer, and a stream in it can fail.
    await sendResponse(reply.raw, request.method, answered).catch(() => reply.raw.destroy());
  };
  const app = Fastify({
    forceCloseConnections: true,
    requestTimeout: requestTimeoutMs,
    exposeHeadRoutes: false,
    // A path that is no text: what to say about it is the vendor's affair. Nobody but us looks at this promise.
    frameworkErrors: (_error, request, reply) =>
      respond(request, reply).catch((error) => void reply.send(error)),
  });
  // Before Fastify looks at the content type: it refuses some that vendors take.
  app.addHook('onRequest', respond);
  app.all('/*', respond);
  return app;
}

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

/** Longer bodies reach the vendor as streams. Shorter ones are cheaper as a whole. */
const maxWholeBytes = 1 << 18;

function bodyOf(raw: FastifyRequest['raw']): MockRequest['body'] | Promise<MockRequest['body']> {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
  // A body that a GET promises may never come, and no vendor looks at it.
  if (raw.method === 'GET' || raw.method === 'HEAD') return raw;
  if (encoding !== undefined || Number(length) > maxWholeBytes) return raw;
  if (Number(length ?? 0) === 0) return new WholeBody(Buffer.alloc(0));
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
  if (connection) return breakOff(raw, response, connection);
  const { status, headers, body } = framed(method, response);
  // Answers of one turn of the event loop leave together: a client is woken once for all of them.
  await nextTurn();
  raw.writeHead(status, headers);
  if (typeof body === 'string' || body instanceof Uint8Array) raw.end(body);
  else await pipeline(Readable.from(body), raw);
}

/** Ends the connection before the answer, or after half of its body. */
async function breakOff(raw: Raw, response: MockResponse, { kind, sent }: Connection): Promise<void> {
  // Behind other requests of the same connection, it is there when they are answered.
  if (!raw.socket) await once(raw, 'socket');
  if (sent === 'nothing') {
    if (response.body instanceof Readable) response.body.destroy();
    return end(raw, kind);
  }
  const bytes = await wholeOf(response.body);
  raw.writeHead(response.status, { ...response.headers, 'content-length': bytes.length });
  raw.write(bytes.subarray(0, bytes.length / 2), () => end(raw, kind));
}

type Connection = NonNullable<MockResponse['connection']>;

function end({ socket }: Raw, kind: Connection['kind']): void {
  if (kind === 'reset') socket?.resetAndDestroy();
  if (kind === 'close') socket?.end();
}
