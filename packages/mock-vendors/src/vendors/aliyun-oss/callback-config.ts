import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange } from '../../engine/exchange.ts';
import type { OssCall } from './call.ts';
import { OssFail } from './failure.ts';
import type { AliyunOssSettings } from './settings.ts';

export interface CallbackTarget {
  readonly url: URL;
  /** False for hosts outside of this machine, to which the mock sends nothing: OSS cannot reach such a target. */
  readonly isReachable: boolean;
}

/** What the client wants OSS to send when the object is stored. */
export interface Callback {
  /** Tried in order until one succeeds. */
  readonly targets: readonly CallbackTarget[];
  /** The `Host` header to send, if it is another one than the URL's. */
  readonly host: string | undefined;
  /** With variables such as `${bucket}`. */
  readonly body: string;
  readonly type: string;
  /** The client's own variables, `x:name` to text. */
  readonly variables: ReadonlyMap<string, string>;
}

const bodyTypes = ['application/x-www-form-urlencoded', 'application/json'];

/** A callback that cannot be understood, and is to fail when the object is stored. */
export interface MalformedCallback {
  readonly failure: OssFail;
}

/** The callback that a request asks for, before the object is stored. */
export function callbackOf(call: OssCall): Callback | MalformedCallback | undefined {
  try {
    return parseCallback(call);
  } catch (error) {
    if (!(error instanceof OssFail) || call.settings.malformedCallback === 'refuse') throw error;
    return { failure: error };
  }
}

/** As the manual says it: https://help.aliyun.com/document_detail/31989.html */
function parseCallback(call: OssCall): Callback | undefined {
  const { headers } = call.exchange.request;
  const encoded = headers['x-oss-callback'] ?? call.query.get('callback');
  if (encoded === undefined) return undefined;
  return callbackIn(call, encoded, headers['x-oss-callback-var'] ?? call.query.get('callback-var'));
}

/** A callback and its variables, each in base64; undefined for one that goes nowhere. */
export function callbackIn(
  { exchange, settings }: OssCall,
  encoded: string,
  encodedVariables: string | undefined,
): Callback | undefined {
  const { callbackUrl, callbackBody, callbackBodyType, callbackHost } = objectOf(encoded);
  if (callbackUrl === '' || callbackUrl === undefined) return undefined;
  const [usualType = ''] = bodyTypes;
  const type = callbackBodyType ?? usualType;
  if (typeof callbackBody !== 'string' || callbackBody === '' || !bodyTypes.includes(String(type)))
    throw invalid('The callback configuration needs a callbackBody, and a callbackBodyType that is known.');
  return {
    targets: targetsOf(String(callbackUrl), allowedUrls(exchange, settings)),
    host: typeof callbackHost === 'string' && callbackHost !== '' ? callbackHost : undefined,
    body: callbackBody,
    type: String(type),
    variables: encodedVariables === undefined ? new Map() : variablesOf(objectOf(encodedVariables)),
  };
}

function objectOf(base64: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {}
  throw invalid('The callback configuration is not json format.', '0007-00000003');
}

function targetsOf(text: string, route: (url: URL) => URL | undefined): CallbackTarget[] {
  const urls = text.split(';').map((one) => URL.parse(/^https?:\/\//i.test(one) ? one : `http://${one}`));
  if (urls.length > 5 || !urls.every((url) => url !== null && !url.hostname.startsWith('[')))
    throw invalid('The callback configuration has an invalid callbackUrl.', '0007-00000004');
  return urls
    .filter((url) => url !== null)
    .map((url) => ({ url: route(url) ?? url, isReachable: route(url) !== undefined }));
}

/** The real OSS refuses loopback; here it is nearly all that is allowed. */
export function allowedUrls({ world, request, origin }: Exchange, { callbackHosts }: AliyunOssSettings) {
  const { network } = world;
  // Without ports, the other vendors are at their real names.
  const others = network.vendorPorts.size === 0 ? Object.values(request.origins) : [];
  const hosts = [...callbackHosts, ...others.map((one) => URL.parse(one)?.hostname ?? '')];
  const own = URL.parse(origin)?.hostname ?? '';
  return (url: URL) => network.route(url, { hosts, own });
}

function variablesOf(values: Record<string, unknown>): Map<string, string> {
  const names = Object.keys(values);
  if (!names.every((name) => name.startsWith('x:') && name === name.toLowerCase()))
    throw invalid('The keys of callback-var must start with x: and be in lower case.');
  return new Map(names.map((name) => [name, String(values[name])]));
}

const invalid = (message: string, ec?: string) =>
  new OssFail(aliyunOss.errors.invalidArgument, { message, ...(ec && { ec }) });
