import { once } from 'node:events';
import { connect } from 'node:net';
import { serve } from '@api-repack/mock-vendors';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../src/adapters/fastify.ts';
import { WholeBody } from '../src/http/body.ts';
import { peek } from '../src/http/form.ts';
import { Worlds } from '../src/world/worlds.ts';
import { tokenOf } from './helpers/fangtang.ts';
import { fuzz } from './helpers/fuzz.ts';

async function open() {
  const server = await serve();
  onTestFinished(server.close);
  return server;
}

/** Bytes as they are, and the first answer to them. */
async function say(origin: string | undefined, text: string): Promise<string> {
  const { hostname, port } = new URL(origin ?? '');
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.write(text, 'latin1');
  const [chunk] = await once(socket, 'data');
  return String(chunk);
}

it('survives whatever comes in by its sockets', async () => {
  expect(await fuzz(1_000, 1)).toBeGreaterThan(0);
});

it('refuses an object of 2 GB before it is sent', async () => {
  const { origins, world } = await open();
  const date = new Date(world.clock.now()).toUTCString();
  const answer = await say(
    origins['aliyun-oss'],
    `PUT /mock-bucket/a HTTP/1.1\r\nHost: x\r\nDate: ${date}\r\nContent-Length: 2147483648\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 40/);
});

it('does not hold a body without end, even where fields have to be looked at before it is handled', async () => {
  const long = (async function* () {
    yield Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
    for (let megabyte = 0; megabyte < 100; megabyte++) yield Buffer.alloc(1 << 20);
  })();
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const { form, again } = await peek({ method: 'POST', url: '/', headers, body: long, origins: {} });
  expect(form.fields.size).toBe(0);
  expect(again.body).not.toBeInstanceOf(WholeBody);
  let size = 0;
  for await (const chunk of again.body) size += chunk.length;
  expect(size).toBeGreaterThan(100 << 20);
});

it('answers 10 MB of JSON in words', async () => {
  const { origins } = await open();
  const body = JSON.stringify({ phone: 'x'.repeat(10 << 20) });
  const answer = await fetch(`${origins.lufff}/make_pic/api/get_left_credit_by_phone/`, {
    method: 'POST',
    body,
  });
  expect(await answer.text()).toContain('param error');
});

it('answers a form that is cut off, and one with odd field names', async () => {
  const { origins, world } = await open();
  const token = tokenOf('hiliad', Math.floor(world.clock.now() / 1000));
  const ask = async (fields: string) => {
    const headers = { token, 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await fetch(`${origins.fangtang}/api/third/company/nums`, {
      method: 'POST',
      headers,
      body: fields,
    });
    return answer.json();
  };
  const field = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  expect(await ask(field('third_code', 'hiliad'))).toMatchObject({ code: 9000 });
  const odd = `${field('__proto__', 'a')}${field('constructor', 'b')}${field('third_code', 'hiliad')}--x--`;
  expect(await ask(odd)).toMatchObject({ code: 200 });
  expect(({} as { a?: unknown }).a).toBeUndefined();
});

it('takes a path with dots for the key that it is', async () => {
  const { origins, world } = await open();
  const answer = await say(
    origins['aliyun-oss'],
    'GET /mock-bucket/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 40[34]/);
  expect(world.journal.entries[0]?.url).toBe('/mock-bucket/../../etc/passwd');
});

it('stays up when a client goes away in the middle of a body, whatever its path is', async () => {
  const { origins } = await open();
  const { hostname, port } = new URL(origins.fangtang ?? '');
  for (const path of ['/%ff%fe', '/api/third/company/nums']) {
    const socket = connect(Number(port), hostname);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab`, () => socket.destroy());
    await once(socket, 'close');
    expect(await say(origins.fangtang, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 404/);
  }
});

it('waits for nobody who sends too slowly', async () => {
  const app = createApp([], { worlds: new Worlds(), origins: {} });
  onTestFinished(() => app.close());
  expect(app.server.requestTimeout).toBe(300_000);
  expect(app.server.headersTimeout).toBeGreaterThan(0);
});
