import type { World } from '../world/world.ts';
import type { MockRequest, MockResponse } from './exchange.ts';

/** What a browser sends for a page of another origin: a preflight, or the call itself. */
export interface CrossOriginRequest {
  readonly world: World;
  readonly request: MockRequest;
  readonly origin: string;
  readonly isPreflight: boolean;
  /** The method of the call itself. A preflight names it. */
  readonly method: string;
  /** Lowercase names of the headers that a preflight asks for. */
  readonly headerNames: readonly string[];
}

/** Which pages of other origins a vendor lets in. */
export interface CorsPolicy {
  /** Answers a preflight. A preflight is not a call: no fault applies to it, and the journal does not list it. */
  preflight(asked: CrossOriginRequest): MockResponse;
  /** Headers for the answer to a call. Without them, the browser keeps the answer from the page. */
  headers(asked: CrossOriginRequest, response: MockResponse): Readonly<Record<string, string>>;
}

/** The request of a page, or undefined if no page sent it. */
export function crossOrigin(world: World, request: MockRequest): CrossOriginRequest | undefined {
  const { origin, ...headers } = request.headers;
  if (origin === undefined) return undefined;
  const asked = headers['access-control-request-method'];
  const isPreflight = request.method === 'OPTIONS' && asked !== undefined;
  return {
    world,
    request,
    origin,
    isPreflight,
    method: isPreflight ? asked : request.method,
    headerNames: isPreflight ? namesIn(headers['access-control-request-headers']) : [],
  };
}

const namesIn = (list = ''): string[] =>
  list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name));

/**
 * Any page may call and read everything, but not with the browser's cookies, which no vendor uses. Names are listed because
 * `*` does not cover Authorization, and because jsdom does not know it.
 */
export const anyOrigin: CorsPolicy = {
  preflight: ({ method, headerNames }) => ({
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': method,
      ...(headerNames.length > 0 && { 'access-control-allow-headers': headerNames.join(', ') }),
    },
    body: '',
  }),
  headers: (_, { headers }) => ({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': Object.keys(headers).join(', '),
  }),
};
