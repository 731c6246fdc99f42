import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { openConnection } from '../command/connection.ts';
import type { Terminal } from '../command/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { readMcpOptions } from './options.ts';
import { createServer } from './server.ts';
import { Session } from './session.ts';

/** `api-repack mcp`: serves agents until it is stopped, or its standard input ends. Resolves to the exit code. */
export async function runMcp(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const options = readMcpOptions(args);
  const connection = await openConnection(options.typed, terminal);
  const session = new Session({ ...options, connection, terminal });
  const onBug = (error: unknown) => terminal.stderr(`${(error as Error)?.stack ?? error}\n`);
  const open = () => createServer(session, version, onBug);
  try {
    if (options.port === undefined) await serveStdio(open, terminal.stop);
    else await serveHttp(open, { port: options.port, terminal });
    await session.close();
  } finally {
    await connection.close();
  }
  return 0;
}

type Open = () => ReturnType<typeof createServer>;

async function serveStdio(open: Open, stop: AbortSignal): Promise<void> {
  const server = open();
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  await ended;
  // Answers to calls that still wait are of use to nobody: the program that asked is gone.
  process.stdin.destroy();
}

const localAddress = '127.0.0.1';

async function serveHttp(
  open: Open,
  { port, terminal }: { port: number; terminal: Terminal },
): Promise<void> {
  const http = createHttpServer((request, response) => {
    answer(open, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', ({ message }) => reject(new UsageError(`--http: ${message}`)));
    http.listen(port, localAddress, resolve);
  });
  terminal.stderr(`api-repack mcp on http://${localAddress}:${(http.address() as AddressInfo).port}/mcp\n`);
  await new Promise<void>((resolve) => {
    if (terminal.stop.aborted) resolve();
    terminal.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  http.close();
}

/** Each request stands alone, so that an agent's program finds a server that was restarted. */
async function answer(open: Open, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
  // Pages in a browser have an origin, and must not spend what belongs to its user.
  if (!isLocal || request.headers.origin !== undefined) return void response.writeHead(403).end();
  if (request.url !== '/mcp') return void response.writeHead(404).end();
  const server = open();
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on('close', () => void server.close());
  await server.connect(transport as Transport);
  await transport.handleRequest(request, response);
}
