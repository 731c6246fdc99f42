import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type MockRequest, type Reply, wholeOf } from '../exchange.ts';
import type { MockVendor } from '../mock-vendor.ts';
import { answerIn, type Worlds } from '../worlds.ts';

export interface Door {
  readonly worlds: Worlds;
  /** Base URLs of the vendors, as clients see them; filled in as their ports are known. */
  readonly origins: Record<string, string>;
}

/**
 * One vendor behind one Fastify server; where it has several APIs, the first one answers what none of them knows. Bodies
 * reach the vendor as streams; nothing is parsed on the way.
 */
export function createApp(mocks: readonly MockVendor[], door: Door): FastifyInstance {
  const respond = async (request: FastifyRequest, reply: FastifyReply) => {
    const described = toMockRequest(request, mocks, door);
    return sendReply(reply, await answerIn(door.worlds, mocks, described));
  };
  const app = Fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // A path that is no text: what to say about it is the vendor's affair.
    frameworkErrors: (_error, request, reply) => respond(request, reply),
  });
  // Before Fastify looks at the content type: it refuses some that vendors take.
  app.addHook('onRequest', respond);
  app.all('/*', respond);
  return app;
}

function toMockRequest(
  request: FastifyRequest,
  mocks: readonly MockVendor[],
  { origins }: Door,
): MockRequest {
  const { host } = request.headers;
  const here = Object.fromEntries(mocks.map(({ name }) => [name, `http://${host}`]));
  return {
    method: request.method,
    url: request.raw.url ?? '/',
    headers: joined(request.headers),
    body: request.raw,
    origins: host ? { ...origins, ...here } : origins,
  };
}

const joined = (headers: FastifyRequest['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));

function sendReply(reply: FastifyReply, answered: Reply): FastifyReply {
  const { status, headers, body, connection, promisedLength } = answered;
  if (connection || promisedLength !== undefined) {
    reply.hijack();
    // Nobody waits for a broken answer, and a stream in it can fail.
    sendBroken(reply.raw, answered).catch(() => reply.raw.destroy());
    return reply;
  }
  const isStream = typeof body !== 'string' && !(body instanceof Uint8Array);
  return reply
    .code(status)
    .headers(headers)
    .send(isStream ? Readable.from(body) : body);
}

/** Promises a body, and then ends the connection or sends another length. */
async function sendBroken(
  raw: FastifyReply['raw'],
  { status, headers, body, connection, promisedLength }: Reply,
): Promise<void> {
  if (connection?.sent === 'nothing') return end(raw, connection.kind);
  const bytes = await wholeOf(body);
  raw.writeHead(status, { ...headers, 'content-length': promisedLength ?? bytes.length });
  if (!connection) return void raw.end(bytes);
  raw.write(bytes.subarray(0, bytes.length / 2), () => end(raw, connection.kind));
}

function end({ socket }: FastifyReply['raw'], kind: NonNullable<Reply['connection']>['kind']): void {
  if (kind === 'reset') socket?.resetAndDestroy();
  if (kind === 'close') socket?.end();
}
