import { kinds } from './failure.ts';
import type { Json } from './openapi-bodies.ts';

const charged = ['no', 'yes', 'maybe'];

const header = (description: string, schema: Json): Json => ({ description, schema });

/** What responses say outside of their body, by name. */
export const headers = {
  'x-request-id': header('Names the call in the log of the gateway', { type: 'string' }),
  'x-charged': header('Whether this call was charged', { type: 'string', enum: charged }),
  'x-resume': header('JSON with the ids that fetch the result at no charge', {
    type: 'string',
    contentMediaType: 'application/json',
  }),
  'idempotency-replayed': header('Present where an earlier call with the same key paid', {
    type: 'string',
    enum: ['true'],
  }),
  'retry-after': header('Seconds to wait before the next call', { type: 'string', pattern: '^[0-9]+$' }),
};

type HeaderName = keyof typeof headers;

export const freeHeaders: readonly HeaderName[] = ['x-request-id'];
export const paidHeaders: readonly HeaderName[] = [
  'x-request-id',
  'x-charged',
  'x-resume',
  'idempotency-replayed',
];
const failureHeaders: readonly HeaderName[] = ['x-request-id', 'x-charged', 'x-resume', 'retry-after'];

export const headersOf = (names: readonly HeaderName[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const text = (description: string): Json => ({ type: ['string', 'null'], description });

const ids = (description: string): Json => ({
  type: ['object', 'null'],
  description,
  additionalProperties: true,
});

const error: Json = {
  type: 'object',
  required: ['kind', 'vendor', 'code', 'message', 'hint', 'ids', 'operation', 'charged'],
  properties: {
    kind: { type: 'string', enum: kinds, description: 'What the caller can act on' },
    vendor: text('Null where the gateway itself refuses'),
    code: { type: ['string', 'number', 'null'], description: "The vendor's own number" },
    message: { type: 'string', description: 'What failed, and why' },
    hint: text('What to do about it'),
    ids: ids('Ids that fetch what is already paid for'),
    operation: text('The operation that takes the ids'),
    charged: { type: 'string', enum: charged, description: 'Whether the failed call was charged' },
    request_id: { type: 'string', description: 'The same as the header x-request-id' },
  },
};

export const failure: Json = {
  description: 'What went wrong, whose fault it is, and what to do',
  headers: headersOf(failureHeaders),
  content: {
    'application/json': { schema: { type: 'object', required: ['error'], properties: { error } } },
  },
};
