import type { DocumentedError, Vendor } from '@api-repack/core';
import type { VendorEvidence } from '../evidence/evidence.ts';
import { guessBehind, guessedFieldsOf, refuseGuess } from '../evidence/strict.ts';
import { describeForm, type Form, noForm, peek } from '../http/form.ts';
import { storageStatus } from '../storage/storage-status.ts';
import { applyFault, replacesHandler } from '../world/apply-fault.ts';
import type { DeferredFaults, FaultEffect } from '../world/fault.ts';
import type { FaultTarget } from '../world/faults.ts';
import type { JournalEntry } from '../world/journal.ts';
import { mask, maskSecrets, maskText, secretsOfHeaders } from '../world/mask.ts';
import { withoutSecrets } from '../world/secret-texts.ts';
import type { TaskPhase } from '../world/tasks.ts';
import type { World } from '../world/world.ts';
import type { ErrorTrigger } from './catalogue.ts';
import { anyOrigin, type CorsPolicy, crossOrigin } from './cors.ts';
import { type CallNote, type Exchange, json, type MockRequest, type MockResponse } from './exchange.ts';
import { type FoundRoute, find } from './finder.ts';
import { nearest } from './nearest.ts';
import { addressFields, resolveFaultTarget } from './resolve-fault-target.ts';

export type MockHandler = (exchange: Exchange) => MockResponse | Promise<MockResponse>;

export interface MockRoute {
  readonly method: string;
  /** `:name` matches one segment. */
  readonly path: string;
  /** The endpoint's name in core's declaration, or a name of the mock's own for files. */
  readonly endpoint: string;
  readonly handler: MockHandler;
}

/** What a vendor sends to people outside of HTTP, such as a code by SMS. */
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
  readonly demoCredentials: (worldName: string) => readonly Readonly<Record<string, string>>[];
  /** Whether a request shows credentials, or names things, of this world. */
  readonly owns?: (world: World, request: MockRequest, form: Form) => boolean;
  /** The credentials are in the body. */
  readonly readsBody?: boolean;
  /** Name of the caller, for the journal and for faults of one account. */
  readonly accountOf?: (world: World, request: MockRequest, form: Form) => string | undefined;
  /** Instead of a form, for a vendor whose bodies are none: what faults can look for. */
  readonly fieldsOf?: (world: World, request: MockRequest) => Readonly<Record<string, string>>;
  /** What to answer a key with that looks like one of the real vendor's, and is none of this world. */
  readonly realKey?: (world: World, request: MockRequest) => DocumentedError | undefined;
  readonly routes: readonly MockRoute[];
  /** Instead of `routes`, for a vendor whose paths mean nothing without the host and the query. */
  readonly route?: (request: MockRequest) => Pick<MockRoute, 'endpoint' | 'handler'> | undefined;
  /** Names of endpoints beside those of `vendor` and `routes`. */
  readonly moreEndpoints?: readonly string[];
  /** Origins beside `vendor.baseUrl` that adapters catch, with `*` for any text. */
  readonly moreOrigins?: readonly string[];
  /** Host names of its own at which it may be asked, beside those of this machine and of the real vendor. */
  readonly hostnames?: (world: World) => readonly string[];
  /** Which web pages of other origins may call. @default any page */
  readonly cors?: CorsPolicy;
  /** For those who test: nothing here is really sent. */
  readonly notices?: (world: World) => readonly Notice[];
  /** What a state of a task means, in the vendor's numbers. */
  readonly phaseOf?: (state: number) => TaskPhase;
  /** What endpoints, errors and settings rest on. */
  readonly evidence?: VendorEvidence;
  /** How each of the vendor's errors comes about. */
  readonly triggers: Readonly<Record<string, ErrorTrigger>>;
  /** The vendor's envelope around a documented error. */
  readonly fail: (error: DocumentedError, exchange: Exchange) => MockResponse;
  readonly notFound: (request: MockRequest) => MockResponse;
  /** For a request that is not HTTP, such as one with two lengths. No manual says what comes back, so it has the vendor's default shape. */
  readonly malformed: (status: number) => MockResponse;
  /** Whom the vendor knows and what they have left, for the console. */
  readonly accounts?: (world: World) => readonly VendorAccount[];
  /** Gives an account so many credits, and makes it if the vendor does not know it. Returns what to type into a client. */
  readonly setAccount?: (world: World, account: AccountChange) => Readonly<Record<string, string>>;
  /** Those of an account's credentials that can be chosen. */
  readonly ownCredentials?: readonly string[];
  /** A call that works at once in a terminal, for the console. */
  readonly curl?: (origin: string) => string;
}

