import { randomUUID } from 'node:crypto';
import { memoryStore } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { badInput, HttpError } from '../http-error.ts';
import { catalogues } from '../vendors.ts';
import { compatResponse, isOriginal } from './compat.ts';
import { refuseCrossSite } from './cross-site.ts';
import { addDocs } from './docs.ts';
import { callerGone, failureResponse } from './failure.ts';
import { handle } from './handle.ts';
import { addHealth } from './health.ts';
import type { GatewayOptions } from './options.ts';
import { Service } from './service.ts';
import { respondUnreadable } from './unreadable-request.ts';

const defaults: Omit<GatewayOptions, 'store'> = {
  host: nodeHost(),
  baseUrls: {},
  mockAccounts: [],
  compat: false,
  maxBodyBytes: 100 << 20,
  bodyIdleMs: 45_000,
  maxCalls: 64,
  deadlineMs: 600_000,
  idempotencyTtlMs: 24 * 3_600_000,
  logger: false,
};

export interface Gateway {
  readonly app: FastifyInstance;
  readonly service: Service;
}

/** The service as a Fastify application that does not listen yet. */
export async function createGateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const all: GatewayOptions = { ...defaults, store: memoryStore(), ...options };
  const { logger = false } = all;
  const app = Fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: Number.MAX_SAFE_INTEGER,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true },
    // While stopping, calls are refused in the same shape as always.
    return503OnClosing: false,
    clientErrorHandler: respondUnreadable,
    frameworkErrors: (_error, request, reply) =>
      void sendFailure(service, badInput('the path cannot be read'), { request, reply }),
  });
  const service = new Service(all, app.log);
  // Bodies are read by the operations, while they arrive.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler((error, request, reply) => sendFailure(service, error, { request, reply }));
  app.setNotFoundHandler((request) => {
    throw unknownPath(request);
  });
  app.addHook('onRequest', async (request) => refuseCrossSite(request));
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    // A connection kept open would keep the gateway from stopping.
    if (service.inFlight.isClosing) reply.header('connection', 'close');
  });
  app.addHook('onRequest', async (request, reply) => {
    const begin = performance.now();
    // Fastify's own hook for this is not called after a disconnect.
    reply.raw.once('close', () => record(service, { request, reply, ms: performance.now() - begin }));
  });
  addOperations(app, service);
  addHealth(app, service);
  await addDocs(app, all.mockAccounts);
  return { app, service };
}

function addOperations(app: FastifyInstance, service: Service): void {
  for (const catalogue of catalogues)
    for (const operation of catalogue.operations) {
      const labels = { vendor: catalogue.name, operation: operation.name };
      app.post(`/${catalogue.name}/${operation.name}`, {
        config: labels,
        handler: (request, reply) => handle(service, catalogue, operation, { request, reply }),
      });
    }
}

function sendFailure(
  { options }: Service,
  error: unknown,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const failed = failureResponse(error);
  const { failure } = failed;
  // With the error itself: the response does not contain the message of a bug.
  if (failure.kind === 'internal') request.log.error({ err: error, failure }, 'failed');
  else request.log[failed.status >= 500 || failure.charged !== 'no' ? 'warn' : 'info']({ failure }, 'failed');
  if (options.compat && isOriginal(labelsOf(request))) {
    const { status, headers, body } = compatResponse(failed, error);
    return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body);
  }
  return reply
    .code(failed.status)
    .headers(failed.headers)
    .send({ error: { ...failure, request_id: request.id } });
}

/** Labels of an operation's route. Other routes have none. */
const labelsOf = ({ routeOptions }: FastifyRequest): Partial<Record<'vendor' | 'operation', string>> =>
  routeOptions.config as object;

/** The path without the query, which may hold secrets. */
const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] as string;

interface Ended {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly ms: number;
}

function record({ metrics }: Service, { request, reply, ms }: Ended): void {
  const { method } = request;
  const status = reply.raw.writableFinished ? reply.statusCode : callerGone;
  const { vendor, operation } = labelsOf(request);
  const line = { method, path: pathOf(request), status, ms: Math.round(ms) };
  request.log[operation ? 'info' : 'debug'](line, 'answered');
  if (vendor && operation) metrics.count({ vendor, operation }, { status, ms });
}

function unknownPath(request: FastifyRequest): HttpError {
  const [, vendor = '', operation = '', ...more] = pathOf(request).replace(/\/+$/, '').split('/');
  const known = catalogues.find(({ name }) => name === vendor);
  if (more.length === 0 && known?.operations.some(({ name }) => name === operation))
    return new HttpError(405, 'method', `${request.method} is not how /${vendor}/${operation} is called`, {
      hint: 'Use POST',
      headers: { allow: 'POST' },
    });
  if (known)
    return new HttpError(
      404,
      'not-found',
      operation ? `${vendor} has no operation ${operation}` : 'no operation is named',
      {
        hint: `It has ${known.operations.map(({ name }) => name).join(', ')}`,
      },
    );
  return new HttpError(404, 'not-found', `there is no vendor ${vendor}`, {
    hint: `There are ${catalogues.map(({ name }) => name).join(', ')}; /docs shows everything`,
  });
}
