import { chargedBy } from './charged.ts';
import { check } from './check.ts';
import type { Connection } from './client.ts';
import { type DocumentedError, type ErrorKind, VendorError } from './errors.ts';
import { headLength, looksLikeMessage } from './file-type.ts';
import { type HttpResponse, NetworkError } from './http.ts';
import { idsIn } from './ids.ts';
import { peek, readText } from './peek.ts';
import { redact, withoutSecrets } from './redact.ts';
import type { Answer, Endpoint, Unwrapped, Vendor } from './vendor.ts';

export interface Reading {
  readonly vendor: Vendor;
  readonly endpoint: string;
  readonly secrets: readonly string[];
  /** Unix time in milliseconds, to compare with the vendor's `Date` header. */
  readonly nowMs: number;
}

/** The output of an endpoint, or a `VendorError` that says what the vendor reported. */
export function parseResponse(response: HttpResponse, reading: Reading): unknown {
  const { vendor, endpoint } = reading;
  const answer = readAnswer(response);
  const unwrapped = vendor.unwrap(answer);
  const declared = vendor.endpoints[endpoint] as Endpoint;
  if (!('data' in unwrapped))
    throw oddSuccess(unwrapped, answer, reading) ?? failure(unwrapped, answer, reading);
  return check(declared.response, unwrapped.data, 'protocol', {
    vendor: vendor.name,
    endpoint,
    status: answer.status,
    hint: unknownForm(declared),
    ...(declared.charges === 'each' && { ids: idsIn(answer, maskerOf(reading)) }),
  });
}

function unknownForm({ charges }: Endpoint): string {
  const next =
    charges === 'each' ? 'it may have charged, so check your balance before you try again' : 'try again';
  return `The vendor answered success in a form its manual does not describe; ${next}, then report it to the maintainers of this package`;
}

export const maxEnvelopeBytes = 1 << 20;

/** Where a file was asked for, the vendor's envelope or an error page may come instead. Its first bytes decide, not its label. */
export async function readEnvelope(response: HttpResponse): Promise<HttpResponse> {
  if (typeof response.body === 'string') return response;
  try {
    const { head, body } = await peek(response.body, headLength);
    if (response.status === 200 && !looksLikeMessage(head)) return { ...response, body };
    return { ...response, body: await readText(body, maxEnvelopeBytes) };
  } catch (cause) {
    throw new NetworkError('the answer broke off', { sent: true, cause });
  }
}

/** The failure that a response reports, if the vendor's manual lists it. */
export function documentedFailure(
  { vendor, secrets = [], host }: Pick<Connection, 'vendor' | 'secrets' | 'host'>,
  response: HttpResponse,
  endpoint: string,
): VendorError | undefined {
  const answer = readAnswer(response);
  const unwrapped = vendor.unwrap(answer);
  if ('data' in unwrapped || unwrapped.code === undefined) return undefined;
  if (!documentedError(vendor, endpoint, unwrapped.code)) return undefined;
  return failure(unwrapped, answer, { vendor, endpoint, secrets, nowMs: host.now() });
}

function readAnswer({ status, headers, body }: HttpResponse): Answer {
  if (typeof body !== 'string') return { status, headers, text: '', json: undefined, file: body };
  const text = body;
  try {
    return { status, headers, text, json: JSON.parse(text) };
  } catch {
    return { status, headers, text, json: undefined };
  }
}

/** A response with a payload may have been charged, whatever its code. */
function oddSuccess({ code, message }: Failed, answer: Answer, reading: Reading): VendorError | undefined {
  const { vendor, endpoint } = reading;
  const declared = vendor.endpoints[endpoint] as Endpoint;
  const isDocumented = code !== undefined && documentedError(vendor, endpoint, code) !== undefined;
  if (declared.charges !== 'each' || isDocumented || answer.status >= 300) return undefined;
  const clean = cleanerOf(reading);
  const ids = idsIn(answer, maskerOf(reading));
  if (!ids) return undefined;
  const reason = clean(message ?? fallbackFor(answer).reason);
  const where = { vendor: vendor.name, endpoint, status: answer.status };
  return new VendorError('protocol', reason, { ...where, hint: unknownForm(declared), ids });
}

const cleanerOf =
  ({ secrets, vendor }: Reading) =>
  (text: string): string =>
    redact(text, secrets, vendor.tokenPattern);

const maskerOf =
  ({ secrets, vendor }: Reading) =>
  (text: string): string =>
    withoutSecrets(text, secrets, vendor.tokenPattern);

type Failed = Exclude<Unwrapped, { data: unknown }>;

function failure({ code, message, otherwise }: Failed, answer: Answer, reading: Reading): VendorError {
  const { vendor, endpoint, nowMs } = reading;
  const documented = code === undefined ? undefined : documentedError(vendor, endpoint, code);
  const clean = cleanerOf(reading);
  const said = clean(message ?? documented?.message ?? '');
  const skew = documented?.dependsOnClock ? clockSkew(answer.headers.date, nowMs) : '';
  const fallback = { ...fallbackFor(answer), ...otherwise };
  const kind = documented?.kind ?? fallback.kind;
  const reason = (said || clean(fallback.reason)) + skew;
  const context = {
    vendor: vendor.name,
    endpoint,
    status: answer.status,
    code: documented?.code ?? (typeof code === 'string' ? clean(code) : code),
    hint: documented?.hint ?? fallback.hint,
    retryAfterMs: retryAfter(answer.headers['retry-after'], nowMs),
  };
  const declared = vendor.endpoints[endpoint];
  if (!declared || documented || chargedBy(declared, kind, context) === 'no')
    return new VendorError(kind, reason, context);
  const hint = `${context.hint}; it may have charged, so check your balance before you send it again`;
  return new VendorError(kind, reason, { ...context, hint });
}

/** Vendors reuse one code with another meaning for another endpoint, so the endpoint's own list comes first. */
function documentedError(
  vendor: Vendor,
  endpoint: string,
  code: number | string,
): DocumentedError | undefined {
  const own = vendor.endpoints[endpoint]?.errors ?? [];
  return [...own, ...Object.values(vendor.errors)].find((error) => String(error.code) === String(code));
}

function fallbackFor({ status, headers, json }: Answer): { kind: ErrorKind; reason: string; hint: string } {
  const type = headers['content-type'] ?? 'no content type';
  const reason =
    json === undefined
      ? `HTTP ${status} with a body that is not JSON (${type.slice(0, 60)})`
      : `HTTP ${status}`;
  if (status === 401 || status === 403) return { kind: 'auth', reason, hint: 'Check the credentials' };
  if (status === 404) return { kind: 'not-found', reason, hint: 'Check the base URL and the ids' };
  if (status === 413) return { kind: 'unsupported', reason, hint: 'Send a smaller file' };
  if (status === 429) return { kind: 'rate-limit', reason, hint: 'Send fewer requests at once, or wait' };
  if (status >= 500)
    return { kind: 'unavailable', reason, hint: 'The vendor is in trouble; try again later' };
  return {
    kind: 'protocol',
    reason,
    hint: 'Check the base URL: something other than the vendor may be answering',
  };
}

function clockSkew(date: string | undefined, nowMs: number): string {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return '';
  const seconds = Math.round((nowMs - theirs) / 1000);
  if (Math.abs(seconds) < 2) return ' (the clocks agree)';
  return ` (this machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the vendor's)`;
}

/** Seconds or an HTTP date. Anything else is ignored. */
function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,6}\s*$/.test(value)) return Number(value) * 1000;
  if (!/^\s*[A-Za-z]{3,9}, /.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
