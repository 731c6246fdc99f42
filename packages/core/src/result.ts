import { asStored } from './as-stored.ts';
import { type Connection, clean, sendOnce } from './client.ts';
import { type ErrorContext, VendorError } from './errors.ts';
import { fileTypeOf, headLength, isText, labeledType, looksLikeMessage } from './file-type.ts';
import type { ByteStream, HttpResponse } from './http.ts';
import { peek, readText } from './peek.ts';
import { isPrivate } from './private-address.ts';
import { documentedFailure, maxEnvelopeBytes } from './response.ts';
import { defaultRetry, withRetry } from './retry.ts';
import { startsAsText, utf8Text } from './utf8-text.ts';
import type { StoredFiles } from './vendor.ts';
import { wholeFile } from './whole-file.ts';

export interface OpenedResult {
  /** Throws a `protocol` error while it is read if it is longer than allowed. */
  readonly body: ByteStream;
  /** By the first bytes. Undefined where neither those nor the header say more than "bytes". */
  readonly type: string | undefined;
  /** By the type, else of the name in the URL, else `.bin`. With its dot. */
  readonly extension: string;
  /** File name at the end of the URL. */
  readonly name: string;
}

export interface OpenResultOptions {
  /** A longer result is refused. In bytes. @default 268435456 (256 MiB) */
  readonly maxBytes?: number | undefined;
}

const defaultMaxBytes = 256 << 20;
const maxRedirects = 3;
const endpoint = 'download of the result';

/**
 * Opens a result URL. Vendors report errors with HTTP 200 as well, so the first bytes decide: a message where a file was
 * promised is a `VendorError`. The URL comes out of a vendor's response, so it never gets credentials, and it may lead to
 * a private address only if the vendor itself is at one.
 *
 * @example
 * const { body, extension } = await openResult(client.connection, files[0].url);
 */
export async function openResult(
  connection: Connection,
  url: string,
  { maxBytes = defaultMaxBytes }: OpenResultOptions = {},
): Promise<OpenedResult> {
  const { host, retry = defaultRetry, signal } = connection;
  const open = () => follow(connection, { url, maxBytes, redirects: maxRedirects });
  return withRetry('once', open, { retry, sleep: host.sleep, signal });
}

interface Step {
  readonly url: string;
  readonly maxBytes: number;
  readonly redirects: number;
}

async function follow(connection: Connection, { url, maxBytes, redirects }: Step): Promise<OpenedResult> {
  const { vendor, baseUrl = vendor.baseUrl, signal } = connection;
  const where = { vendor: vendor.name, endpoint };
  const target = parseUrl(url);
  const mayBePrivate = isPrivate(new URL(baseUrl).hostname);
  if (!target || (isPrivate(target.hostname) && !mayBePrivate))
    throw new VendorError('protocol', 'the result URL is not a public http address', {
      ...where,
      hint: 'The vendor answered with an address this program must not open',
    });
  const response = await sendOnce(connection, endpoint, {
    method: 'GET',
    url: target.href,
    headers: {},
    auth: false,
    answer: 'stream',
    timeoutMs: 300_000,
    publicOnly: !mayBePrivate,
    signal,
  });
  const location = response.status >= 300 && response.status < 400 ? response.headers.location : undefined;
  if (location !== undefined && redirects > 0) {
    discard(response.body);
    const next = redirectTarget(location, target)?.href ?? '';
    return follow(connection, { url: next, maxBytes, redirects: redirects - 1 });
  }
  const opened = await opening(connection, response, target);
  return { ...opened, body: limited(opened.body, maxBytes, where) };
}

async function opening(connection: Connection, response: HttpResponse, url: URL): Promise<OpenedResult> {
  const { status, body } = response;
  if (status !== 200 || typeof body === 'string') throw notFile(connection, response);
  const name = decoded(url.pathname.split('/').at(-1) || 'result');
  const { storesFiles } = connection.vendor;
  if (storesFiles) return stored(connection, { ...response, body }, { name, ...storesFiles });
  return judge(connection, { ...response, body }, name);
}

/** A file of the user's own can hold anything: only the storage's own words tell whether it is that file. */
function stored(
  connection: Connection,
  { headers, body }: HttpResponse & { readonly body: ByteStream },
  { name, mark, crc64 }: StoredFiles & { readonly name: string },
): OpenedResult {
  if (headers[mark] === undefined) {
    discard(body);
    const reason = `a response without ${mark}, which another server has sent`;
    throw failed(connection, 'protocol', reason, { status: 200, hint: 'Check the endpoint and any proxy' });
  }
  const checksum = { expected: headers[crc64], length: headers['content-length'] };
  const whole = asStored(body, checksum, () => damaged(connection));
  return { body: whole, ...byLabel({ type: contentType(headers), name }) };
}

/** Looks at a result that came as the response itself or as base64, as `openResult` does at one that has a URL. */
export async function judgeBytes(
  connection: Connection,
  body: ByteStream,
  label: { readonly type?: string | undefined; readonly name?: string } = {},
): Promise<OpenedResult> {
  const { type, name = 'result' } = label;
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  return judge(connection, { status: 200, headers, body }, name);
}

