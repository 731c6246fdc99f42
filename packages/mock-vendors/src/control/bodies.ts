import type { MockVendor } from '../mock-vendor.ts';
import type { Effect, Fault } from '../world/fault.ts';
import type { TaskEnd } from '../world/tasks.ts';

/** What the caller can put right. Named as Fastify names it, so that its errors and ours are answered alike. */
export class BadRequest extends Error {
  readonly statusCode: number;

  constructor(message: string, statusCode = 400) {
    super(message);
    this.statusCode = statusCode;
  }
}

type Fields = Readonly<Record<string, unknown>>;

export function readEnd(body: unknown): TaskEnd {
  const { end } = fieldsOf(body, ['end']);
  return oneOf('end', end, ['done', 'failed']);
}

export function readAdvance(body: unknown): number {
  const { advanceMs } = fieldsOf(body, ['advanceMs']);
  return count('advanceMs', advanceMs);
}

export function readFault(body: unknown, vendors: readonly MockVendor[]): Fault {
  const { vendor, endpoint, times, effect } = fieldsOf(body, ['vendor', 'endpoint', 'times', 'effect']);
  const name = oneOf(
    'vendor',
    vendor,
    vendors.map((mock) => mock.name),
  );
  const mock = vendors.find((candidate) => candidate.name === name) as MockVendor;
  return {
    vendor: name,
    ...(endpoint !== undefined && { endpoint: readEndpoint(endpoint, mock) }),
    ...(times !== undefined && { times: count('times', times) }),
    effect: readEffect(effect, mock),
  };
}

/** A vendor that routes by itself has endpoints that no list names. */
function readEndpoint(value: unknown, { vendor, routes, route }: MockVendor): string {
  if (route && typeof value === 'string') return value;
  const listed = [...Object.keys(vendor.endpoints), ...routes.map(({ endpoint }) => endpoint)];
  return oneOf('endpoint', value, [...new Set(listed)]);
}

const effects = ['error', 'reply', 'connection', 'delayMs', 'task'] as const;

function readEffect(value: unknown, { vendor }: MockVendor): Effect {
  const effect = fieldsOf(value, [...effects, 'when'], 'effect');
  const named = effects.filter((name) => name in effect);
  const [kind] = named;
  if (named.length !== 1 || kind === undefined)
    throw new BadRequest(`effect: give exactly one of ${effects.join(', ')}`);
  const given = effect[kind];
  switch (kind) {
    case 'error':
      return { error: oneOf('effect.error', given, Object.keys(vendor.errors)) };
    case 'reply':
      return { reply: readReply(given) };
    case 'connection':
      return {
        connection: oneOf('effect.connection', given, ['reset', 'close', 'hang']),
        ...(effect.when !== undefined && {
          when: oneOf('effect.when', effect.when, ['before', 'during', 'after']),
        }),
      };
    case 'delayMs':
      return { delayMs: count('effect.delayMs', given) };
    case 'task':
      return { task: oneOf('effect.task', given, ['failed', 'never']) };
  }
}

function readReply(value: unknown): { status: number; body: string } {
  const { status, body = '' } = fieldsOf(value, ['status', 'body'], 'effect.reply');
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    throw new BadRequest('effect.reply.status: give an HTTP status from 200 to 599');
  if (typeof body !== 'string') throw new BadRequest('effect.reply.body: give a text');
  return { status, body };
}

function fieldsOf(value: unknown, known: readonly string[], where = 'body'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadRequest(`${where}: give a JSON object with ${known.join(', ')}`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new BadRequest(`${where}: ${unknown} is not known here; known are ${known.join(', ')}`);
  return value as Fields;
}

function oneOf<const Choice extends string>(
  field: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new BadRequest(`${field}: give one of ${choices.join(', ')}`);
  return found;
}

function count(field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw new BadRequest(`${field}: give a whole number from 0`);
  return value;
}
