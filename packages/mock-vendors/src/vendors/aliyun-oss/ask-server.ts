import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { Readable } from 'node:stream';

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What a server of the client answers; redirects are not followed. */
export const askServer = (url: URL, asking: Asking): Promise<Response> =>
  // `fetch` sends the host of the URL, whatever the headers say.
  asking.headers?.host === undefined ? fetch(url, { ...asking, redirect: 'manual' }) : askAsHost(url, asking);

async function askAsHost(url: URL, { body, ...options }: Asking): Promise<Response> {
  const request = url.protocol === 'https:' ? overHttps : overHttp;
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end(body);
  });
  const { statusCode: status = 0, headersDistinct } = message;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) headers.set(name, values.join(', '));
  return new Response(hasBody(status) ? Readable.toWeb(message) : null, { status, headers });
}

const hasBody = (status: number) => status !== 204 && status !== 304;
