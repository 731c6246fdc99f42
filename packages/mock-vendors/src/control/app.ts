import { Readable } from 'node:stream';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { didYouMean } from '../engine/did-you-mean.ts';
import { documentedIn } from '../engine/names.ts';
import type { World, WorldSnapshot } from '../world/world.ts';
import { guard } from './access.ts';
import { BadRequest, check, fields } from './check.ts';
import { checkNames, worldNamed } from './find.ts';
import { Metrics } from './metrics.ts';
import { addConsole } from './page.ts';
import type { ControlContext, ControlledMocks, ControlRoute } from './route.ts';
import { routes } from './routes/index.ts';

const maxBodyBytes = 1 << 20;

/** The console and the API behind it, to watch worlds and to interfere with them. */
export function createControl(controlled: ControlledMocks, token?: string): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: maxBodyBytes });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  // Many clients send the type with every POST, also where there is nothing to send.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) =>
    text === '' ? done(null) : parseJson(request, text as string, done),
  );
  // A web page elsewhere can post text without asking the browser, but neither JSON nor YAML.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    ['application/yaml', 'application/x-yaml'],
    { parseAs: 'string' },
    (_, text, done) => done(null, text),
  );
  const open = routes.filter((route) => route.open).map(({ path }) => path);
  guard(app, token, (path) => open.includes(path));
  const context = createControlContext(controlled);
  for (const route of routes) add(app, route, context);
  addConsole(app);
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ error: `the control API has no ${method} ${url}${hintFor(method, url)}` }),
  );
  app.setErrorHandler((error: FastifyError | BadRequest, _request, reply) => {
    const problems = error instanceof BadRequest && error.problems.length > 0 ? error.problems : undefined;
    reply.code(error.statusCode ?? 500).send({ error: inWords(error), ...(problems && { problems }) });
  });
  return app;
}

function createControlContext(controlled: ControlledMocks): ControlContext {
  const snapshots = new WeakMap<World, Map<string, WorldSnapshot>>();
  const metrics = new Metrics();
  controlled.worlds.each((world) => metrics.watch(world));
  return {
    ...controlled,
    metrics,
    snapshotsOf: (world) => {
      const known = snapshots.get(world) ?? new Map<string, WorldSnapshot>();
      snapshots.set(world, known);
      return known;
    },
  };
}

function add(app: FastifyInstance, route: ControlRoute, context: ControlContext): void {
  const { method, path, status = 200, type } = route;
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const answer = await run(route, request, context);
      if (method !== 'GET') await context.worlds.main.persisted();
      reply.code(status);
      if (type) reply.type(type);
      if (answer instanceof Readable) reply.header('cache-control', 'no-store');
      return reply.send(answer);
    },
  });
}

const nothing = fields({});

function run(
  { query = nothing, body, worldless, run }: ControlRoute,
  request: FastifyRequest,
  context: ControlContext,
): unknown {
  const { world: name, ...rest } = request.query as Readonly<Record<string, string>>;
  const asked = check(query, rest);
  checkNames(context.vendors, documentedIn(rest));
  return run({
    context,
    world: worldless || name === undefined ? context.worlds.main : worldNamed(context.worlds, name),
    params: request.params as Record<string, string>,
    query: asked,
    body: body ? check(body, request.body ?? undefined) : request.body,
    headers: request.headers,
  });
}

function hintFor(method: string, url: string): string {
  const path = url.split('?', 1)[0] as string;
  const others = routes.filter((route) => route.path === path).map((route) => route.method);
  if (others.length > 0) return `, but ${others.join(' and ')}`;
  const like = didYouMean(
    path,
    routes.filter((route) => route.method === method).map((route) => route.path),
  );
  return like || '; GET /openapi.json lists what it has';
}

function inWords({ code, message, statusCode }: FastifyError | (BadRequest & { code?: string })): string {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return `the body is longer than ${maxBodyBytes} bytes`;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return 'send JSON with the content type application/json; with curl: --json, or -H "content-type: application/json"';
  if (statusCode === undefined || statusCode >= 500) return `mock-vendors has failed: ${message}`;
  return message;
}
