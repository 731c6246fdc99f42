import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { hostKind } from '../world/network.ts';
import { BadRequest } from './check.ts';

export const isLoopback = (hostname: string): boolean => hostKind(hostname) === 'loopback';

/** Why the control API may not listen there: it can change everything, so other machines must not reach it. */
export const accessProblem = (host: string, token: string | undefined): string | undefined =>
  isLoopback(host) || token
    ? undefined
    : `--host ${host} lets other machines in: give a --control-token too, which they then have to send`;

/** With a token, lets in whom shows it; without one, only this machine, by its own name. */
export function guard(
  app: FastifyInstance,
  token: string | undefined,
  isOpen: (url: string) => boolean,
): void {
  app.addHook('onRequest', async ({ url, headers, hostname }, reply) => {
    if (!token) return requireThisMachine(hostname, headers);
    const [path = '', query = ''] = url.split('?');
    if (isOpen(path)) return;
    const given = new URLSearchParams(query).get('token');
    if (path === '/' && given !== null && isSame(given, token))
      return reply
        .header('set-cookie', `${cookieName}=${encodeURIComponent(given)}; HttpOnly; SameSite=Strict; Path=/`)
        .redirect('/');
    if (isSame(tokenOf(headers), token)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new BadRequest(
      'this needs the control token: send "Authorization: Bearer <token>", or open /?token=<token> in a browser',
      401,
    );
  });
}

function requireThisMachine(hostname: string, { origin, host }: IncomingHttpHeaders): void {
  // A page of another site can make its own name lead here, and then read what this machine answers.
  if (!isLoopback(hostname) && isIP(hostname.replace(/^\[|\]$/g, '')) === 0)
    throw new BadRequest(`the host ${hostname.slice(0, 80)} is not this machine: ask 127.0.0.1`, 403);
  if (origin === undefined) return;
  // It can also send what has no body without reading the answer, such as a reset.
  const page = URL.parse(origin);
  if (page?.host !== host && !isLoopback(page?.hostname ?? ''))
    throw new BadRequest('this is not for pages of other sites: use the console, or no browser', 403);
}

const cookieName = 'mock_vendors_control';

function tokenOf({ authorization = '', cookie = '' }: IncomingHttpHeaders): string {
  const [, bearer] = /^bearer (.+)$/i.exec(authorization) ?? [];
  const [, kept = ''] = new RegExp(`(?:^|; )${cookieName}=([^;]*)`).exec(cookie) ?? [];
  return bearer ?? decodeURIComponent(kept);
}

const digest = (text: string) => createHash('sha256').update(text).digest();

const isSame = (given: string, wanted: string) => timingSafeEqual(digest(given), digest(wanted));
