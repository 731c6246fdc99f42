import { markCharged } from './charged.ts';
import { type ErrorContext, isVendorError, VendorError } from './errors.ts';
import { type Host, type HttpRequest, type HttpResponse, isNetworkError, type Send } from './http.ts';
import { type Limiter, limiter } from './limit.ts';
import { messageOf } from './payment-errors.ts';
import { canceled } from './poll.ts';
import { redact } from './redact.ts';
import { buildRequest } from './request.ts';
import { parseResponse, readEnvelope } from './response.ts';
import { defaultRetry, type Retry, withRetry } from './retry.ts';
import { type Session, withSession } from './session.ts';
import type { Credentials, Endpoint, Input, Output, Vendor } from './vendor.ts';

export interface Connection<V extends Vendor = Vendor> {
  readonly vendor: V;
  readonly host: Host;
  /** Left out where `host.send` adds the credentials, as in n8n. */
  readonly credentials?: Credentials<V>;
  /** Where `host.send` adds the credentials and the vendor has several kinds: which kind, for example `uuid`. */
  readonly scheme?: string | undefined;
  /** Instead of `credentials`, where they may run out. */
  readonly session?: Session<Credentials<V>> | undefined;
  /** Removed from error messages. @default all strings in `credentials` */
  readonly secrets?: readonly string[];
  readonly baseUrl?: string;
  readonly retry?: Retry;
  /** Limits the rate of calls. @default the vendor's `rate` */
  readonly limiter?: Limiter | undefined;
  /**
   * How long a vendor may neither take nor send a byte before a call fails with `timeout`, in milliseconds. Hosts that
   * cannot watch the bytes have only the limit for a whole request. @default 120_000
   */
  readonly idleMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Instead of `signal` for a call that charges and is on its way: cutting it off would lose what was paid for. A call
   * that has not been sent yet obeys both.
   */
  readonly chargeSignal?: AbortSignal | undefined;
}

/** One method for each endpoint of the vendor. */
export type Client<V extends Vendor> = {
  readonly [Name in keyof V['endpoints']]: (
    input: Input<V['endpoints'][Name]>,
  ) => Promise<Output<V['endpoints'][Name]>>;
} & { readonly connection: Connection<V> };

export function connect<V extends Vendor>(vendor: V, options: Omit<Connection<V>, 'vendor'>): Client<V> {
  const ownLimiter = vendor.rate && limiter(vendor.rate, options.host);
  const connection: Connection<V> = { vendor, limiter: ownLimiter, ...options };
  const methods = Object.keys(vendor.endpoints).map((name) => [
    name,
    (input: unknown) => call(connection, name, input),
  ]);
  return { ...Object.fromEntries(methods), connection };
}

async function call<V extends Vendor>(
  connection: Connection<V>,
  name: string,
  input: unknown,
): Promise<unknown> {
  const { vendor, host, baseUrl = vendor.baseUrl, retry = defaultRetry, signal, session } = connection;
  const { charges, repeatable = true } = vendor.endpoints[name] as Endpoint;
  const { chargeSignal = signal } = connection;
  const request = {
    ...buildRequest(vendor, name, input, baseUrl),
    signal: charges === undefined ? signal : chargeSignal,
  };
  const callWith = (credentials: Credentials<V> | undefined) =>
    withRetry(
      repeatable ? charges : 'each',
      () =>
        exchange(withCredentials(connection, credentials), name, request).catch((error: unknown) => {
          throw markCharged(vendor.endpoints[name] as Endpoint, error);
        }),
      { retry, sleep: host.sleep, signal },
    );
  if (!request.auth || !session) return callWith(connection.credentials);
  const whileWanted = <Value>(login: Promise<Value>) =>
    orAborted(login, signal).catch((error: unknown) => {
      if (!signal?.aborted || isVendorError(error)) throw error;
      throw canceled({ vendor: vendor.name, endpoint: name, sent: false }, error);
    });
  return withSession(session, callWith, whileWanted);
}

