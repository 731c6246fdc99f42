import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { RecordedExchange } from './recorded.ts';
import { type PassedCall, Recorder } from './recorder.ts';

export interface RecordProxyOptions {
  readonly mock: MockVendor;
  /** Base URL of the vendor. */
  readonly target: string;
  /** @default any free port */
  readonly port?: number;
  /** Called once a call has been answered. */
  readonly onExchange: (exchange: RecordedExchange) => void;
  /** Called for a call that has no answer. */
  readonly onLost?: (reason: string) => void;
}

export interface RecordProxy {
  /** Where clients find the vendor. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Passes calls on to a vendor, on this machine only, and records them. A call is sent once, whatever becomes of it. */
export async function openRecordProxy(options: RecordProxyOptions): Promise<RecordProxy> {
  const recorder = new Recorder(options.mock, options.target.replace(/\/+$/, ''));
  // One after another, so that they are numbered as they were answered.
  let recorded: Promise<unknown> = Promise.resolve();
  const server = createServer(async (request, response) => {
    try {
      const call = await pass(request, response, options.target.replace(/\/+$/, ''));
      recorded = recorded.then(async () => options.onExchange(await recorder.record(call)));
    } catch (error) {
      const reason = reasonOf(error as Error);
      options.onLost?.(reason);
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: `mock-vendors record: ${options.target} gave no answer: ${reason}` }),
      );
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await recorded;
    },
  };
}

const reasonOf = ({ message, cause }: Error): string =>
  (cause as { code?: string } | undefined)?.code ?? message;

const ownOfConnection = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'accept-encoding',
  'expect',
]);

const passedOn = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !ownOfConnection.has(name)));

async function pass(request: IncomingMessage, response: ServerResponse, target: string): Promise<PassedCall> {
  const { method = 'GET', url = '/' } = request;
  const requestHeaders = passedOn(Object.entries(request.headers) as [string, string][]);
  const requestBody = await buffer(request);
  const at = Date.now();
  const answered = await fetch(target + url, {
    method,
    headers: requestHeaders,
    redirect: 'manual',
    ...(requestBody.length > 0 && { body: new Uint8Array(requestBody) }),
  });
  const responseBody = Buffer.from(await answered.arrayBuffer());
  const tookMs = Date.now() - at;
  const responseHeaders = passedOn(answered.headers);
  response.writeHead(answered.status, { ...responseHeaders, 'content-length': responseBody.length });
  response.end(responseBody);
  const call = { method, url, requestHeaders, requestBody, at, tookMs };
  return { ...call, status: answered.status, responseHeaders, responseBody };
}
