import { type Host, type HttpRequest, type HttpResponse, NetworkError } from '@api-repack/core';

type Scripted = Partial<HttpResponse> | Error;

/** Answers from a list, the last one for ever. Time moves only while it sleeps. */
export function scriptedHost(...script: Scripted[]) {
  const requests: HttpRequest[] = [];
  const slept: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  const host: Host = {
    async send(request) {
      requests.push(request);
      const next = script.length > 1 ? script.shift() : script[0];
      if (next instanceof Error) throw next;
      return { status: 200, headers: {}, body: '', ...next };
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
    now: () => now,
  };
  return { host, requests, slept };
}

export const json = (value: unknown, status = 200): Partial<HttpResponse> => ({
  status,
  body: JSON.stringify(value),
});

export const refused = () => new NetworkError('connect ECONNREFUSED', { sent: false });
export const reset = () => new NetworkError('read ECONNRESET', { sent: true });
