import { Readable } from 'node:stream';
import { find } from '../engine/finder.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';

export const unknownEndpoint = 'unknown';

/** The endpoint that a call reaches, by its name in core's declaration; `unknown` if there is none. */
export function endpointAt(
  mock: MockVendor,
  { method, url }: { readonly method: string; readonly url: string },
): string {
  const request = { method, url, headers: {}, body: Readable.from([]), origins: {} };
  return find(mock, request)?.route.endpoint ?? unknownEndpoint;
}