export interface VendorAccount {
  readonly name: string;
  /** Credits. */
  readonly left: number;
}

export interface AccountChange {
  readonly name: string;
  /** As many as it has, or a new one begins with, if left out. */
  readonly left?: number | undefined;
  /** By the vendor's field names. @default the vendor's own */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
}

/** Thrown by a handler to answer with a documented error, in words of its own if it has better ones. */
export class Fail extends Error {
  readonly documented: DocumentedError;

  constructor(documented: DocumentedError, message: string = documented.message) {
    super(message);
    this.documented = documented;
  }
}

/** Whether the vendor has anything at this address. */
export const serves = (mock: MockVendor, request: MockRequest): boolean => find(mock, request) !== undefined;

/** Where the real vendor is, with `*` for any text. Each by http as well: older manuals print such URLs. */
export const realOriginsOf = ({ vendor, moreOrigins = [] }: MockVendor): readonly string[] => [
  ...new Set(
    [vendor.baseUrl, ...moreOrigins].flatMap((origin) => [origin, origin.replace(/^https:/, 'http:')]),
  ),
];

/** The name of demo things in a world: as it is in the main world, with the world's name elsewhere. */
export const named = (name: string, worldName: string): string =>
  worldName === 'main' ? name : `${name}-${worldName}`;

/** The one way into a mock vendor, whatever the adapter. */
export async function respond(world: World, mock: MockVendor, sent: MockRequest): Promise<MockResponse> {
  const asked = crossOrigin(world, sent);
  const { cors = anyOrigin } = mock;
  if (asked?.isPreflight) return dated(cors.preflight(asked), world.clock.now());
  const response = await respondToCall(world, mock, sent);
  return asked
    ? { ...response, headers: { ...cors.headers(asked, response), ...response.headers } }
    : response;
}

async function respondToCall(world: World, mock: MockVendor, sent: MockRequest): Promise<MockResponse> {
  world.beforeCall();
  const found = find(mock, sent);
  const entry = open(world, mock, sent, found);
  const response = await responseTo(sent, { world, mock, found, entry }).catch(failed);
  const now = world.clock.now();
  world.journal.close(entry, response, now);
  return dated(response, now);
}

const dated = (response: MockResponse, now: number): MockResponse => ({
  ...response,
  headers: { date: httpDate(now), ...response.headers },
});

let latest = { second: Number.NaN, text: '' };

/** Made once a second, like Node's own. */
function httpDate(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== latest.second) latest = { second, text: new Date(now).toUTCString() };
  return latest.text;
}

/** Not the vendor's doing: something is wrong here, such as a file that was dropped for want of room. */
function failed(error: Error): MockResponse {
  const status = storageStatus(error);
  const text = `mock-vendors has failed: ${error.message}`;
  if (status === undefined) return json({ error: text }, 500);
  console.error(text);
  return json({ error: `${text}: free space, or name another folder with TMPDIR or --data` }, status);
}

interface CallContext {
  readonly world: World;
  readonly mock: MockVendor;
  readonly found: FoundRoute | undefined;
  readonly entry: JournalEntry;
}

