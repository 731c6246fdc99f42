import { type Body, type HttpRequest, type HttpResponse, NetworkError, type Send } from '@api-repack/core';

export interface SendOptions {
  readonly fetch: typeof fetch;
  /** Limit for one answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** Core's `Send` over `fetch`, which MSW and dispatchers can catch. Follows no redirect: credentials would travel with it. */
export const fetchSend =
  ({ fetch, timeoutMs }: SendOptions): Send =>
  async ({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, { method, redirect: 'manual', signal, ...encode(headers, body) });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      };
    } catch (error) {
      const timedOut = signal.aborted;
      const message = timedOut ? `no answer within ${timeoutMs} ms` : reasonOf(error as Error);
      throw new NetworkError(message, { sent: true, timedOut, cause: error });
    }
  };

/** What `fetch` says itself is the same for every failure. */
function reasonOf({ message, cause }: Error): string {
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? inner ?? message;
}

function encode(headers: HttpRequest['headers'], body: Body | undefined): RequestInit {
  if (!body) return { headers: { ...headers } };
  if ('bytes' in body) return { headers: { ...headers }, body: body.bytes };
  if ('json' in body)
    return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body.json) };
  const form = new FormData();
  for (const [name, value] of body.multipart) form.append(name, value as string);
  return { headers: { ...headers }, body: form };
}