/** The login is shared between calls and takes no caller's AbortSignal. */
function orAborted<Value>(login: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return login;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    login.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Credentials of a session are secret, too. */
function withCredentials<V extends Vendor>(
  connection: Connection<V>,
  credentials: Credentials<V> | undefined,
): Connection<V> {
  if (credentials === undefined || !connection.session) return connection;
  return { ...connection, credentials, secrets: [...(connection.secrets ?? []), ...textsIn(credentials)] };
}

const textsIn = (credentials: object | undefined): readonly string[] =>
  Object.values(credentials ?? {}).filter((value): value is string => typeof value === 'string');

async function exchange<V extends Vendor>(
  connection: Connection<V>,
  name: string,
  request: HttpRequest,
): Promise<unknown> {
  const { vendor, host, limiter, signal } = connection;
  // What starts a task comes first: until it is sent, nothing of it is under way.
  const isUrgent = (vendor.endpoints[name] as Endpoint).charges !== undefined;
  const turn = await limiter?.(signal, isUrgent).catch((reason) => {
    const where = { vendor: vendor.name, endpoint: name, sent: false };
    throw signal?.aborted ? canceled(where, reason) : uncounted(where, reason);
  });
  const send: Send = async (complete) => readEnvelope(await host.send(complete));
  const reading = { ...connection, host: { ...host, send } };
  const sending = sendOnce(reading, name, authenticated(connection, request));
  const response = await sending.finally(() => turn?.answered());
  return parseResponse(response, {
    vendor,
    endpoint: name,
    secrets: secretsOf(connection),
    nowMs: host.now(),
  });
}

/** A call that cannot be counted could exceed the rate, so it is not sent. */
function uncounted(where: ErrorContext, cause: unknown): VendorError {
  const reason = `the turn for this call cannot be taken: ${messageOf(cause)}`;
  const hint = 'This call sent nothing; make the store work, then try again';
  return new VendorError('unavailable', reason, { ...where, hint }, { cause });
}

/** From here on the request is complete: a host that adds credentials must not add its own. */
function authenticated<V extends Vendor>(
  { vendor, credentials, host }: Connection<V>,
  request: HttpRequest,
): HttpRequest {
  if (!request.auth || credentials === undefined) return request;
  return { ...vendor.authenticate(request, credentials as never, host.now()), auth: false };
}

/** A vendor's text, cleaned for an error message. */
export const clean = (connection: Connection, text: string): string =>
  redact(text, secretsOf(connection), connection.vendor.tokenPattern);

function secretsOf<V extends Vendor>({ secrets, credentials }: Connection<V>): readonly string[] {
  return secrets ?? textsIn(credentials);
}

/** As slow as 100 kB a second, what the system keeps of an upload takes most of a minute. */
const defaultIdleMs = 120_000;

const perhapsCharged =
  'The vendor may have received and charged this request: check your balance before you send it again';

/** Converts a network error into a `VendorError` that says whether the vendor may have charged. */
export async function sendOnce(
  connection: Connection,
  endpoint: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { vendor, host, signal, idleMs = defaultIdleMs } = connection;
  const where = { vendor: vendor.name, endpoint };
  if (signal?.aborted) throw canceled({ ...where, sent: false }, signal.reason);
  try {
    return await host.send({ ...request, idleMs });
  } catch (error) {
    const costs = vendor.endpoints[endpoint]?.charges !== undefined;
    if (request.signal?.aborted) throw canceled(where, error, costs ? perhapsCharged : undefined);
    if (!isNetworkError(error)) throw error;
    const { sent, timedOut, message, cause } = error;
    const hint = sent && costs ? perhapsCharged : 'Check the base URL and the network, then try again';
    throw new VendorError(timedOut ? 'timeout' : 'unavailable', message, { ...where, hint, sent }, { cause });
  }
}
