import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../http-error.ts';

/** Credentials that a browser keeps for this address must not be spent by pages of other sites. */
export function refuseCrossSite({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return;
  if (!isFromOtherSite(headers)) return;
  throw new HttpError(403, 'bad-input', 'requests from pages of other sites are refused', {
    hint: 'Call the gateway from a server, or serve the page and the gateway from the same origin',
  });
}

/** Browsers add these headers to every request of a page; programs do not. */
export const isFromPage = (headers: IncomingHttpHeaders): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;

function isFromOtherSite({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}
