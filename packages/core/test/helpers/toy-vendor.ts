import * as v from 'valibot';
import { endpoint, vendor } from '../../src/vendor.ts';

const busy = { code: 7, kind: 'unavailable', message: 'busy', hint: 'Wait' } as const;
const shared = { method: 'POST', auth: true, response: v.looseObject({}), errors: [busy] } as const;

/** An invented vendor with every kind of endpoint. */
export const toy = vendor({
  name: 'toy',
  displayName: 'Toy',
  baseUrl: 'https://toy.example',
  errors: { busy },
  endpoints: {
    find: endpoint({
      ...shared,
      summary: 'Find',
      method: 'GET',
      path: '/find/:id',
      encoding: 'query',
      request: v.strictObject({
        id: v.string(),
        tag: v.optional(v.array(v.string())),
        page: v.optional(v.pipe(v.string(), v.url())),
      }),
    }),
    make: endpoint({
      ...shared,
      summary: 'Make',
      path: '/make',
      encoding: 'json',
      charges: 'each',
      request: v.strictObject({ size: v.number(), name: v.optional(v.string()) }),
    }),
    send: endpoint({
      ...shared,
      summary: 'Send',
      path: '/send',
      encoding: 'multipart',
      charges: 'once',
      request: v.strictObject({ file: v.array(v.blob()), rate: v.optional(v.number()) }),
    }),
    store: endpoint({
      ...shared,
      summary: 'Store',
      method: 'PUT',
      path: '/:key',
      encoding: 'bytes',
      request: v.strictObject({ key: v.string(), body: v.blob(), 'Content-Type': v.string() }),
    }),
  },
  authenticate: (request, { key }: { key: string }, nowMs) => ({
    ...request,
    headers: { ...request.headers, authorization: `${key} ${nowMs}` },
  }),
  unwrap({ json, status }) {
    const { error, message } = (json ?? {}) as Record<string, unknown>;
    if (status === 200 && json !== undefined && error === undefined) return { data: json };
    return { code: error as number | undefined, message: message as string | undefined };
  },
});
