import { once } from 'node:events';
import { connect as openSocket, type Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { loggerFor } from '../src/service/logger.ts';
import { answerOf, fangtangChannel, type Opened, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const endpointsOf = ({ world }: Opened) => world.journal.entries.map(({ endpoint }) => endpoint);
const idle = ({ service }: Opened) => vi.waitFor(() => expect(service.flights.all).toEqual([]));

describe('who hangs up', () => {
  test('stops the work at the vendor', async () => {
    const sleep = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const gateway = await openGateway({ sleep });
    const controller = new AbortController();
    const body = new FormData();
    body.append('image_file', photo);
    const path = `${gateway.origin}/fangtang/restore`;
    const call = fetch(path, { method: 'POST', body, headers: fangtangChannel, signal: controller.signal });
    await vi.waitFor(() => expect(gateway.service.flights.all[0]?.started).toBeDefined());
    controller.abort();
    await expect(call).rejects.toThrow();
    await idle(gateway);
    expect(endpointsOf(gateway)).toEqual(['uploads']);
    expect(await gateway.service.metrics.registry.metrics()).toContain(
      'api_repack_calls_total{vendor="fangtang",operation="restore",status="499"} 1',
    );
  });

  test('with an Idempotency-Key finds the result when coming back', async () => {
    const gateway = await openGateway({ mock: { pace: { mode: 'manual' } } });
    const headers = { ...fangtangChannel, 'idempotency-key': 'a' };
    const controller = new AbortController();
    const body = new FormData();
    body.append('image_file', photo);
    const path = `${gateway.origin}/fangtang/restore`;
    const call = fetch(path, { method: 'POST', body, headers, signal: controller.signal });
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('status'));
    controller.abort();
    await expect(call).rejects.toThrow();
    expect(gateway.service.flights.all).toHaveLength(1);
    for (const id of gateway.world.tasks.state.keys()) gateway.world.tasks.force(id, 'done');
    const { status } = await gateway.post('/fangtang/restore', { image_file: photo }, headers);
    expect(status).toBe(200);
    expect(gateway.world.ledger.cost()).toBe(1);
  });
});

describe('time', () => {
  test('runs out at a vendor that does not answer', async () => {
    const gateway = await openGateway({ deadlineMs: 60 });
    gateway.world.faults.add({ vendor: 'fangtang', endpoint: 'nums', effect: { connection: 'hang' } });
    const { status, json } = await gateway.post('/fangtang/balance', {}, fangtangChannel);
    expect(status).toBe(504);
    expect(json.error).toMatchObject({ kind: 'timeout', message: 'no result within 0.06 s' });
  });

  test('runs out for a task that never ends, and the ids are handed out', async () => {
    const gateway = await openGateway({ mock: { pace: { mode: 'manual' } } });
    const { status, json } = await gateway.post('/fangtang/restore', { image_file: photo }, fangtangChannel);
    expect(status).toBe(504);
    expect(json.error).toMatchObject({
      kind: 'timeout',
      vendor: 'fangtang',
      resume: { mdf: [expect.any(String)] },
    });
  });
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
    ['text/plain', 'mdf=1', 415, 'a body of type text/plain cannot be read'],
    ['application/json', '{"mdf":', 400, 'the body is not valid JSON'],
    ['application/json', '[1]', 400, 'the body is not a JSON object'],
    ['multipart/form-data', '--x', 400, 'the body is not a form: Multipart: Boundary not found'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="mdf"\r\n\r\n1',
      400,
      'the body is broken',
    ],
  ])('of %s that read %o are refused', async (type, body, status, message) => {
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
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('putObject'));
    expect(await finish(socket, '\r\n--x--\r\n')).toContain('"resource_id"');
  });

  test('is not paid for before the whole form is there and sound', async () => {
    const gateway = await openGateway();
    const socket = await begin(gateway, 'face-cutout');
    send(socket, '\r\n--x\r\nContent-Disposition: form-data; name="quality"\r\n\r\n');
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('uploadCallback'));
    await new Promise(setImmediate);
    expect(await finish(socket, 'hd\r\n--x--\r\n')).toContain('quality: comes after image_file');
    expect(endpointsOf(gateway)).not.toContain('createFaceCutout');
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
    await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('putObject'));
    socket.destroy();
    await idle(gateway);
    expect(endpointsOf(gateway)).not.toContain('uploadCallback');
    expect(lines).toEqual([]);
  });
});

