import { nodeHost } from '@api-repack/core/node';
import { describe, expect, test } from 'vitest';
import { answerOf, endpointsOf, fangtangChannel, idle, openGateway, until } from './helpers/gateway.ts';
import { notPhoto, photo } from './helpers/pictures.ts';

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
    await until(() => expect(gateway.service.inFlight.all[0]?.ids).toBeDefined());
    controller.abort();
    await expect(call).rejects.toThrow();
    await idle(gateway);
    expect(endpointsOf(gateway)).toEqual(['uploads']);
    expect(await gateway.service.metrics.registry.metrics()).toContain(
      'api_repack_calls_total{vendor="fangtang",operation="restore",status="499"} 1',
    );
  });

  test('does not cut off what is being paid for just then', async () => {
    const gateway = await openGateway();
    gateway.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { delayMs: 300 } });
    const controller = new AbortController();
    const body = new FormData();
    body.append('image_file', photo);
    const path = `${gateway.origin}/fangtang/restore`;
    const call = fetch(path, { method: 'POST', body, headers: fangtangChannel, signal: controller.signal });
    await until(() => expect(endpointsOf(gateway)).toContain('uploads'));
    const [inFlightCall] = gateway.service.inFlight.all;
    controller.abort();
    await expect(call).rejects.toThrow();
    gateway.clock.advance(300);
    await idle(gateway);
    expect(inFlightCall?.ids).toMatchObject({ mdf: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  test('with an Idempotency-Key finds the result when coming back', async () => {
    const gateway = await openGateway({ mock: { taskTiming: { mode: 'manual' } } });
    const headers = { ...fangtangChannel, 'idempotency-key': 'a' };
    const controller = new AbortController();
    const body = new FormData();
    body.append('image_file', photo);
    const path = `${gateway.origin}/fangtang/restore`;
    const call = fetch(path, { method: 'POST', body, headers, signal: controller.signal });
    await until(() => expect(endpointsOf(gateway)).toContain('status'));
    controller.abort();
    await expect(call).rejects.toThrow();
    expect(gateway.service.inFlight.all).toHaveLength(1);
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
    expect(json.error).toMatchObject({ kind: 'timeout', vendor: null });
  });

  test('runs out also while a login hangs, and the gateway stops', async () => {
    const gateway = await openGateway({ deadlineMs: 60 });
    gateway.world.faults.add({ vendor: 'picwish-web', endpoint: 'login', effect: { connection: 'hang' } });
    const account = { telephone: '13800138000', password: 'mock-password' };
    const { status } = await gateway.post('/picwish/face-cutout', { ...account, image_file: photo });
    expect(status).toBe(504);
    await idle(gateway);
  });

  test.each([
    ['may be paid', 'uploads', 'check your balance before you send it again'],
    ['is paid', 'status', 'send the ids to /fangtang/result'],
  ])('runs out, and nobody is stderr to try again what %s', async (_, endpoint, hint) => {
    const gateway = await openGateway({ deadlineMs: 500 });
    gateway.world.faults.add({ vendor: 'fangtang', endpoint, effect: { connection: 'hang' } });
    const { status, json } = await gateway.post('/fangtang/restore', { image_file: photo }, fangtangChannel);
    expect(status).toBe(504);
    expect(json.error.hint).toContain(hint);
    expect(json.error.hint).not.toContain('try again');
  });

  test('runs out for a task that never ends, and the ids are handed out', async () => {
    const gateway = await openGateway({ mock: { taskTiming: { mode: 'manual' } } });
    const { status, json } = await gateway.post('/fangtang/restore', { image_file: photo }, fangtangChannel);
    expect(status).toBe(504);
    expect(json.error).toMatchObject({
      kind: 'timeout',
      vendor: 'fangtang',
      ids: { mdf: expect.any(String) },
    });
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
    world.faults.add({ vendor: 'fangtang', times: 3, effect: { response: { status: 200, body: '<html>' } } });
    const { status, json } = await post('/fangtang/balance', {}, fangtangChannel);
    expect(status).toBe(502);
    expect(json.error.kind).toBe('protocol');
  });

  test('that asks to wait is a 429 with its time', async () => {
    const { post, world } = await openGateway();
    const reply = { status: 429, body: '{"status":429}', headers: { 'retry-after': '7' } };
    world.faults.add({ vendor: 'picwish', times: 3, effect: { response: reply } });
    const answer = await post(
      '/picwish/colorization',
      { image_file: photo },
      { 'x-api-key': 'mock-picwish-key' },
    );
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  test('that asks to wait is waited for under a key, which knows what was paid', async () => {
    const { post, world, clock } = await openGateway();
    const begun = clock.now();
    const reply = { status: 429, body: '{"status":429}', headers: { 'retry-after': '7' } };
    const slow = { vendor: 'picwish', times: 3, effect: { response: reply } };
    world.faults.add({ ...slow, endpoint: 'createColorization' });
    world.faults.add({ ...slow, endpoint: 'readColorization' });
    const headers = { 'x-api-key': 'mock-picwish-key', 'idempotency-key': 'patient' };
    const { status } = await post('/picwish/colorization', { image_file: photo }, headers);
    expect(status).toBe(200);
    expect(clock.now() - begun).toBeGreaterThanOrEqual(42_000);
    expect(world.ledger.entries).toHaveLength(1);
  });

  test('that asks to wait for long is a 429 at once, under a key, too', async () => {
    const { post, world, clock } = await openGateway();
    const begun = clock.now();
    const reply = { status: 429, body: '{"status":429}', headers: { 'retry-after': '600' } };
    world.faults.add({ vendor: 'picwish', times: 9, effect: { response: reply } });
    const headers = { 'x-api-key': 'mock-picwish-key', 'idempotency-key': 'long' };
    expect((await post('/picwish/colorization', { image_file: photo }, headers)).status).toBe(429);
    expect(clock.now() - begun).toBe(0);
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
        world.faults.add({ vendor, endpoint, effect: { response: { status: 404, body: '' } } });
      const { status, json } = await post(`${path}?result=bytes`, form, headers);
      expect(status).toBe(404);
      expect(json.error.hint).toContain(`to ${next}`);
      const cost = world.ledger.cost();
      const body = JSON.stringify({ ...json.error.ids, ...('telephone' in form && account) });
      const type = { 'content-type': 'application/json' };
      const fetched = await answerOf(
        await fetch(origin + next, { method: 'POST', body, headers: { ...headers, ...type } }),
      );
      expect(fetched.json).toMatchObject({ image: expect.stringMatching(/^http/) });
      expect(world.ledger.cost()).toBe(cost);
    },
  );
});

test('who sends no picture is not led to the same failure once more', async () => {
  const { post } = await openGateway();
  const account = { telephone: '13800138000', password: 'mock-password' };
  const { status, json } = await post('/picwish/face-cutout', { ...account, image_file: notPhoto });
  expect(status).toBe(400);
  expect(json.error.ids).toMatchObject({ task_id: expect.any(String) });
  expect(json.error.operation).toBeNull();
});

test('a call that is over lets go of everything that could have ended it', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const host = nodeHost();
  const send: typeof host.send = (request) => {
    signals.push(request.signal);
    return host.send(request);
  };
  const gateway = await openGateway({ host: { ...host, send } });
  const { status } = await gateway.post('/lufff/credit', {}, { authorization: 'Bearer my-uuid' });
  expect(status).toBe(200);
  await idle(gateway);
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});

test('more calls at once than allowed are refused for now', async () => {
  const gateway = await openGateway({ maxCalls: 1, deadlineMs: 2_000 });
  gateway.world.faults.add({ vendor: 'fangtang', endpoint: 'nums', effect: { connection: 'hang' } });
  const controller = new AbortController();
  const path = `${gateway.origin}/fangtang/balance`;
  const hanging = fetch(path, { method: 'POST', headers: fangtangChannel, signal: controller.signal });
  await until(() => expect(endpointsOf(gateway)).toContain('nums'));
  const { status, headers } = await gateway.post('/fangtang/balance', {}, fangtangChannel);
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('1');
  controller.abort();
  await expect(hanging).rejects.toThrow();
});

test.each([
  ['POST', '/fangtang/restor', 404, 'It has restore,'],
  ['GET', '/fangtang', 404, 'It has restore,'],
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
