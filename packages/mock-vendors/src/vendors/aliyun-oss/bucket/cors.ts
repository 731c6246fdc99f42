import type { DocumentedError } from '@api-repack/core';
import { anyOrigin, type CorsPolicy, type CrossOriginRequest } from '../../../engine/cors.ts';
import { objectAddresses } from '../address.ts';
import { configurationOf, currentSettings } from '../buckets.ts';
import { failureResponse, OssFail } from '../failure.ts';
import { matches } from '../policy/wildcard.ts';
import { stateSlot } from '../state.ts';
import { isSts } from '../sts/endpoint.ts';
import { childrenOf, parseXml, textOf, textsOf, type XmlElement } from '../xml.ts';

type Headers = Readonly<Record<string, string>>;

/** A request of a page: a preflight, or the call itself. */
export type CorsQuestion = Pick<CrossOriginRequest, 'origin' | 'method' | 'headerNames'>;

/** The headers that the rules of a bucket give to a page, or undefined if no rule lets it in. */
export function corsHeaders(document: string, asked: CorsQuestion): Headers | undefined {
  const configuration = parseXml(document, 'CORSConfiguration');
  const rule = childrenOf(configuration, 'CORSRule').find((one) => allows(one, asked));
  if (!rule) return undefined;
  const isForAll = textsOf(rule, 'AllowedOrigin').includes('*');
  const exposed = textsOf(rule, 'ExposeHeader').join(', ');
  const age = textOf(rule, 'MaxAgeSeconds');
  const varies = !isForAll || textOf(configuration, 'ResponseVary') === 'true';
  return {
    'access-control-allow-origin': isForAll ? '*' : asked.origin,
    'access-control-allow-methods': textsOf(rule, 'AllowedMethod').join(', '),
    ...(asked.headerNames.length > 0 && { 'access-control-allow-headers': asked.headerNames.join(', ') }),
    ...(exposed && { 'access-control-expose-headers': exposed }),
    ...(age && { 'access-control-max-age': age }),
    ...(varies && { vary: 'Origin' }),
  };
}

function allows(rule: XmlElement, { origin, method, headerNames }: CorsQuestion): boolean {
  const headers = textsOf(rule, 'AllowedHeader');
  return (
    textsOf(rule, 'AllowedOrigin').some((pattern) => matches(pattern, origin, 'i')) &&
    textsOf(rule, 'AllowedMethod').includes(method) &&
    headerNames.every((name) => headers.some((pattern) => matches(pattern, name, 'i')))
  );
}

const accessForbidden: DocumentedError = {
  code: 'AccessForbidden',
  status: 403,
  kind: 'auth',
  message: 'CORSResponse: CORS is not enabled for this bucket.',
  hint: '',
};

const notAllowed =
  "CORSResponse: This CORS request is not allowed. The resource's CORS rules do not list its origin, method or headers.";

/** By the rules of the bucket; without any, by the setting `corsWithoutRules`. */
export const ossCors: CorsPolicy = {
  preflight(asked) {
    const { document, isOpen } = rulesFor(asked);
    if (isOpen) return anyOrigin.preflight(asked);
    const headers = document === undefined ? undefined : corsHeaders(document, asked);
    if (headers) return { status: 200, headers, body: '' };
    const fail = new OssFail(accessForbidden, document === undefined ? {} : { message: notAllowed });
    return failureResponse(fail, asked, asked.world.ids.hex().slice(0, 24).toUpperCase());
  },
  headers(asked, response) {
    const { document, isOpen } = rulesFor(asked);
    if (isOpen) return anyOrigin.headers(asked, response);
    return (document !== undefined && corsHeaders(document, asked)) || {};
  },
};

function rulesFor({ world, request }: CrossOriginRequest): { document: string | undefined; isOpen: boolean } {
  const settings = currentSettings(world);
  const [{ bucket }] = objectAddresses(request, settings);
  const document = configurationOf(world.stateOf(stateSlot), bucket, 'cors');
  const isOpen = isSts(request) || (document === undefined && settings.corsWithoutRules === 'allow');
  return { document, isOpen };
}
