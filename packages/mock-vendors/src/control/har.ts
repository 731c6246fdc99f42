import { createRequire } from 'node:module';
import type { JournalEntry } from '../world/journal.ts';

type Http = typeof import('node:http');

/** An import would load all of it, with fetch and WebSocket: a tenth of the time until the first answer. */
const { STATUS_CODES } = createRequire(import.meta.url)('node:http') as Http;

/** The journal as browsers and HTTP tools read it. Bodies are in it as the parsed, masked fields only. */
export const har = (entries: readonly JournalEntry[], version: string): object => ({
  log: {
    version: '1.2',
    creator: { name: '@api-repack/mock-vendors', version },
    entries: entries.map(harEntry),
  },
});

function harEntry(entry: JournalEntry): object {
  const { at, endedAt = at, method, origin, url, fields, status, contentType = '', size = -1, n } = entry;
  const time = endedAt - at;
  const whole = URL.canParse(url, origin || 'http://mock')
    ? new URL(url, origin || 'http://mock')
    : undefined;
  const { vendor, endpoint, account, error, charged, created } = entry;
  const posted = method === 'GET' ? undefined : fields;
  return {
    startedDateTime: new Date(at).toISOString(),
    time,
    request: {
      method,
      url: whole?.href ?? url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [...(whole?.searchParams ?? [])].map(([name, value]) => ({ name, value })),
      ...(posted && { postData: { mimeType: 'application/json', params: [], text: JSON.stringify(posted) } }),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: contentType ? [{ name: 'content-type', value: contentType }] : [],
      content: { size, mimeType: contentType },
      redirectURL: '',
      headersSize: -1,
      bodySize: size,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    _mock: { n, vendor, endpoint, account, error, charged, created },
  };
}
