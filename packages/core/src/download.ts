import { type Connection, sendOnce } from './client.ts';
import { VendorError } from './errors.ts';
import type { ByteStream, HttpResponse } from './http.ts';
import { defaultRetry, withRetry } from './retry.ts';

export interface Downloaded {
  readonly body: ByteStream;
  /** Undefined where the server does not know better than "bytes". */
  readonly type: string | undefined;
  readonly name: string;
}

const maxRedirects = 3;

/**
 * Opens a result URL. It comes out of a vendor's answer, so it never gets credentials, and it may lead to a private
 * address only if the vendor itself is at one.
 */
export async function download(connection: Connection, url: string): Promise<Downloaded> {
  const { host, retry = defaultRetry, signal } = connection;
  const open = () => follow(connection, url, maxRedirects);
  return withRetry('once', open, { retry, sleep: host.sleep, signal });
}

async function follow(connection: Connection, url: string, redirects: number): Promise<Downloaded> {
  const { vendor, baseUrl = vendor.baseUrl, signal } = connection;
  const where = { vendor: vendor.name, endpoint: 'download of the result' };
  const target = parseUrl(url);
  if (!target || (isPrivate(target.hostname) && !isPrivate(new URL(baseUrl).hostname)))
    throw new VendorError('protocol', 'the result URL is not a public http address', {
      ...where,
      hint: 'The vendor answered with an address this program must not open',
    });
  const response = await sendOnce(connection, where.endpoint, {
    method: 'GET',
    url: target.href,
    headers: {},
    auth: false,
    answer: 'stream',
    timeoutMs: 300_000,
    signal,
  });
  const location = response.status >= 300 && response.status < 400 ? response.headers.location : undefined;
  if (location !== undefined && redirects > 0) {
    discard(response.body);
    return follow(connection, URL.parse(location, target.href)?.href ?? '', redirects - 1);
  }
  return opened(response, target, where);
}

function opened(
  { status, headers, body }: HttpResponse,
  url: URL,
  where: { vendor: string; endpoint: string },
): Downloaded {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (status === 200 && typeof body !== 'string' && type !== 'text/html') {
    const name = url.pathname.split('/').at(-1) || 'result';
    return { body, name, type: type === 'application/octet-stream' ? undefined : type };
  }
  discard(body);
  if (status === 404 || status === 403 || status === 410)
    throw new VendorError('not-found', `the result is gone (HTTP ${status})`, {
      ...where,
      status,
      hint: 'Results expire, usually after an hour: ask for a fresh URL by the ids, or process again',
    });
  throw new VendorError(
    status >= 500 ? 'unavailable' : 'protocol',
    `no file but HTTP ${status}, ${type ?? 'no content type'}`,
    {
      ...where,
      status,
      hint: 'Ask for a fresh URL by the ids',
    },
  );
}

/** An answer that nobody reads would keep its connection from the others. */
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

/** Loopback, private and link-local addresses, and names without a dot. Names are not resolved. */
export function isPrivate(hostname: string): boolean {
  const name = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (name.includes(':')) return /^(::|::1|::ffff:.*|f[cd].*|fe[89ab].*)$/.test(name);
  if (/^\d+(\.\d+){3}$/.test(name))
    return /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      name,
    );
  return !name.includes('.') || /\.(localhost|local|internal)$/.test(name);
}