async function judge(
  connection: Connection,
  response: HttpResponse & { readonly body: ByteStream },
  name: string,
): Promise<OpenedResult> {
  const { headers } = response;
  const type = contentType(headers);
  const { head, body } = await peek(response.body, headLength).catch((cause) => {
    const reason = `the result broke off: ${(cause as Error).message}`;
    throw failed(connection, 'unavailable', reason, { status: 200, hint: askAgain }, cause);
  });
  const label = { type, name };
  const found = fileTypeOf(head, label);
  if (found) return { body: wholeFile(body, found.type, () => cutOff(connection)), name, ...found };
  if (looksLikeMessage(head)) throw await messageInstead(connection, { ...response, body }, head);
  const isCoded = !/^(identity)?$/.test(headers['content-encoding'] ?? '');
  const labeled = labeledType(label);
  const isWords = type === 'text/html' || (isText(head) && labeled?.type !== 'text/plain');
  if (isCoded || isWords) {
    discard(body);
    const what = isCoded ? `${headers['content-encoding']} bytes` : `text (${type ?? 'no content type'})`;
    throw failed(connection, 'protocol', `${what} instead of a file`, { status: 200, hint: askAgain });
  }
  const opened = byLabel(label);
  if (labeled?.type !== 'text/plain') return { ...opened, body };
  if (!startsAsText(head)) {
    discard(body);
    throw notText(connection);
  }
  return { ...opened, body: utf8Text(body, () => notText(connection)) };
}

const notText = (connection: Connection) =>
  failed(connection, 'protocol', 'bytes that are no text instead of a text', { status: 200, hint: askAgain });

const damaged = (connection: Connection) =>
  failed(connection, 'unavailable', 'the bytes are not those that are stored', {
    status: 200,
    hint: 'Read the file again',
  });

const cutOff = (connection: Connection) =>
  failed(connection, 'unavailable', 'the file ends too early', { status: 200, hint: askAgain });

interface Label {
  readonly type: string | undefined;
  readonly name: string;
}

/** What header and name say of a file whose bytes say nothing. */
const byLabel = ({ type, name }: Label): Omit<OpenedResult, 'body'> => ({
  name,
  type: isVague(type) ? undefined : type,
  extension: labeledType({ type, name })?.extension ?? /\.\w{1,10}$/.exec(name)?.[0] ?? '.bin',
});

const isVague = (type: string | undefined): boolean =>
  type === undefined || /octet-stream|\*|^binary\//.test(type);

const contentType = (headers: HttpResponse['headers']): string | undefined =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() || undefined;

const askAgain = 'Ask for a fresh URL by the ids; nothing is charged for that';

/** What the vendor says in place of the file, in the words of its manual where that lists it. */
async function messageInstead(
  connection: Connection,
  { headers, body }: { readonly headers: HttpResponse['headers']; readonly body: ByteStream },
  head: Uint8Array,
): Promise<VendorError> {
  const text = await readText(body, maxEnvelopeBytes).catch(() => '');
  const documented = documentedFailure(connection, { status: 200, headers, body: text }, endpoint);
  if (documented) return documented;
  const start = clean(connection, text).slice(0, 80);
  const reason = head.length === 0 ? 'the result is empty' : `a message instead of a file: ${start}`;
  return failed(connection, 'protocol', reason, { status: 200, hint: askAgain });
}

function notFile(connection: Connection, { status, headers, body }: HttpResponse): VendorError {
  discard(body);
  if (status === 404 || status === 403 || status === 410)
    return failed(connection, 'not-found', `the result is gone (HTTP ${status})`, {
      status,
      hint: 'Results expire, usually after an hour: ask for a fresh URL by the ids, or process again',
    });
  const reason = `no file but HTTP ${status}, ${contentType(headers) ?? 'no content type'}`;
  return failed(connection, status >= 500 ? 'unavailable' : 'protocol', reason, { status, hint: askAgain });
}

const failed = (
  { vendor }: Connection,
  kind: VendorError['kind'],
  reason: string,
  context: Pick<ErrorContext, 'status' | 'hint'>,
  cause?: unknown,
): VendorError => new VendorError(kind, reason, { vendor: vendor.name, endpoint, ...context }, { cause });

async function* limited(
  body: ByteStream,
  maxBytes: number,
  where: Pick<ErrorContext, 'vendor' | 'endpoint'>,
): ByteStream {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new VendorError('protocol', `the result is longer than ${maxBytes} bytes`, {
        ...where,
        hint: 'Allow longer results, or download it by other means',
      });
    yield chunk;
  }
}

/** A response that nobody reads would keep its connection from the others. */
function discard(body: HttpResponse['body']): void {
  const readOnce = async () => {
    for await (const _ of body) return;
  };
  readOnce().catch(() => undefined);
}

function parseUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

/** Where a redirect leads. Some servers send the path as raw UTF-8, which HTTP clients read as Latin-1. */
export function redirectTarget(location: string, from: URL): URL | null {
  const codes = [...location].map((letter) => letter.charCodeAt(0));
  const isLatin1 = codes.every((code) => code <= 0xff);
  const text = isLatin1 ? utf8Of(Uint8Array.from(codes)) : undefined;
  return URL.parse(text ?? location, from.href);
}

function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
