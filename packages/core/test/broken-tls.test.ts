import { once } from 'node:events';
import { createServer } from 'node:https';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net';
import { connect } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import { Agent } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { cert, key } from './helpers/certificate.ts';
import { toy } from './helpers/toy-vendor.ts';

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

/** TLS 1.2 whose stream turns into plain text as soon as the whole request has arrived. */
async function startBrokenServer() {
  const bodies: string[] = [];
  const clients: Socket[] = [];
  const server = createServer({ key, cert, maxVersion: 'TLSv1.2' }, async (request) => {
    bodies.push((await request.toArray()).join(''));
    clients.at(-1)?.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front = createTcpServer((client) => {
    clients.push(client);
    const inner = connectTcp(portOf(server), '127.0.0.1');
    for (const socket of [client, inner]) socket.on('error', () => undefined);
    client.pipe(inner);
    inner.pipe(client, { end: false });
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

it('does not send a charging request again when TLS breaks after the request has arrived', async () => {
  const { url, bodies } = await startBrokenServer();
  await expect(connected(url).make({ size: 1 })).rejects.toMatchObject({ charged: 'maybe' });
  expect(bodies).toEqual(['{"size":1}']);
});

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
