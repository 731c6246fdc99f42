import type { Readable } from 'node:stream';
import {
  type Body,
  type ByteStream,
  failedBeforeSend,
  type HttpRequest,
  type HttpResponse,
  isVendorError,
  NetworkError,
  type Send,
} from '@api-repack/core';
import type {
  ICredentialDataDecryptedObject,
  IExecuteFunctions,
  IHttpRequestHelper,
  IHttpRequestOptions,
  IWebhookFunctions,
} from 'n8n-workflow';
import { type Deadline, startDeadline, watchIdle } from './deadline.ts';
import { untilAborted } from './until-aborted.ts';

/** What n8n answers when it is asked for the full response. */
interface FullResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What a node needs of n8n, whether it runs or is called back. */
export type NodeContext = IExecuteFunctions | IWebhookFunctions;

/** Sends through n8n, which adds the credentials and obeys the proxy and network settings of the instance. */
export function sendThroughN8n(
  context: NodeContext,
  type: string,
  values: ICredentialDataDecryptedObject,
): Send {
  // With these, n8n does not read them again for each request, and we see the token that it gets by a login.
  const credentialsDecrypted = { id: '', name: '', type, data: values };
  return sendBy((options, auth) =>
    auth
      ? context.helpers.httpRequestWithAuthentication.call(context, type, options, { credentialsDecrypted })
      : context.helpers.httpRequest(options),
  );
}

/** Sends through n8n what needs no credentials. */
export const sendPlainly = (helpers: IHttpRequestHelper['helpers']): Send =>
  sendBy((options) => helpers.httpRequest(options));

function sendBy(send: (options: IHttpRequestOptions, auth: boolean) => Promise<FullResponse>): Send {
  return async (request) => {
    const deadline = startDeadline(request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal;
    const options = await describe(request, signal);
    try {
      const response = await untilAborted(send(options, request.auth), signal);
      return request.answer === 'stream'
        ? streamed(response, deadline)
        : answered(response, String(response.body ?? ''));
    } catch (error) {
      throw request.signal?.aborted ? request.signal.reason : networkError(error, request.timeoutMs);
    } finally {
      deadline.clear();
    }
  };
}

async function describe(request: HttpRequest, abortSignal: AbortSignal): Promise<IHttpRequestOptions> {
  const { method, url, headers, body, answer, timeoutMs } = request;
  return {
    method,
    url,
    headers: { ...headers },
    encoding: answer,
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
    sendCredentialsOnCrossOriginRedirect: false,
    timeout: timeoutMs,
    // n8n replaces this signal by its own if it adds credentials; for a stream it also ends the reading.
    abortSignal,
    ...(body && (await encode(body, headers))),
  };
}

async function encode(
  body: Body,
  headers: HttpRequest['headers'],
): Promise<Pick<IHttpRequestOptions, 'body' | 'headers'>> {
  if ('json' in body) {
    // As text, because n8n drops an empty object.
    return { body: JSON.stringify(body.json), headers: { 'content-type': 'application/json', ...headers } };
  }
  if ('bytes' in body) {
    const type = body.bytes.type || 'application/octet-stream';
    return {
      body: Buffer.from(await body.bytes.arrayBuffer()),
      headers: { 'content-type': type, ...headers },
    };
  }
  const form = new FormData();
  for (const [name, value] of body.multipart) form.append(name, value as string);
  return { body: form as NonNullable<IHttpRequestOptions['body']> };
}

const idleMs = 60_000;

/** A body that nobody will read is closed, so that its connection is free again. */
function streamed(response: FullResponse, { end }: Deadline): HttpResponse {
  const body = response.body as Readable;
  if (response.statusCode !== 200) {
    body.destroy();
    return answered(response, '');
  }
  void watchIdle(body, idleMs, () => {
    end();
    // Where n8n has replaced our signal.
    body.destroy();
  });
  return answered(response, body);
}

function answered({ statusCode, headers }: FullResponse, body: string | ByteStream): HttpResponse {
  const flat = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status: statusCode, headers: Object.fromEntries(flat), body };
}

/**
 * The original error is not kept as the cause: axios attaches the whole request to it, token and files included.
 * What is no failure of the network is returned as it is.
 */
function networkError(error: unknown, timeoutMs: number): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Of the login that n8n sent ahead.
    if (isVendorError(cause)) return cause;
    const { code, message, name } = cause as NodeJS.ErrnoException;
    if (name.startsWith('Ssrf')) return new NetworkError(message, { sent: false });
    if (code === 'ECONNABORTED' || code === 'ERR_CANCELED' || name === 'TimeoutError')
      return new NetworkError(`no answer within ${timeoutMs / 1000} s`, { sent: true, timedOut: true });
    if (typeof code === 'string') {
      const sent = !failedBeforeSend(cause);
      return new NetworkError(message.includes(code) ? message : `${message} (${code})`, { sent });
    }
  }
  return error;
}
