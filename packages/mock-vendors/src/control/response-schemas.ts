import * as v from 'valibot';
import { taskTiming } from './schemas.ts';

/** What the control API answers with, by method and path. Apart from the routes, since only the OpenAPI document needs it. */
export const answers = (): Readonly<Record<string, v.GenericSchema>> => ({
  'GET /vendors': v.array(vendor),
  'GET /settings': v.record(v.string(), settings),
  'PATCH /settings/:vendor': settings,
  'GET /notices': v.array(v.object({ vendor: text, to: text, text })),
  'GET /worlds': v.array(world),
  'POST /worlds': world,
  'POST /worlds/:name/fork': world,
  'POST /worlds/:name/reset': world,
  'POST /worlds/:name/snapshot': v.object({ snapshots: v.array(text) }),
  'POST /worlds/:name/restore': world,
  'DELETE /worlds/:name': v.object({ removed: text }),
  'GET /clock': clock,
  'POST /clock': clock,
  'GET /accounts': v.array(v.object({ vendor: text, ...account.entries })),
  'PUT /accounts/:vendor/:name': v.object({ vendor: text, ...account.entries, credentials }),
  'GET /tasks': v.array(task),
  'POST /tasks': v.object({ ended: v.array(text) }),
  'POST /tasks/:id': task,
  'GET /faults': v.array(fault),
  'POST /faults': fault,
  'POST /faults/presets': v.array(fault),
  'DELETE /faults': v.object({ removed: count }),
  'DELETE /faults/:id': v.object({ removed: count }),
  'GET /errors': v.array(documentedError),
  'GET /journal': v.array(journalEntry),
  'DELETE /journal': v.object({ removed: count }),
  'GET /ledger': v.object({ total: said('Credits'), entries: v.array(ledgerEntry) }),
  'POST /verify': v.object({ ok: v.literal(true) }),
  'POST /seed': v.object({ seeded: v.array(text) }),
  'GET /health': v.object({ ok: v.literal(true), now: milliseconds, speed }),
  'GET /openapi.json': v.record(v.string(), v.unknown()),
});

const said = (what: string) => v.pipe(v.number(), v.description(what));

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = said('Unix time in milliseconds, of the world');
const speed = said('How fast time passes: 0 stands still, 60 is an hour in a minute');
const settings = v.record(v.string(), v.unknown());
const credentials = v.record(v.string(), v.string());
const errorCode = v.union([v.number(), v.string()]);
const phase = v.picklist(['running', 'done', 'failed']);

const account = v.object({ name: text, left: said('Credits') });

const clock = v.object({ now: milliseconds, time: v.pipe(text, v.description('ISO 8601')), speed });

const reached = v.object({
  name: text,
  origin: v.pipe(text, v.description('Base URL for clients')),
  demoCredentials: v.array(credentials),
});

const vendor = v.object({
  ...reached.entries,
  displayName: text,
  realOrigin: text,
  accounts: v.array(account),
  curl: v.optional(text),
  endpoints: v.array(v.object({ endpoint: text, summary: text })),
  errors: v.array(v.object({ error: text, code: errorCode, message: text })),
});

const world = v.object({
  name: text,
  now: milliseconds,
  speed,
  taskTiming,
  calls: count,
  tasks: count,
  running: v.pipe(count, v.description('Tasks')),

  credits: said('Credits taken'),
  snapshots: v.array(text),
  vendors: v.array(reached),
});

const task = v.object({
  id: text,
  vendor: text,
  startedAt: milliseconds,
  taskTiming,
  reads: count,
  fate: v.picklist(['done', 'failed', 'never']),
  phases: v.optional(v.array(phase)),
  code: v.optional(v.number()),
  isDead: v.optional(v.boolean()),
  pausedAt: v.optional(milliseconds),
  forced: v.optional(v.object({ end: v.picklist(['done', 'failed']), at: milliseconds })),
  phase,
  state: v.optional(said('In the vendor’s numbers')),
  fraction: v.optional(said('How far it is, from 0 up to 1')),
  endedAt: v.optional(milliseconds),
});

const effect = v.record(v.string(), v.unknown());

const fault = v.object({
  id: count,
  vendor: text,
  endpoint: v.optional(text),
  account: v.optional(text),
  fields: v.optional(v.record(v.string(), v.string())),
  nth: v.optional(count),
  times: v.optional(count),
  until: v.optional(v.union([text, v.number()])),
  probability: v.optional(v.number()),
  effect,
  matched: v.pipe(count, v.description('Calls that matched')),
  applied: count,
  left: v.nullable(v.pipe(count, v.description('Times left'))),
});

const documentedError = v.object({
  vendor: text,
  error: text,
  code: errorCode,
  kind: text,
  message: text,
  hint: text,
  status: v.optional(count),
  dependsOnClock: v.optional(v.literal(true)),
  by: v.optional(v.pipe(text, v.description('What triggers it without a fault'))),
  source: text,
});

const journalEntry = v.object({
  n: count,
  world: text,
  at: milliseconds,
  vendor: text,
  endpoint: text,
  method: text,
  origin: text,
  url: text,
  status: v.pipe(count, v.description('0 while the call is going on')),
  endedAt: v.optional(milliseconds),
  responseNumber: v.optional(
    v.pipe(count, v.description('Its number among the responses, which is the id in the stream')),
  ),
  contentType: v.optional(text),
  size: v.optional(v.pipe(count, v.description('Bytes of the answer'))),
  fault: v.optional(effect),
  account: v.optional(text),
  fields: v.optional(v.record(v.string(), v.unknown())),
  nearest: v.optional(v.object({ endpoint: text, differs: v.array(text) })),
  guessed: v.optional(v.pipe(text, v.description('Why the error is a guess'))),
  guessedFields: v.optional(v.pipe(v.array(text), v.description('Fields of the answer that are a guess'))),
  error: v.optional(text),
  charged: v.optional(said('Credits')),
  balance: v.optional(v.object({ before: v.number(), after: v.number() })),
  created: v.optional(v.array(text)),
  removed: v.optional(v.array(text)),
});

const ledgerEntry = v.object({
  at: milliseconds,
  vendor: text,
  account: text,
  credits: said('Credits taken, or given back if negative'),
  endpoint: text,
  reference: v.pipe(text, v.description('Id of the task or object paid for')),
});
