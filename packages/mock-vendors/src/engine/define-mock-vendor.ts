import type { DocumentedError, Endpoint, ErrorKind, Vendor } from '@api-repack/core';
import * as v from 'valibot';
import { BrokenForm, describeForm, type Form, noForm, readForm } from '../http/form.ts';
import type { World } from '../world/world.ts';
import { DefinedCall } from './defined-call.ts';
import { type Exchange, json, type MockResponse } from './exchange.ts';
import { Fail, type MockRoute, type MockVendor } from './mock-vendor.ts';

/** An error of a vendor's documentation, and how it comes about. */
export interface DefinedError {
  readonly code: number | string;
  /** HTTP status. @default 400 */
  readonly status?: number;
  readonly message: string;
  /** @default 'bad-input' */
  readonly kind?: ErrorKind;
  /** What a client has to do for it; none if only a fault makes it. */
  readonly by?: string;
  /** Where it is documented, or seen. @default 'not said' */
  readonly source?: string;
}

export interface DefinedEndpoint<State extends object, Settings extends object, ErrorName extends string> {
  readonly method: Endpoint['method'];
  /** `:name` matches one segment. */
  readonly path: `/${string}`;
  readonly summary?: string;
  /** Answers with data for the vendor's envelope, or with a whole response. */
  handle(
    call: DefinedCall<State, Settings, ErrorName>,
  ): object | MockResponse | Promise<object | MockResponse>;
}

/** A vendor of one's own, as data and functions. */
export interface VendorDefinition<State extends object, Settings extends object, ErrorName extends string> {
  /** In lowercase, as in `--vendor`. */
  readonly name: string;
  /** Where the real one is, which MSW and undici catch. */
  readonly baseUrl: string;
  /** Added to the base port, beside 0 to 4 of the vendors that come with this package. @default 9 */
  readonly portOffset?: number;
  /** What a world remembers; made anew for each world. */
  readonly state: () => State;
  /** What the documentation leaves open, with its defaults. */
  readonly settings: Settings;
  /** What to type into a client. */
  readonly demoCredentials: readonly Readonly<Record<string, string>>[];
  readonly errors: Readonly<Record<ErrorName, DefinedError>>;
  readonly endpoints: Readonly<Record<string, DefinedEndpoint<State, Settings, ErrorName>>>;
  /** Name of the caller, for the journal and for faults of one account. */
  readonly accountOf?: (headers: Readonly<Record<string, string>>) => string | undefined;
  /** The vendor's envelope around a success. @default the data itself */
  readonly wrap?: (data: object) => object;
  /** The vendor's envelope around an error. @default `{"code": …, "message": …}` */
  readonly wrapError?: (error: DocumentedError) => object;
}

/**
 * A mock of a vendor that this package does not know, with everything that the engine gives: worlds, a clock, tasks, credits,
 * faults, the journal, ports, MSW and undici.
 *
 * @example
 * const cutter = defineMockVendor({ name: 'cutter', baseUrl: 'https://api.cutter.example', … });
 * const { origins } = await serve({ vendors: [cutter] });
 */
export function defineMockVendor<
  State extends object,
  Settings extends object,
  const ErrorName extends string,
>(definition: VendorDefinition<State, Settings, ErrorName>): MockVendor<State, Settings> {
  const { name, settings: defaults, demoCredentials, accountOf } = definition;
  const errors = documentedErrors(definition.errors);
  const wrapError = definition.wrapError ?? (({ code, message }) => ({ code, message }));
  const mock: MockVendor<State, Settings> = {
    name,
    defaults,
    vendor: vendorOf(definition, errors),
    portOffset: definition.portOffset ?? 9,
    initialState: () => definition.state(),
    demoCredentials: () => demoCredentials,
    routes: Object.entries(definition.endpoints).map(([endpoint, defined]) =>
      routeOf(
        endpoint,
        defined,
        (exchange, form) => new DefinedCall(exchange, { form, mock, errors }),
        definition,
      ),
    ),
    triggers: triggersOf(definition.errors),
    fail: (error) => json(wrapError(error), error.status ?? 400),
    notFound: ({ method, url }) =>
      json({ message: `mock: ${name} has no ${method} ${url.split('?', 1)[0]}` }, 404),
    malformed: (status) => json({ message: 'bad request' }, status),
    ...(accountOf && {
      accountOf: (_world: World, { headers }: Exchange['request']) => accountOf(headers),
    }),
  };
  return mock;
}

function documentedErrors(defined: Readonly<Record<string, DefinedError>>): Record<string, DocumentedError> {
  return Object.fromEntries(
    Object.entries(defined).map(([name, { code, message, status = 400, kind = 'bad-input' }]) => [
      name,
      { code, message, status, kind, hint: '' },
    ]),
  );
}

const triggersOf = (defined: Readonly<Record<string, DefinedError>>): MockVendor['triggers'] =>
  Object.fromEntries(
    Object.entries(defined).map(([name, { by, source = 'not said' }]) => [
      name,
      { source, ...(by && { by }) },
    ]),
  );

type AnyDefinition = Pick<VendorDefinition<object, object, string>, 'name' | 'baseUrl' | 'wrap'> & {
  readonly endpoints: Readonly<
    Record<string, Pick<MockRoute, 'path'> & { method: Endpoint['method']; summary?: string }>
  >;
};

/** No client is made of it, so that requests and responses need no schema. */
function vendorOf({ name, baseUrl, endpoints }: AnyDefinition, errors: Vendor['errors']): Vendor {
  const declared = Object.entries(endpoints).map(([endpoint, { method, path, summary = endpoint }]) => [
    endpoint,
    {
      summary,
      method,
      path,
      auth: false,
      encoding: 'json',
      request: v.any(),
      response: v.any(),
      errors: Object.values(errors),
    },
  ]);
  return {
    name,
    displayName: name,
    baseUrl,
    errors,
    endpoints: Object.fromEntries(declared) as Vendor['endpoints'],
    authenticate: (request) => request,
    unwrap: ({ json: data }) => ({ data }),
  };
}

function routeOf<State extends object, Settings extends object, ErrorName extends string>(
  endpoint: string,
  { method, path, handle }: DefinedEndpoint<State, Settings, ErrorName>,
  callOf: (exchange: Exchange, form: Form) => DefinedCall<State, Settings, ErrorName>,
  {
    accountOf,
    wrap = (data) => data,
  }: Pick<VendorDefinition<State, Settings, ErrorName>, 'accountOf' | 'wrap'>,
): MockRoute {
  const handler = async (exchange: Exchange): Promise<MockResponse> => {
    const form = await formOf(exchange);
    const account = accountOf?.(exchange.request.headers);
    exchange.note({ fields: describeForm(form), ...(account !== undefined && { account }) });
    const answer = await handle(callOf(exchange, form));
    return isResponse(answer) ? answer : json(wrap(answer));
  };
  return { endpoint, method, path, handler };
}

const isResponse = (answer: object): answer is MockResponse =>
  'status' in answer && 'headers' in answer && 'body' in answer;

const limits = { maxFileBytes: 64 << 20, maxFields: 1_000 };

async function formOf({ request }: Exchange): Promise<Form> {
  if (request.method === 'GET' || request.method === 'DELETE') return noForm;
  return readForm(request, limits).catch((error) => {
    if (!(error instanceof BrokenForm)) throw error;
    throw new Fail({ code: 400, status: 400, kind: 'bad-input', message: error.message, hint: '' });
  });
}
