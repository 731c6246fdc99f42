import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type ByteStream, connect, type HttpRequest, openResult } from '@api-repack/core';
import { undiciSend } from '@api-repack/core/node';
import { expect, it, onTestFinished } from 'vitest';
import { toy } from './helpers/toy-vendor.ts';

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  auth: false,
  answer: 'text',
  timeoutMs: 5_000,
  ...more,
});

const post = (url: string, body: NonNullable<HttpRequest['body']>, more: Partial<HttpRequest> = {}) =>
  get(url, { method: 'POST', body, ...more });

/** A file whose second half is there only once `half` says so. */
class SlowFile extends Blob {
  readonly half: Promise<unknown>;
  constructor(half: Promise<unknown>) {
    super(['onetwo']);
    this.half = half;
  }
  override stream(): ReturnType<Blob['stream']> {
    const { half } = this;
    return ReadableStream.from(
      (async function* () {
        yield new TextEncoder().encode('one');
        await half;
        yield new TextEncoder().encode('two');
      })(),
    ) as ReturnType<Blob['stream']>;
  }
}

it('sends JSON and reads status, headers and text', async () => {
  const url = await listen(async (request, response) => {
    const body = (await request.toArray()).join('');
    response.writeHead(418, { 'X-Seen': `${request.headers['content-type']} ${request.headers.token}` });
    response.end(`您好 ${body}`);
  });
  const answer = await undiciSend()(post(url, { json: { a: 1 } }, { headers: { token: 't' } }));
  expect(answer).toMatchObject({ status: 418, body: '您好 {"a":1}' });
  expect(answer.headers['x-seen']).toBe('application/json t');
});

it('sends multipart with its length, repeated fields and UTF-8 names', async () => {
  const url = await listen(async (request, response) => {
    const { 'content-type': type = '', 'content-length': length } = request.headers;
    const form = await new Response(Buffer.concat(await request.toArray()), {
      headers: { 'content-type': type },
    }).formData();
    response.end(JSON.stringify([form.getAll('mdf'), (form.get('file') as File).name, Number(length) > 0]));
  });
  const file = new File(['x'], '老照片.jpg');
  const fields = [['mdf', '1'] as const, ['mdf', '2'] as const, ['file', file] as const];
  expect((await undiciSend()(post(url, { multipart: fields }))).body).toBe('[["1","2"],"老照片.jpg",true]');
});

it('streams an upload: the first bytes arrive while the last are not there yet', async () => {
  const events = new EventEmitter();
  const url = await listen(async (request, response) => {
    request.once('data', () => events.emit('first'));
    response.end(`${request.headers['content-length']} ${(await request.toArray()).join('')}`);
  });
  const answer = await undiciSend()(post(url, { bytes: new SlowFile(once(events, 'first')) }));
  expect(answer.body).toBe('6 onetwo');
});

it('streams a download: the first bytes can be read while the last are not there yet', async () => {
  const events = new EventEmitter();
  const url = await listen(async (_, response) => {
    response.write('one');
    await once(events, 'read');
    response.end('two');
  });
  const { body } = await undiciSend()(get(url, { answer: 'stream' }));
  const chunks: string[] = [];
  for await (const chunk of body as ByteStream) {
    chunks.push(String(Buffer.from(chunk)));
    events.emit('read');
  }
  expect(chunks).toEqual(['one', 'two']);
});

it.each([
  ['before the headers', () => undefined],
  ['in the middle of the body', (response: Parameters<RequestListener>[1]) => void response.write('{"a":')],
])('keeps its deadline %s', async (_, begin) => {
  const url = await listen((_request, response) => begin(response));
  await expect(undiciSend()(get(url, { timeoutMs: 30 }))).rejects.toMatchObject({
    name: 'NetworkError',
    message: 'no answer within 0.03 s',
    timedOut: true,
    sent: true,
  });
});

