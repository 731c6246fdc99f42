import type { MockResponse } from '../engine/exchange.ts';
import { utf8Header } from '../http/header-text.ts';

/** A response as every adapter gives it: with the length of its body where that is known, and no body where HTTP has none. */
export interface Framed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: MockResponse['body'];
}

export function framed(method: string, { status, headers, body, promisedLength }: MockResponse): Framed {
  const sent = wireHeaders(headers);
  if (status === 204 || status === 304) return { status, headers: sent, body: nothing };
  const length = promisedLength ?? lengthOf(body);
  const { 'content-length': described = length?.toString(), ...others } = sent;
  return {
    status,
    // The length comes last: Node encodes a Content-Disposition that follows it once more, or refuses it.
    headers: { ...others, ...(described !== undefined && { 'content-length': described }) },
    body: method === 'HEAD' ? nothing : body,
  };
}

const nothing = '';

const lengthOf = (body: MockResponse['body']) =>
  typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : undefined;

/**
 * Header values as HTTP has them: one byte a character. Values that a vendor decoded go back as UTF-8; what no header may
 * have, such as a line break, is left out.
 */
function wireHeaders(headers: MockResponse['headers']): MockResponse['headers'] {
  if (!Object.values(headers).some((value) => unsendable.test(value))) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, wireText(value)]));
}

const unsendable = /[^\t\x20-\x7e\x80-\xff]/;

function wireText(value: string): string {
  const text = /[^\0-\xff]/.test(value) ? utf8Header(value) : value;
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
