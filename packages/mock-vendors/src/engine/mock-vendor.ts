import type { DocumentedError, Vendor } from '@api-repack/core';
import { describeForm, type Form, noForm, peek } from '../http/form.ts';
import type { Effect, LaterEffects } from '../world/fault.ts';
import type { Target } from '../world/faults.ts';
import type { JournalEntry } from '../world/journal.ts';
import { mask, maskText } from '../world/mask.ts';
import { isInstead, strike } from '../world/strike.ts';
import type { Phase } from '../world/tasks.ts';
import type { World } from '../world/world.ts';
import type { Trigger } from './catalogue.ts';
import { anyOrigin, type CorsPolicy, crossOrigin } from './cors.ts';
import { type Exchange, json, type MockRequest, type Note, type Reply } from './exchange.ts';
import { type Found, find } from './finder.ts';
import { nearest } from './nearest.ts';
import { addressFields, aim } from './resolve-fault-target.ts';

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
  /** Who calls, by the name that the journal has for them, for faults that are for one account. */
  readonly accountOf?: (world: World, request: MockRequest, form: Form) => string | undefined;
  /** Instead of a form, for a vendor whose bodies are none: what faults can look for. */
  readonly fieldsOf?: (world: World, request: MockRequest) => Readonly<Record<string, string>>;
  /** What to answer a key with that looks like one of the real vendor's, and is none of this world. */
  readonly realKey?: (world: World, request: MockRequest) => DocumentedError | undefined;
  readonly routes: readonly Route[];
  /** Instead of `routes`, for a vendor whose paths mean nothing without the host and the query. */
  readonly route?: (request: MockRequest) => Pick<Route, 'endpoint' | 'handler'> | undefined;
  /** Names of endpoints beside those of `vendor` and `routes`. */
  readonly moreEndpoints?: readonly string[];
  /** Origins beside `vendor.baseUrl` that doors catch, with `*` for any text. */
  readonly moreOrigins?: readonly string[];
  /** Which web pages of other origins may call. @default any page */
  readonly cors?: CorsPolicy;
  /** For those who test: nothing here is really sent. */
  readonly notices?: (world: World) => readonly Notice[];
  /** What a state of a task means, in the vendor's numbers. */
  readonly phaseOf?: (state: number) => Phase;
  /** How each of the vendor's errors comes about. */
  readonly triggers: Readonly<Record<string, Trigger>>;
  /** The vendor's envelope around a documented error. */
  readonly fail: (error: DocumentedError, exchange: Exchange) => Reply;
  readonly notFound: (request: MockRequest) => Reply;
  /** Whom the vendor knows and what they have left, for the console. */
  readonly accounts?: (world: World) => readonly Account[];
  /** Gives an account so many credits, and makes it if the vendor does not know it. Returns what to type into a client. */
  readonly setAccount?: (world: World, account: AccountChange) => Readonly<Record<string, string>>;
  /** Those of an account's credentials that can be chosen. */
  readonly ownCredentials?: readonly string[];
  /** A call that works at once in a terminal, for the console. */
  readonly curl?: (origin: string) => string;
}

export interface Account {
  readonly name: string;
  /** Credits. */
  readonly left: number;
}

export interface AccountChange {
  readonly name: string;
  /** As many as it has, or a new one begins with, if left out. */
  readonly left?: number | undefined;
  /** By the vendor's names for them; the vendor's usual ones if left out. */
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

/** The name of ready-made things in a world: as it is in the main world, with the world's name elsewhere. */
export const named = (name: string, worldName: string): string =>
  worldName === 'main' ? name : `${name}-${worldName}`;

/** The one way into a mock vendor, whatever the door. */
export async function answer(world: World, mock: MockVendor, sent: MockRequest): Promise<Reply> {
  const asked = crossOrigin(world, sent);
  const { cors = anyOrigin } = mock;
  if (asked?.isPreflight) return dated(cors.preflight(asked), world.clock.now());
  const reply = await answerCall(world, mock, sent);
  return asked ? { ...reply, headers: { ...cors.headers(asked, reply), ...reply.headers } } : reply;
}

async function answerCall(world: World, mock: MockVendor, sent: MockRequest): Promise<Reply> {
  const found = find(mock, sent);
  const entry = open(world, mock, sent, found);
  const reply = await replyTo(sent, { world, mock, found, entry }).catch(failed);
  const now = world.clock.now();
  world.journal.close(entry, reply, now);
  return dated(reply, now);
}

const dated = (reply: Reply, now: number): Reply => ({
  ...reply,
  headers: { date: httpDate(now), ...reply.headers },
});

let latest = { second: Number.NaN, text: '' };

/** Made once a second, like Node's own. */
function httpDate(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== latest.second) latest = { second, text: new Date(now).toUTCString() };
  return latest.text;
}