it('ends what does not move: an upload that is not read, an answer that does not begin or go on', async () => {
  const url = await listen((request, response) => {
    if (request.url === '/unread') request.pause();
    else request.resume();
    if (request.url === '/begun') response.write('{"a":');
  });
  const limits = { timeoutMs: 60_000, idleMs: 30 };
  const unread = post(`${url}/unread`, { bytes: new Blob([new Uint8Array(32 << 20)]) }, limits);
  const requests = [unread, get(url, limits), get(`${url}/begun`, limits)];
  for (const { reason } of (await Promise.allSettled(requests.map(undiciSend()))) as PromiseRejectedResult[])
    expect(reason).toMatchObject({
      message: 'no byte was taken or sent for 0.03 s',
      timedOut: true,
      sent: true,
    });
});

it('stops at once when it is canceled, with the reason of the signal', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const url = await listen(() => abort.abort(reason));
  await expect(undiciSend()(get(url, { signal: abort.signal }))).rejects.toBe(reason);
});

it('is sure that nothing was sent when the connection is refused or the name unknown', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const send = undiciSend();
  const file = { bytes: new Blob(['x']) };
  for (const url of [
    `http://127.0.0.1:${port}`,
    'http://no-such-host.invalid',
    'http://127.0.0.1:99999',
    'nowhere',
  ])
    await expect(send(post(url, file)), url).rejects.toMatchObject({ name: 'NetworkError', sent: false });
});

it('is sure that nothing was sent when TLS does not come about', async () => {
  const plain = await listen((_, response) => response.end());
  const closing = createTcpServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(closing, 'listening');
  onTestFinished(() => void closing.close());
  const { port } = closing.address() as AddressInfo;
  for (const url of [plain.replace('http:', 'https:'), `https://127.0.0.1:${port}`])
    await expect(undiciSend()(post(url, { json: {} })), url).rejects.toMatchObject({ sent: false });
});

it.each(['multipart', 'bytes'] as const)(
  'cannot be sure when the connection breaks in the middle of an upload (%s)',
  async (encoding) => {
    const url = await listen((request) => request.once('data', () => request.socket.resetAndDestroy()));
    const file = new Blob([new Uint8Array(4 << 20)]);
    const body = encoding === 'bytes' ? { bytes: file } : { multipart: [['file', file] as const] };
    await expect(undiciSend()(post(url, body))).rejects.toMatchObject({ name: 'NetworkError', sent: true });
  },
);

it('does not follow redirects', async () => {
  const url = await listen((_, response) => response.writeHead(302, { location: '/b' }).end());
  expect(await undiciSend()(get(url))).toMatchObject({ status: 302, headers: { location: '/b' } });
});

it('has its only connection free again after a download that failed', async () => {
  const url = await listen((request, response) => {
    if (request.url === '/gone') response.writeHead(404).end(Buffer.alloc(1 << 20));
    else response.end('still here');
  });
  const host = { send: undiciSend({ connections: 1 }), sleep: async () => undefined, now: Date.now };
  const { connection } = connect(toy, { host, baseUrl: url });
  await expect(openResult(connection, `${url}/gone`)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await host.send(get(url))).toMatchObject({ body: 'still here' });
});

it('refuses an endless answer', async () => {
  const url = await listen((_, response) => response.end('x'.repeat(2_000)));
  await expect(undiciSend({ maxTextBytes: 1_000 })(get(url))).rejects.toMatchObject({
    message: 'the answer is longer than 1000 bytes',
  });
});

it.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
])('decodes a response in %s', async (encoding, compress) => {
  const url = await listen((_, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(compress('picture')),
  );
  const text = await undiciSend()(get(url));
  expect(text).toMatchObject({
    body: 'picture',
    headers: expect.not.objectContaining({ 'content-encoding': encoding }),
  });
  const { body } = await undiciSend()(get(url, { answer: 'stream' }));
  expect(Buffer.concat(await Readable.from(body as ByteStream).toArray()).toString()).toBe('picture');
});

it('reports a coded response that breaks off', async () => {
  const url = await listen((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('picture').subarray(0, 15));
  });
  await expect(undiciSend()(get(url))).rejects.toMatchObject({ name: 'NetworkError', sent: true });
});

it('does not connect to a private address that a public name leads to', async () => {
  let asked = false;
  const url = await listen((_, response) => {
    asked = true;
    response.end();
  });
  const named = url.replace('127.0.0.1', 'localhost');
  await expect(undiciSend()(get(named, { publicOnly: true }))).rejects.toMatchObject({ sent: false });
  expect(asked).toBe(false);
  await undiciSend()(get(named));
});