describe('a vendor', () => {
  test('that is down is a 502', async () => {
    const { post } = await openGateway({ baseUrls: { fangtang: 'http://127.0.0.1:9' } });
    const { status, json } = await post('/fangtang/balance', {}, fangtangChannel);
    expect(status).toBe(502);
    expect(json.error).toMatchObject({
      kind: 'unavailable',
      vendor: 'fangtang',
      hint: expect.stringContaining('base URL'),
    });
  });

  test('that answers with a web page is a 502', async () => {
    const { post, world } = await openGateway();
    world.faults.add({ vendor: 'fangtang', times: 3, effect: { reply: { status: 200, body: '<html>' } } });
    const { status, json } = await post('/fangtang/balance', {}, fangtangChannel);
    expect(status).toBe(502);
    expect(json.error.kind).toBe('protocol');
  });

  test('that asks to wait is a 429 with its time', async () => {
    const { post, world } = await openGateway();
    const reply = { status: 429, body: '{"status":429}', headers: { 'retry-after': '7' } };
    world.faults.add({ vendor: 'picwish', times: 3, effect: { reply } });
    const answer = await post(
      '/picwish/colorization',
      { image_file: photo },
      { 'x-api-key': 'mock-picwish-key' },
    );
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
  });
});

describe('what is paid and not fetched', () => {
  const account = { telephone: '13800138000', password: 'mock-password' };
  const key = { 'x-api-key': 'mock-picwish-key' };

  test.each([
    ['/fangtang/restore', 'result', { image_file: photo }, fangtangChannel, '/fangtang/result'],
    [
      '/fangtang/restore-v1',
      'result',
      { image_file: photo, repair_type: 'sr' },
      fangtangChannel,
      '/fangtang/result',
    ],
    ['/fangtang/restore', 'download', { image_file: photo }, fangtangChannel, '/fangtang/result'],
    ['/picwish/scale', 'readScale', { image_file: photo }, key, '/picwish/result'],
    ['/picwish/face-cutout', 'readFaceCutout', { ...account, image_file: photo }, {}, '/picwish/web-result'],
    ['/picwish/web-scale', 'readCleanFile', { ...account, image_file: photo }, {}, '/picwish/web-result'],
  ])(
    'by %s, for trouble at %s, is there for who sends on what is in the error',
    async (path, endpoint, form, headers, next) => {
      const { origin, post, world } = await openGateway();
      for (const vendor of ['fangtang', 'picwish', 'picwish-web'])
        world.faults.add({ vendor, endpoint, effect: { reply: { status: 404, body: '' } } });
      const { status, json } = await post(`${path}?result=bytes`, form, headers);
      expect(status).toBe(404);
      expect(json.error.hint).toContain(`to ${next}`);
      const cost = world.ledger.cost();
      const body = JSON.stringify({ ...json.error.resume, ...('telephone' in form && account) });
      const type = { 'content-type': 'application/json' };
      const fetched = await answerOf(
        await fetch(origin + next, { method: 'POST', body, headers: { ...headers, ...type } }),
      );
      expect(fetched.json).toMatchObject({ image: expect.stringMatching(/^http/) });
      expect(world.ledger.cost()).toBe(cost);
    },
  );
});

test('more calls at once than allowed are refused for now', async () => {
  const gateway = await openGateway({ maxCalls: 1, deadlineMs: 2_000 });
  gateway.world.faults.add({ vendor: 'fangtang', endpoint: 'nums', effect: { connection: 'hang' } });
  const controller = new AbortController();
  const path = `${gateway.origin}/fangtang/balance`;
  const hanging = fetch(path, { method: 'POST', headers: fangtangChannel, signal: controller.signal });
  await vi.waitFor(() => expect(endpointsOf(gateway)).toContain('nums'));
  const { status, headers } = await gateway.post('/fangtang/balance', {}, fangtangChannel);
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('1');
  controller.abort();
  await expect(hanging).rejects.toThrow();
});

test.each([
  ['POST', '/fangtang/restor', 404, 'It has restore,'],
  ['POST', '/fangtan/restore', 404, 'There are picwish, fangtang, lufff'],
  ['GET', '/fangtang/restore', 405, 'Use POST'],
  ['POST', '/fangtang/balance?result=bytes', 406, 'Leave out'],
  ['POST', '/fangtang/restore?result=picture', 400, null],
])('%s %s is answered with %i', async (method, path, status, hint) => {
  const { origin } = await openGateway();
  const { json, ...answer } = await answerOf(await fetch(origin + path, { method }));
  expect(answer.status).toBe(status);
  if (hint) expect(json.error.hint).toContain(hint);
});
