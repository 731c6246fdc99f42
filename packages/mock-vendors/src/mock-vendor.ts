import type { DocumentedError, Vendor } from '@api-repack/core';
import FindMyWay from 'find-my-way';
import type { Exchange, MockRequest, Note, Reply } from './exchange.ts';
import type { Form } from './form.ts';
import { applyFault } from './world/faults.ts';
import type { World } from './world/world.ts';

export type Handler = (exchange: Exchange) => Reply | Promise<Reply>;

export interface Route {
  readonly method: string;
  /** `:name` matches one segment. */
  readonly path: string;
  /** The endpoint's name in core's declaration, or a name of the mock's own for files. */
  readonly endpoint: string;
  readonly handler: Handler;
}

/** What a vendor tells people outside of HTTP, such as a code sent by SMS. */
export interface Notice {
  readonly to: string;
  readonly text: string;
}

/** A vendor emulated: functions over (world, request as plain data), written from its manual and never from our client. */
export interface MockVendor<State extends object = object, Settings extends object = object> {
  readonly name: string;
  readonly vendor: Vendor;
  /** Added to the base port, so that each vendor has a port of its own; its APIs share it if their paths never meet. */
  readonly portOffset: number;
  readonly defaults: Settings;
  /** Credentials in it bear the world's name, except in the main world: see `named`. */
  readonly initialState: (worldName: string) => State;
  /** Made for users: what to type into a client. */
  readonly readyMade: (worldName: string) => readonly Readonly<Record<string, string>>[];
  /** Whether a request shows credentials, or names things, of this world. */
  readonly owns?: (world: World, request: MockRequest, form: Form) => boolean;
  /** The credentials are in the body. */
  readonly readsBody?: boolean;
  readonly routes: readonly Route[];
  /** Instead of `routes`, for a vendor whose paths mean nothing without the host and the query. */
  readonly route?: (request: MockRequest) => Pick<Route, 'endpoint' | 'handler'> | undefined;
  /** Origins beside `vendor.baseUrl` that doors catch, with `*` for any text. */
  readonly moreOrigins?: readonly string[];
  /** For those who test: nothing here is really sent. */
  readonly notices?: (world: World) => readonly Notice[];
  /** The vendor's envelope around a documented error. */
  readonly fail: (error: DocumentedError, exchange: Exchange) => Reply;
  readonly notFound: (request: MockRequest) => Reply;
  /** Whom the vendor knows and what they have left, for the console. */
  readonly accounts?: (world: World) => readonly Account[];
  /** A call that works at once in a terminal, for the console. */
  readonly curl?: (origin: string) => string;
}

export interface Account {
  readonly name: string;
  /** Credits. */
  readonly left: number;
}

/** Thrown by a handler to answer with a documented error, in words of its own if it has better ones. */
export class Fail extends Error {
  readonly documented: DocumentedError;

  constructor(documented: DocumentedError, message: string = documented.message) {
    super(message);
    this.documented = documented;
  }
}

interface Found {
  readonly route: Pick<Route, 'endpoint' | 'handler'>;
  readonly params: Exchange['params'];
}

/** Whether the vendor has anything at this address. */
export const serves = (mock: MockVendor, request: MockRequest): boolean =>
  finderOf(mock)(request) !== undefined;

/** The name of ready-made things in a world: as it is in the main world, with the world's name elsewhere. */
export const named = (name: string, worldName: string): string =>
  worldName === 'main' ? name : `${name}-${worldName}`;

type Finder = (request: MockRequest) => Found | undefined;

/** The one way into a mock vendor, whatever the door. */
export async function answer(world: World, mock: MockVendor, request: MockRequest): Promise<Reply> {
  const found = finderOf(mock)(request);
  const endpoint = found?.route.endpoint ?? 'unknown';
  const entry = world.journal.open({
    vendor: mock.name,
    endpoint,
    method: request.method,
    url: request.url,
    at: world.clock.now(),
  });
  const exchange: Exchange = {
    world,
    request,
    origin: request.origins[mock.name] ?? '',
    params: found?.params ?? {},
    note: (note: Note) => Object.assign(entry, note),
  };
  const handle = async () => (found ? handled(mock, found.route, exchange) : mock.notFound(request));
  const fault = world.faults.take(mock.name, endpoint);
  const reply = fault ? await applyFault(fault, { handle, mock, exchange }) : await handle();
  const date = new Date(world.clock.now()).toUTCString();
  world.journal.close(entry, reply);
  return { ...reply, headers: { date, ...reply.headers } };
}

async function handled(mock: MockVendor, { handler }: Found['route'], exchange: Exchange): Promise<Reply> {
  try {
    return await handler(exchange);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    exchange.note({ error: errorName(mock, error.documented) });
    return mock.fail({ ...error.documented, message: error.message }, exchange);
  }
}

export function errorName(mock: Pick<MockVendor, 'vendor'>, error: DocumentedError): string {
  const row = Object.entries(mock.vendor.errors).find(([, documented]) => documented === error);
  return row?.[0] ?? String(error.code);
}

const finders = new WeakMap<MockVendor, Finder>();

function finderOf(mock: MockVendor): Finder {
  const known = finders.get(mock);
  if (known) return known;
  const finder = mock.route ? finderOfRoute(mock.route) : finderOfRoutes(mock.routes);
  finders.set(mock, finder);
  return finder;
}

const finderOfRoute =
  (route: NonNullable<MockVendor['route']>): Finder =>
  (request) => {
    const found = route(request);
    return found && { route: found, params: {} };
  };

function finderOfRoutes(routes: MockVendor['routes']): Finder {
  const router = FindMyWay();
  for (const route of routes) router.on(route.method as 'GET', route.path, () => undefined, route);
  return ({ method, url }) => {
    const found = router.find(method as 'GET', url.split('?', 1)[0] as string);
    return found ? { route: found.store as Route, params: found.params } : undefined;
  };
}
