import type { Reply } from '../exchange.ts';

/** A reply as every door gives it: with the length of its body where that is known, and no body where HTTP has none. */
export interface Framed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

export function framed(method: string, { status, headers, body, promisedLength }: Reply): Framed {
  if (status === 204 || status === 304) return { status, headers, body: nothing };
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = promisedLength ?? (bytes instanceof Uint8Array ? bytes.length : undefined);
  const lengthHeader = length !== undefined && { 'content-length': String(length) };
  return {
    status,
    headers: { ...lengthHeader, ...headers },
    body: method === 'HEAD' ? nothing : bytes,
  };
}

const nothing = Buffer.alloc(0);