async function responseTo(
  sent: MockRequest,
  { world, mock, found, entry }: CallContext,
): Promise<MockResponse> {
  const { target, request } = await resolveFaultTarget(world, mock, {
    request: sent,
    endpoint: entry.endpoint,
    found,
  });
  const secrets = secretsOfHeaders(sent.headers);
  const exchange: Exchange = {
    world,
    request,
    endpoint: entry.endpoint,
    origin: entry.origin,
    params: found?.params ?? {},
    takeDeferredFault: deferredFaultsOf(world, target, entry),
    note: ({ fields, ...note }: CallNote) =>
      Object.assign(entry, note, fields && { fields: { ...entry.fields, ...maskSecrets(fields, secrets) } }),
  };
  const handle = async () => (found ? handled(mock, found.route, exchange) : mock.notFound(request));
  const applied = world.faults.take(target);
  if (applied) entry.fault = applied.effect;
  if (!found || (applied && replacesHandler(applied.effect, request)))
    exchange.note(await described(mock, exchange));
  const response = applied ? await applyFault(applied, { handle, mock, exchange }) : await handle();
  await world.persisted();
  return response;
}

function open(
  world: World,
  mock: MockVendor,
  request: MockRequest,
  found: FoundRoute | undefined,
): JournalEntry {
  const { method, url, origins } = request;
  const secrets = secretsOfHeaders(request.headers);
  const like = found ? undefined : nearest(mock.routes, request);
  // Others have theirs in the body, or know better what they are.
  const isRead = method === 'GET' && !mock.fieldsOf;
  return world.journal.open({
    world: world.name,
    at: world.clock.now(),
    vendor: mock.name,
    endpoint: found?.route.endpoint ?? 'unknown',
    method,
    origin: origins[mock.name] ?? '',
    url: withoutSecrets(maskText(url), secrets),
    ...(like && { nearest: like }),
    ...(isRead && { fields: maskSecrets(mask(addressFields(request, found)), secrets) }),
  });
}

/** Takes one fault of each kind at most; all tasks that a call starts share it. */
function deferredFaultsOf(
  world: World,
  target: FaultTarget,
  entry: JournalEntry,
): Exchange['takeDeferredFault'] {
  const taken = new Map<string, FaultEffect | undefined>();
  return (stage) => {
    if (!taken.has(stage)) taken.set(stage, world.faults.take(target, stage)?.effect);
    const effect = taken.get(stage);
    if (effect) entry.fault = effect;
    return effect as DeferredFaults[typeof stage] | undefined;
  };
}

/** What handlers note, for a call that none handles. */
async function described(
  { accountOf, fieldsOf }: MockVendor,
  { world, request }: Exchange,
): Promise<CallNote> {
  const { form } = fieldsOf ? { form: noForm } : await peek(request, Number.POSITIVE_INFINITY);
  const account = accountOf?.(world, request, form);
  const fields = fieldsOf ? mask(fieldsOf(world, request)) : describeForm(form);
  return { fields, ...(account !== undefined && { account: maskText(account) }) };
}

async function handled(
  mock: MockVendor,
  { handler }: FoundRoute['route'],
  exchange: Exchange,
): Promise<MockResponse> {
  try {
    refuseRealKey(mock, exchange);
    const guessedFields = guessedFieldsOf(mock, exchange.endpoint);
    const response = refuseGuess(mock, exchange) ?? (await handler(exchange));
    if (guessedFields.length > 0) exchange.note({ guessedFields });
    return response;
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    const name = errorName(mock.vendor.errors, error.documented);
    const guessed = guessBehind(mock, exchange.endpoint, name);
    exchange.note({ error: name, ...(guessed !== undefined && { guessed }) });
    const refused = refuseGuess(mock, exchange, name);
    if (refused) return refused;
    return mock.fail({ ...error.documented, message: error.message }, exchange);
  }
}

/** Warns a user who tests with a real key before the test is moved to the real vendor. */
function refuseRealKey({ name, realKey }: MockVendor, { world, request }: Exchange): void {
  const documented = world.allowsRealKeys ? undefined : realKey?.(world, request);
  if (documented)
    throw new Fail(
      documented,
      `mock: this looks like a real key of ${name}, and nothing here is real: use the demo one, or allow it with --allow-real-keys or allowRealKeys`,
    );
}

export function errorName(errors: Vendor['errors'], error: DocumentedError): string {
  const row = Object.entries(errors).find(([, documented]) => documented === error);
  return row?.[0] ?? String(error.code);
}
