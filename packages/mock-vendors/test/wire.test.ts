import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type FaultEffect, type MockServer, manualClock, serve } from '@api-repack/mock-vendors';
import { describe, expect, it, onTestFinished } from 'vitest';

async function open(): Promise<MockServer> {
  const server = await serve({ clock: manualClock(), settings: { picwish: { qps: 0 } } });
  onTestFinished(server.close);
  return server;
}

/** Sends bytes as they are, and resolves to all that comes back until the connection ends. */
async function exchange(origin: string | undefined, head: readonly string[], body = ''): Promise<string> {
  const { port, hostname } = new URL(origin ?? '');
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${[...head, `Host: ${hostname}:${port}`].join('\r\n')}\r\n\r\n${body}`);
  return text(socket.setEncoding('latin1'));
}

it.each(['picwish', 'fangtang', 'lufff', 'aliyun-oss'])(
  'responds in the shape of %s to a request with two lengths',
  async (vendor) => {
    const { origins } = await open();
    const head = ['POST /a HTTP/1.1', 'Content-Length: 3', 'Transfer-Encoding: chunked'];
    const response = await exchange(origins[vendor], head, '0\r\n\r\n');
    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response).not.toContain('statusCode');
    expect(response).toContain({ 'aliyun-oss': '<Error>', lufff: '<h1>' }[vendor] ?? 'bad request');
  },
);

it('responds to a GET that promises a body and sends none', async () => {
  const { origins } = await open();
  const head = [
    'GET /api/customers/package-credits HTTP/1.1',
    'Content-Length: 10',
    'X-API-KEY: mock-picwish-key',
  ];
  expect(await exchange(origins.picwish, head)).toMatch(/^HTTP\/1\.1 200 [\s\S]*remaining_credits/);
});

describe('a header that is not ASCII', () => {
  it.each(['中文', 'é'])('reaches the client as UTF-8: %s', async (value) => {
    const { world, origins } = await open();
    const effect: FaultEffect = { response: { status: 200, body: 'ok', headers: { 'x-name': value } } };
    world.faults.add({ vendor: 'picwish', effect });
    const response = await exchange(origins.picwish, ['GET / HTTP/1.1', 'Connection: close']);
    expect(Buffer.from(response, 'latin1').toString()).toContain(`x-name: ${value}\r\n`);
  });
});

it.each([
  ['application/json', `{"a":"${'b'.repeat(5 << 20)}"}`],
  ['application/x-www-form-urlencoded', 'a=&'.repeat(2 << 20)],
])(
  'responds to 5 MB of %s at once',
  async (type, body) => {
    const { origins } = await open();
    const response = await fetch(`${origins.picwish}/api/tasks/visual/scale`, {
      method: 'POST',
      headers: { 'x-api-key': 'mock-picwish-key', 'content-type': type },
      body,
    });
    expect(response.status).toBeLessThan(500);
  },
  5_000,
);

it('reads many values of one name in a time that grows with their number only', async () => {
  const { origins, world } = await open();
  world.faults.add({ vendor: 'fangtang', fields: { a: 'other' }, effect: { error: 'badToken' } });
  const body = JSON.stringify({ a: Array.from({ length: 200_000 }, (_, i) => i) }).slice(0, 1 << 20);
  const response = await fetch(`${origins.fangtang}/api/third/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body.endsWith('}') ? body : '{"a":1}',
  });
  expect(response.status).toBe(200);
}, 5_000);

it('takes a reset without a body that calls itself JSON', async () => {
  const { origins } = await open();
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${origins.control}/worlds/main/reset`, { method: 'POST', headers });
  expect(response.status).toBe(200);
});

it('takes calls of Lufff without a body where the manual lists no parameters', async () => {
  const { origins } = await open();
  const response = await fetch(`${origins.lufff}/make_pic/api/get_one_ad/`, { method: 'POST' });
  expect(response.status).toBe(200);
  expect(await response.json()).not.toMatchObject({ msg: expect.stringContaining('body') });
});
