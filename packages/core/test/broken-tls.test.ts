import { once } from 'node:events';
import { createServer } from 'node:https';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { connect, failedBeforeSend, type VendorError } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import { Agent } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { codesBeforeSend } from '../src/failed-before-send.ts';
import { cert, key, otherCert, otherKey } from './helpers/certificate.ts';
import { toy } from './helpers/toy-vendor.ts';

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

type Version = 'TLSv1.2' | 'TLSv1.3';

/** What happens to the connection when the whole request has arrived: below TLS, and in it. */
type BreakOff = (raw: Socket, secure: TLSSocket) => void;

const alert = (number: number) => Buffer.from([21, 3, 3, 0, 2, 2, number]);

const alerts = {
  'bad certificate': 42,
  'expired certificate': 45,
  'unknown certificate': 46,
  'unknown authority': 48,
  'handshake failure': 40,
  'protocol version': 70,
  'unrecognized name': 112,
  'internal error': 80,
};

const breakages: Readonly<Record<string, BreakOff>> = {
  'plain text': (raw) => raw.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'a plain error page': (raw) => raw.end('<html><h1>502 Bad Gateway</h1></html>'),
  'noise in a record': (raw) => raw.end(Buffer.from([23, 3, 3, 0, 32, ...Array(32).fill(7)])),
  'half a record': (raw) => raw.end(Buffer.from([23, 3, 3, 1, 0, 1, 2, 3])),
  'another handshake': (raw) => raw.end(Buffer.from([22, 3, 3, 0, 4, 14, 0, 0, 0])),
  'the end': (raw) => raw.end(),
  'a reset': (raw) => raw.resetAndDestroy(),
  'the end within TLS': (_raw, secure) => secure.end(),
  'another certificate': (raw, secure) => {
    secure.setKeyCert(createSecureContext({ key: otherKey, cert: otherCert }));
    secure.renegotiate({}, () => raw.destroy());
  },
  ...Object.fromEntries(
    Object.entries(alerts).map(([name, number]) => [
      `an alert, ${name}`,
      (raw: Socket) => raw.end(alert(number)),
    ]),
  ),
};

async function startBrokenServer(version: Version, breakOff: BreakOff) {
  const bodies: string[] = [];
  const clients: Socket[] = [];
  const versions = { minVersion: version, maxVersion: version };
  const server = createServer({ key, cert, ...versions }, async (request) => {
    bodies.push((await request.toArray()).join(''));
    const raw = clients.at(-1);
    if (raw) breakOff(raw, request.socket as TLSSocket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front = createTcpServer((client) => {
    clients.push(client);
    const inner = connectTcp(portOf(server), '127.0.0.1');
    for (const socket of [client, inner]) socket.on('error', () => undefined);
    client.pipe(inner);
    inner.pipe(client, { end: false });
    inner.on('end', () => setImmediate(() => client.end()));
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    front.close();
    server.close().closeAllConnections();
  });
  return { url: `https://localhost:${portOf(front)}`, bodies };
}

function connected(baseUrl: string) {
  const dispatcher = new Agent({ connect: { ca: cert } });
  onTestFinished(() => dispatcher.close());
  return connect(toy, { host: nodeHost({ dispatcher }), credentials: { key: 'k3y' }, baseUrl });
}

/** The error and all that it was caused by. */
function causesOf(error: unknown): { readonly code?: string }[] {
  if (!(error instanceof Error)) return [];
  return [error as { readonly code?: string }, ...causesOf(error.cause)];
}

const cases = (['TLSv1.2', 'TLSv1.3'] as const).flatMap((version) =>
  Object.entries(breakages)
    // Version 1.3 has no second handshake.
    .filter(([name]) => version === 'TLSv1.2' || name !== 'another certificate')
    .map(([name, breakOff]) => [name, version, breakOff] as const),
);

it.each(cases)(
  'takes a charging request for possibly charged when %s follows it in %s',
  async (_name, version, breakOff) => {
    const { url, bodies } = await startBrokenServer(version, breakOff);
    const error = await connected(url)
      .make({ size: 1 })
      .then(
        () => undefined,
        (thrown: VendorError) => thrown,
      );
    expect(bodies).toEqual(['{"size":1}']);
    expect(error).toMatchObject({ charged: 'maybe' });
    const causes = causesOf(error);
    for (const code of codesBeforeSend) expect(causes.map((cause) => cause.code)).not.toContain(code);
    expect(causes.filter((cause) => failedBeforeSend(cause))).toEqual([]);
  },
);

it('knows that nothing was sent when the server does not speak TLS', async () => {
  const server = createTcpServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const client = connect(toy, {
    host: nodeHost(),
    credentials: { key: 'k3y' },
    baseUrl: `https://localhost:${portOf(server)}`,
    retry: { times: 0, firstMs: 0 },
  });
  await expect(client.make({ size: 1 })).rejects.toMatchObject({ charged: 'no', context: { sent: false } });
});
