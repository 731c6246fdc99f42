import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Door } from '../doors/fastify.ts';
import type { MockVendor } from '../mock-vendor.ts';
import { BadRequest, readAdvance, readEnd, readFault } from './bodies.ts';
import { addConsole } from './page.ts';
import { journalStream } from './stream.ts';

/** What is controlled. The origins are filled in as the vendors' ports are known. */
export interface Controlled extends Door {
  readonly vendors: readonly MockVendor[];
}

/** The console and the API behind it, to watch a world and to interfere with it. */
export function createControl(controlled: Controlled): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  // A web page elsewhere can post text without asking the browser, but not JSON.
  app.removeContentTypeParser('text/plain');
  watching(app, controlled);
  interfering(app, controlled);
  addConsole(app);
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ error: `the control API has no ${method} ${url}; it has ${apiList}` }),
  );
  app.setErrorHandler((error: FastifyError | BadRequest, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message }),
  );
  return app;
}

const apiList = [
  'GET /',
  'GET /health',
  'GET /vendors',
  'GET /journal',
  'GET /journal/stream',
  'GET /ledger',
  'GET /tasks',
  'POST /tasks/:id',
  'GET /faults',
  'POST /faults',
  'POST /clock',
].join(', ');

function watching(app: FastifyInstance, { worlds: { main: world }, origins, vendors }: Controlled): void {
  app.get('/health', () => ({ ok: true, now: world.clock.now(), speed: world.clock.speed }));

  app.get('/vendors', () =>
    vendors.map(({ name, vendor, readyMade, accounts, curl }) => ({
      name,
      displayName: vendor.displayName,
      origin: origins[name],
      realOrigin: vendor.baseUrl,
      readyMade: readyMade(world.name),
      accounts: accounts?.(world) ?? [],
      curl: curl?.(origins[name] ?? ''),
      endpoints: Object.entries(vendor.endpoints).map(([endpoint, { summary }]) => ({ endpoint, summary })),
      errors: Object.entries(vendor.errors).map(([error, { code, message }]) => ({ error, code, message })),
    })),
  );

  app.get<{ Querystring: { vendor?: string } }>('/journal', ({ query: { vendor } }) =>
    world.journal.entries.filter((entry) => (vendor ?? entry.vendor) === entry.vendor),
  );

  app.get('/journal/stream', ({ headers }, reply) => {
    const seen = Number(headers['last-event-id'] ?? 0);
    return reply
      .type('text/event-stream')
      .header('cache-control', 'no-store')
      .send(journalStream(world, seen));
  });

  app.get('/ledger', () => ({ total: world.ledger.cost(), entries: world.ledger.entries }));

  app.get('/tasks', () =>
    [...world.tasks.state.values()].map((task) => ({ ...task, ...world.tasks.peek(task) })),
  );

  app.get('/faults', () => world.faults.state.map(({ fault, left }) => ({ ...fault, left })));
}

function interfering(app: FastifyInstance, { worlds: { main: world }, vendors }: Controlled): void {
  app.post<{ Params: { id: string } }>('/tasks/:id', ({ params: { id }, body }) => {
    const end = readEnd(body);
    const task = world.tasks.get(id);
    if (!task) throw new BadRequest(`there is no task ${id}: GET /tasks lists them`, 404);
    const { phase } = world.tasks.peek(task);
    if (phase !== 'running') throw new BadRequest(`task ${id} has already ended: it is ${phase}`, 409);
    world.tasks.force(id, end);
    return { ...task, ...world.tasks.peek(task) };
  });

  app.post('/faults', ({ body }, reply) => {
    const fault = readFault(body, vendors);
    world.faults.add(fault);
    return reply.code(201).send({ ...fault, left: fault.times ?? 1 });
  });

  app.post('/clock', ({ body }) => {
    world.clock.advance(readAdvance(body));
    return { now: world.clock.now(), speed: world.clock.speed };
  });
}
