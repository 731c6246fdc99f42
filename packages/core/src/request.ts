import { check } from './check.ts';
import type { Body, Field, HttpRequest } from './http.ts';
import type { Endpoint, Vendor } from './vendor.ts';

type Input = Record<string, unknown>;

/** Endpoint and input to a request without credentials. Throws a `bad-input` error before anything is sent. */
export function buildRequest(vendor: Vendor, name: string, input: unknown, baseUrl: string): HttpRequest {
  const endpoint = vendor.endpoints[name] as Endpoint;
  const fields = check(endpoint.request, input, 'bad-input', {
    vendor: vendor.name,
    endpoint: name,
  }) as Input;
  const { path, rest } = fillPath(endpoint.path, fields);
  const url = baseUrlOf(vendor, endpoint, baseUrl).replace(/\/+$/, '') + path;
  return {
    method: endpoint.method,
    url: url + queryString({ ...endpoint.query, ...(endpoint.encoding === 'query' && rest) }),
    headers: { ...vendor.headers, ...(endpoint.encoding === 'bytes' && headersOf(rest)) },
    auth: endpoint.auth,
    answer: isFileAnswer(endpoint, fields) ? 'stream' : 'text',
    timeoutMs: endpoint.timeoutMs ?? timeoutOf(fields),
    ...bodyOf(rest, endpoint.encoding),
  };
}

function baseUrlOf(vendor: Vendor, endpoint: Endpoint, given: string): string {
  return endpoint.baseUrl !== undefined && domainOf(given) === domainOf(vendor.baseUrl)
    ? endpoint.baseUrl
    : given;
}

/** The last two labels of the host name. */
const domainOf = (url: string): string => new URL(url).hostname.split('.').slice(-2).join('.');

/** A slow line still gets 100 kB a second for files. */
function timeoutOf(fields: Input): number {
  const files = Object.values(fields)
    .flat()
    .filter((value) => value instanceof Blob);
  return 60_000 + Math.ceil(files.reduce((sum, { size }) => sum + size, 0) / 100);
}

function isFileAnswer({ fileWhen }: Endpoint, fields: Input): boolean {
  return fileWhen !== undefined && Object.entries(fileWhen).every(([name, value]) => fields[name] === value);
}

/** Slashes inside a value survive, so that storage keys such as `a/b.png` can be path parameters. */
function fillPath(template: string, fields: Input): { path: string; rest: Input } {
  const rest = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const path = template.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return value.split('/').map(encodeURIComponent).join('/');
  });
  return { path, rest };
}

function bodyOf(fields: Input, encoding: Endpoint['encoding']): { body?: Body } {
  if (encoding === 'json') return { body: { json: fields } };
  if (encoding === 'multipart') return { body: { multipart: fieldsOf(fields) } };
  if (encoding === 'bytes') return { body: { bytes: fields.body as Blob } };
  return {};
}

/** A list becomes a repeated field. */
function fieldsOf(input: Input): [string, Field][] {
  return Object.entries(input).flatMap(([name, value]) =>
    [value].flat().map((one): [string, Field] => [name, one instanceof Blob ? one : String(one)]),
  );
}

/** With `bytes`, the field `body` is sent as it is and every other field is a header. */
function headersOf({ body: _, ...headers }: Input): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function queryString(input: Input): string {
  const query = new URLSearchParams(fieldsOf(input) as [string, string][]);
  return query.size > 0 ? `?${query}` : '';
}
