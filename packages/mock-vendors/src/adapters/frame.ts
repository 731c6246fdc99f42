import type { MockResponse } from '../engine/exchange.ts';

/** A response as every adapter gives it: with the length of its body where that is known, and no body where HTTP has none. */
export interface Framed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: MockResponse['body'];
}

export function framed(method: string, { status, headers, body, promisedLength }: MockResponse): Framed {
  if (status === 204 || status === 304) return { status, headers, body: nothing };
  const length = promisedLength ?? lengthOf(body);
  const lengthHeader = length !== undefined && { 'content-length': String(length) };
  return {
    status,
    headers: { ...lengthHeader, ...headers },
    body: method === 'HEAD' ? nothing : body,
  };
}

const nothing = '';

const lengthOf = (body: MockResponse['body']) =>
  typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : undefined;