/** Not the vendor's doing: something is wrong here, such as a file that was dropped for want of room. */
const failed = ({ message }: Error): Reply => json({ error: `mock-vendors has failed: ${message}` }, 500);

interface Place {
  readonly world: World;
  readonly mock: MockVendor;
  readonly found: Found | undefined;
  readonly entry: JournalEntry;
}

async function replyTo(sent: MockRequest, { world, mock, found, entry }: Place): Promise<Reply> {
  const { target, request } = await aim(world, mock, { request: sent, endpoint: entry.endpoint, found });
  const exchange: Exchange = {
    world,
    request,
    endpoint: entry.endpoint,
    origin: entry.origin,
    params: found?.params ?? {},
    struck: striker(world, target, entry),
    note: ({ fields, ...note }: Note) =>
      Object.assign(entry, note, fields && { fields: { ...entry.fields, ...fields } }),
  };
  const handle = async () => (found ? handled(mock, found.route, exchange) : mock.notFound(request));
  const struck = world.faults.take(target);
  if (struck) entry.fault = struck.effect;
  if (!found || (struck && isInstead(struck.effect, request))) exchange.note(await described(mock, exchange));
  const reply = struck ? await strike(struck, { handle, mock, exchange }) : await handle();
  await world.persisted();
  return reply;
}

function open(world: World, mock: MockVendor, request: MockRequest, found: Found | undefined): JournalEntry {
  const { method, url, origins } = request;
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
    url,
    ...(like && { nearest: like }),
    ...(isRead && { fields: mask(addressFields(request, found)) }),
  });
}

/** Takes one fault of each kind at most; all tasks that a call starts share it. */
function striker(world: World, target: Target, entry: JournalEntry): Exchange['struck'] {
  const taken = new Map<string, Effect | undefined>();
  return (stage) => {
    if (!taken.has(stage)) taken.set(stage, world.faults.take(target, stage)?.effect);
    const effect = taken.get(stage);
    if (effect) entry.fault = effect;
    return effect as LaterEffects[typeof stage] | undefined;
  };
}

/** What handlers note, for a call that none handles. */
async function described({ accountOf, fieldsOf }: MockVendor, { world, request }: Exchange): Promise<Note> {
  const { form } = fieldsOf ? { form: noForm } : await peek(request, Number.POSITIVE_INFINITY);
  const account = accountOf?.(world, request, form);
  const fields = fieldsOf ? mask(fieldsOf(world, request)) : describeForm(form);
  return { fields, ...(account !== undefined && { account: maskText(account) }) };
}

async function handled(mock: MockVendor, { handler }: Found['route'], exchange: Exchange): Promise<Reply> {
  try {
    refuseRealKey(mock, exchange);
    return await handler(exchange);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    exchange.note({ error: errorName(mock.vendor.errors, error.documented) });
    return mock.fail({ ...error.documented, message: error.message }, exchange);
  }
}

/** Somebody who tests with a key that costs money should know before the test is moved to the real vendor. */
function refuseRealKey({ name, realKey }: MockVendor, { world, request }: Exchange): void {
  const documented = world.allowsRealKeys ? undefined : realKey?.(world, request);
  if (documented)
    throw new Fail(
      documented,
      `mock: this looks like a real key of ${name}, and nothing here is real: use the ready-made one, or allow it with --allow-real-keys or allowRealKeys`,
    );
}

export function errorName(errors: Vendor['errors'], error: DocumentedError): string {
  const row = Object.entries(errors).find(([, documented]) => documented === error);
  return row?.[0] ?? String(error.code);
}
