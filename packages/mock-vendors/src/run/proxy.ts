import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Authority } from './authority.ts';
import type { SandboxOptions } from './sandbox.ts';
import { acceptTls } from './tls.ts';
import { vendorHosts } from './vendor-hosts.ts';

/** An HTTP proxy on this machine that leads to the vendors' mocks and nowhere else. */
export interface VendorProxy {
  readonly port: number;
  /** Takes TLS for any host without a tunnel. */
  readonly tlsPort: number;
  /** Hosts that a program has asked for and that are no vendor's, with the port if it is unusual. */
  readonly refusedHosts: ReadonlySet<string>;
  /** Hosts of vendors where TLS has failed, mostly because the program does not trust the certificate. */
  readonly distrustedHosts: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Target {
  readonly hostname: string;
  readonly port: number;
}

type Find = (target: Target) => Promise<FastifyInstance> | undefined;

export async function openProxy(
  options: Omit<SandboxOptions, 'trust'> & { readonly authority: Authority },
): Promise<VendorProxy> {
  const hosts = vendorHosts(options);
  const refusedHosts = new Set<string>();
  const distrustedHosts = new Set<string>();
  const find: Find = (target) => {
    const app = hosts.appAt(target.hostname);
    if (!app) refusedHosts.add(nameOf(target));
    return app;
  };
  const open = async (socket: Socket, { hostname, port }: Target, app: FastifyInstance) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    // Some clients ask for tunnels to http:// addresses, too.
    if (port === 80) return app.server.emit('connection', socket);
    const secure = await acceptTls(socket, options.authority, hostname).catch((error) => {
      distrustedHosts.add(hostname);
      throw error;
    });
    return app.server.emit('connection', secure);
  };
  const server = createServer((request, response) => void forward(request, response, find));
  server.on('connect', async (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (head.length > 0) socket.unshift(head);
    const target = targetOf(request.url ?? '', 443);
    const app = target && find(target);
    if (!target || !app) return socket.end(refusalOfTunnel(request.url ?? ''));
    await open(socket, target, await app).catch(() => socket.destroy());
  });
  // Without a tunnel, only TLS itself tells which host is meant.
  const tlsServer = createTcpServer(async (socket) => {
    const secure = await acceptTls(socket, options.authority, 'localhost').catch(() => undefined);
    if (!secure) return socket.destroy();
    const hostname = secure.servername || 'localhost';
    const app = await find({ hostname, port: 443 });
    return (app?.server ?? server).emit('connection', secure);
  });
  const closeSockets = trackSockets(server, tlsServer);
  const [port, tlsPort] = await Promise.all([listen(server), listen(tlsServer)]);
  return {
    port,
    tlsPort,
    refusedHosts,
    distrustedHosts,
    close: async () => {
      server.close();
      tlsServer.close();
      closeSockets();
      await hosts.close();
    },
  };
}

/** Tunnels are not the server's own affair any more, so it does not close them. */
function trackSockets(...servers: readonly Server[]): () => void {
  const sockets = new Set<Socket>();
  for (const server of servers)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

/** Where a request has no more than a path, its host is in a header. */
const inFull = ({ url = '', headers: { host = '' } }: IncomingMessage) =>
  url.startsWith('/') ? `http://${host}${url}` : url;

/** `http://` addresses, and `https://` ones of clients that ask the proxy for them without a tunnel. */
async function forward(request: IncomingMessage, response: ServerResponse, find: Find): Promise<void> {
  const [, scheme, authority = '', rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/i.exec(inFull(request)) ?? [];
  const target = targetOf(authority, scheme === 'https' ? 443 : 80);
  const app = target && (await find(target));
  if (!app) {
    response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' });
    return void response.end(rejection(authority || (request.url ?? '')));
  }
  request.headers.host = authority;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  app.routing(request, response);
}

function targetOf(authority: string, usualPort: number): Target | undefined {
  const [, hostname = '', port] = /^(\[[^\]]*\]|[^:@]+)(?::(\d+))?$/.exec(authority) ?? [];
  return hostname === '' ? undefined : { hostname: hostname.toLowerCase(), port: Number(port ?? usualPort) };
}

const nameOf = ({ hostname, port }: Target): string =>
  port === 443 || port === 80 ? hostname : `${hostname}:${port}`;

const rejection = (where: string) =>
  `mock-vendors: ${where} is no vendor's host, and nothing may leave this machine: mock it yourself on 127.0.0.1\n`;

function refusalOfTunnel(where: string): string {
  const text = rejection(where);
  const head = [
    'HTTP/1.1 403 Forbidden',
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return `${head.join('\r\n')}\r\nConnection: close\r\n\r\n${text}`;
}
