import { once } from 'node:events';
import { connect as openSocket, type Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { loggerFor } from '../src/service/logger.ts';
import { answerOf, endpointsOf, fangtangChannel, idle, type Opened, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

test.each([
  ['a path that is no path', 'POST /%zz HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['headers that are too long', `POST / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['what is not HTTP', 'hello\r\n\r\n', 400],
])('%s gets an error of the same shape', async (_, text, status) => {
  const { origin } = await openGateway();
  const socket = openSocket(Number(new URL(origin).port), '127.0.0.1');
  socket.write(text);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toContain(`HTTP/1.1 ${status} `);
  expect(JSON.parse(String(answer).split('\r\n\r\n')[1] ?? '').error).toMatchObject({ vendor: null });
  socket.destroy();
});

describe('a caller who stops sending', () => {
  const stalling = async (head: string) => {
    const gateway = await openGateway({ bodyIdleMs: 20 });
    const socket = openSocket(Number(new URL(gateway.origin).port), '127.0.0.1');
    const { authorization } = fangtangChannel;
    socket.write(`POST /fangtang/restore HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n${head}`);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    await idle(gateway);
    return { gateway, answer: String(answer) };
  };

  test.each([
    ['a form', 'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n'],
    ['JSON', 'Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"seq":'],
  ])('in %s gets an answer, and pays for nothing', async (_, head) => {
    const { gateway, answer } = await stalling(head);
    expect(answer).toContain('HTTP/1.1 408 ');
    expect(endpointsOf(gateway)).toEqual([]);
  });

  test('with an Idempotency-Key leaves the key free', async () => {
    const { gateway } = await stalling(
      'Idempotency-Key: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n',
    );
    const headers = { ...fangtangChannel, 'idempotency-key': 'a' };
    expect((await gateway.post('/fangtang/restore', { image_file: photo }, headers)).status).toBe(200);
  });
});

test.each([
  ['an unknown name', ['pictures'], 400],
  ['many texts', Array.from({ length: 30 }, () => 'preset'), 413],
])('a form with %s is refused before its files are read', async (_, names, status) => {
  const { origin } = await openGateway();
  const body = new FormData();
  for (const name of names) body.append(name, 'x'.repeat(60_000));
  body.append('image_file', new File([new Uint8Array(8 << 20)], 'a.png'));
  const response = await fetch(`${origin}/fangtang/restore`, {
    method: 'POST',
    body,
    headers: fangtangChannel,
  });
  expect(response.status).toBe(status);
});

describe('bodies', () => {
  const post = async ({ origin }: Opened, body: string | ArrayBuffer | ReadableStream, type: string) =>
    answerOf(
      await fetch(`${origin}/fangtang/result`, {
        method: 'POST',
        body,
        duplex: 'half',
        headers: { ...fangtangChannel, 'content-type': type },
      } as RequestInit),
    );

  test.each([
    ['application/json', '{"mdf":"0123456789abcdef0123456789abcdef"}'],
    ['application/x-www-form-urlencoded', 'mdf=0123456789abcdef0123456789abcdef'],
  ])('may be %s', async (type, body) => {
    const { status, json } = await post(await openGateway(), body, type);
    expect(status).toBe(404);
    expect(json.error.code).toBe(9002);
  });

  test.each([
    [';;;', 'mdf=1', 415, 'a body of type unknown cannot be read'],
    [
      'application/json',
      `{"mdf":${'['.repeat(300_000)}${']'.repeat(300_000)}}`,
      400,
      'the body is not valid JSON',
    ],
    ['text/plain', 'mdf=1', 415, 'a body of type text/plain cannot be read'],
    ['image/png', 'x'.repeat(2 << 20), 415, 'a body of type image/png cannot be read'],
    ['application/json', 'x'.repeat(2 << 20), 413, 'the body is longer than 1048576 bytes'],
    ['application/json', '{"mdf":', 400, 'the body is not valid JSON'],
    ['application/json', '[1]', 400, 'the body is not a JSON object'],
    ['multipart/form-data', '--x', 400, 'the body is not a form: Multipart: Boundary not found'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="mdf"\r\n\r\n1',
      400,
      'the body is broken',
    ],
  ])('of %s that read %.40s are refused', async (type, body, status, message) => {
    const answer = await post(await openGateway(), body, type);
    expect(answer.status).toBe(status);
    expect(answer.json.error.message).toContain(message);
  });

  test.each(['with its length', 'in chunks'])('that are too long are refused, sent %s', async (how) => {
    const gateway = await openGateway({ maxBodyBytes: 10_000 });
    const form = new FormData();
    form.append('image_file', new File([new Uint8Array(200_000)], 'a.png'));
    const whole = new Response(form);
    const type = whole.headers.get('content-type') ?? '';
    const body = how === 'in chunks' ? (whole.body as ReadableStream) : await whole.arrayBuffer();
    const { status, json } = await post(gateway, body, type);
    expect(status).toBe(413);
    expect(json.error).toMatchObject({ kind: 'too-large', hint: expect.stringContaining('--max-body') });
  });
});

test('a body that says it is too long is refused before it is sent', async () => {
  const gateway = await openGateway({ maxBodyBytes: 10_000 });
  const socket = openSocket(Number(new URL(gateway.origin).port), '127.0.0.1');
  const { authorization } = fangtangChannel;
  socket.write(
    `POST /fangtang/balance HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 20000\r\n\r\n`,
  );
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toContain('HTTP/1.1 413');
  socket.destroy();
});

/** The first upload of a process loads ali-oss. */
const patient = { timeout: 10_000 };

describe('an upload to storage', () => {
  const head =
    '--x\r\nContent-Disposition: form-data; name="image_file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';

  async function begin(gateway: Opened, name = 'oss-img'): Promise<Socket> {
    const { json } = await gateway.post('/picwish/login', {
      telephone: '13800138000',
      password: 'mock-password',
    });
    const socket = openSocket(Number(new URL(gateway.origin).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /picwish/${name} HTTP/1.1\r\nHost: x\r\nAuthorization: ${json.api_token}\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    send(socket, head);
    send(socket, 'x'.repeat(100_000));
    return socket;
  }

  const send = (socket: Socket, text: string) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);

  async function finish(socket: Socket, end: string): Promise<string> {
    send(socket, end);
    socket.write('0\r\n\r\n');
    const [answer] = await once(socket, 'data');
    socket.destroy();
    return String(answer);
  }

  test('is passed on while it arrives', async () => {
    const gateway = await openGateway();
    const socket = await begin(gateway);
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('putObject'), patient);
    expect(await finish(socket, '\r\n--x--\r\n')).toContain('"resource_id"');
  });

  test('is not paid for before the whole form is there and sound', async () => {
    const gateway = await openGateway();
    const socket = await begin(gateway, 'face-cutout');
    send(socket, '\r\n--x\r\nContent-Disposition: form-data; name="quality"\r\n\r\n');
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('uploadCallback'), patient);
    await new Promise(setImmediate);
    expect(await finish(socket, 'hd\r\n--x--\r\n')).toContain('quality: comes after image_file');
    expect(endpointsOf(gateway)).not.toContain('createFaceCutout');
  });

  test('of an empty file is refused before anything is sent', async () => {
    const gateway = await openGateway();
    const { status, json } = await gateway.post(
      '/picwish/oss-img',
      { image_file: new File([], 'a.png') },
      { authorization: 'Bearer any' },
    );
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ kind: 'bad-input', charged: 'no' });
    expect(endpointsOf(gateway)).toEqual([]);
  });

  test('that is refused is read to its end: many clients read no answer before they have sent everything', async () => {
    const gateway = await openGateway();
    const socket = openSocket(Number(new URL(gateway.origin).port), '127.0.0.1');
    const length = head.length + (20 << 20);
    socket.write(
      `POST /picwish/oss-img HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nobody\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n${head}`,
    );
    const answered = once(socket, 'data');
    await new Promise((resolve) => socket.write(Buffer.alloc(20 << 20), resolve));
    expect(String((await answered)[0])).toContain('HTTP/1.1 401');
    socket.destroy();
  });

  test('that breaks off is not stored, and no error of the gateway', async () => {
    const lines: string[] = [];
    const gateway = await openGateway({
      logger: loggerFor('error', { write: (line) => void lines.push(line) }),
    });
    const socket = await begin(gateway);
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('putObject'), patient);
    socket.destroy();
    await idle(gateway);
    expect(endpointsOf(gateway)).not.toContain('uploadCallback');
    expect(lines).toEqual([]);
  });
});
