import { describe, expect, test } from 'vitest';
import { basic, endpointsOf, fangtangChannel, openGateway } from './helpers/gateway.ts';
import { otherPhoto, photo } from './helpers/pictures.ts';

const withKey = (key: string) => ({ ...fangtangChannel, 'idempotency-key': key });

test('the same key gives the same result and is paid once', async () => {
  const { post, world } = await openGateway();
  const first = await post('/fangtang/restore', { image_file: photo, seq: 'repair' }, withKey('a'));
  const second = await post('/fangtang/restore', { seq: 'repair', image_file: photo }, withKey('a'));
  expect(second.json).toEqual(first.json);
  expect(first.headers.has('idempotency-replayed')).toBe(false);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(world.ledger.cost()).toBe(1);
});

test('calls at the same time with one key are one call to the vendor', async () => {
  const { post, world } = await openGateway();
  const calls = Array.from({ length: 5 }, () =>
    post('/fangtang/restore', { image_file: photo }, withKey('a')),
  );
  const answers = await Promise.all(calls);
  expect(new Set(answers.map(({ json }) => json.image)).size).toBe(1);
  expect(world.ledger.cost()).toBe(1);
});

test.each([
  ['another picture', { image_file: otherPhoto }],
  ['other settings', { image_file: photo, seq: 'sr' }],
])('refuses one key for %s', async (_, form) => {
  const { post, world } = await openGateway();
  await post('/fangtang/restore', { image_file: photo }, withKey('a'));
  const { status, json } = await post('/fangtang/restore', form, withKey('a'));
  expect(status).toBe(422);
  expect(json.error).toMatchObject({ kind: 'key-reused', charged: 'no' });
  expect(world.ledger.cost()).toBe(1);
});

test('refuses another body while the first call is still under way', async () => {
  const { post, world } = await openGateway();
  const [first, second] = await Promise.all([
    post('/fangtang/restore', { image_file: photo }, withKey('a')),
    post('/fangtang/restore', { image_file: otherPhoto }, withKey('a')),
  ]);
  expect([first.status, second.status].sort()).toEqual([200, 422]);
  expect(world.ledger.cost()).toBe(1);
});

test('a file that is passed on while it arrives counts, too', async () => {
  const { post, world } = await openGateway();
  const account = { telephone: '13800138000', password: 'mock-password' };
  const headers = { 'idempotency-key': 'a' };
  const first = await post('/picwish/face-cutout', { ...account, image_file: photo }, headers);
  const second = await post('/picwish/face-cutout', { ...account, image_file: photo }, headers);
  const other = await post('/picwish/face-cutout', { ...account, image_file: otherPhoto }, headers);
  expect(second.json).toEqual(first.json);
  expect(other.status).toBe(422);
  const endpoints = world.journal.entries.map(({ endpoint }) => endpoint);
  expect(endpoints.filter((name) => name === 'putObject')).toHaveLength(1);
  expect(endpoints.filter((name) => name === 'createFaceCutout')).toHaveLength(1);
});

test('keys of an account outlive its logins, if it sends telephone and password', async () => {
  const gateway = await openGateway();
  const { post } = gateway;
  const form = { telephone: '13800138000', password: 'mock-password', image_file: photo };
  const headers = { 'idempotency-key': 'a' };
  const first = await post('/picwish/face-cutout', form, headers);
  await post('/picwish/login', { telephone: form.telephone, password: form.password });
  const second = await post('/picwish/face-cutout', form, headers);
  expect(second.json).toEqual(first.json);
  expect(endpointsOf(gateway).filter((name) => name === 'createFaceCutout')).toHaveLength(1);
});

describe('a long file that is passed on while it arrives', () => {
  const form = {
    telephone: '13800138000',
    password: 'mock-password',
    image_file: new File([photo, new Uint8Array(2 << 20)], 'long.png'),
  };
  const headers = { 'idempotency-key': 'a' };

  test('is read to its end when it comes again', async () => {
    const gateway = await openGateway();
    const first = await gateway.post('/picwish/face-cutout', form, headers);
    const [second, third] = await Promise.all(
      [1, 2].map(() => gateway.post('/picwish/face-cutout', form, headers)),
    );
    expect([second?.json, third?.json]).toEqual([first.json, first.json]);
    expect(endpointsOf(gateway).filter((name) => name === 'createFaceCutout')).toHaveLength(1);
  });
});

test('callers do not see each other by a key', async () => {
  const { post, world } = await openGateway();
  const first = await post('/fangtang/restore', { image_file: photo }, withKey('a'));
  const headers = { ...basic('hili-download', 'hiliad'), 'idempotency-key': 'a' };
  const second = await post('/fangtang/restore', { image_file: photo }, headers);
  expect(second.json.mdf).not.toBe(first.json.mdf);
  expect(world.ledger.entries.map(({ account }) => account)).toEqual(['hiliad', 'hili-download']);
});

test('what was refused for nothing can be tried again with the same key', async () => {
  const { post, world } = await openGateway();
  world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'noCredits' } });
  expect((await post('/fangtang/restore', { image_file: photo }, withKey('a'))).status).toBe(402);
  expect((await post('/fangtang/restore', { image_file: photo }, withKey('a'))).status).toBe(200);
  expect(world.ledger.cost()).toBe(1);
});

test('what was refused for nothing can be put right with the same key', async () => {
  const { post } = await openGateway();
  expect((await post('/fangtang/restore', { image_file: photo, rate: '3' }, withKey('a'))).status).toBe(400);
  expect((await post('/fangtang/restore', { image_file: photo, rate: '4' }, withKey('a'))).status).toBe(200);
});

test('a call that failed after it was paid goes on where it stopped', async () => {
  const { post, world } = await openGateway();
  world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'badToken' } });
  const first = await post('/fangtang/restore', { image_file: photo }, withKey('a'));
  expect(first.json.error.ids).toEqual({ api: 'v2', mdf: expect.any(String) });
  const second = await post('/fangtang/restore', { image_file: photo }, withKey('a'));
  expect(second.json.mdf).toBe(first.json.error.ids.mdf);
  expect(world.ledger.cost()).toBe(1);
});

test('a call of which nobody knows whether it was paid is never sent again', async () => {
  const { post, world } = await openGateway();
  world.faults.add({
    vendor: 'fangtang',
    endpoint: 'uploads',
    effect: { connection: 'reset', when: 'after' },
  });
  const first = await post('/fangtang/restore', { image_file: photo }, withKey('a'));
  expect(first.status).toBe(502);
  const second = await post('/fangtang/restore', { image_file: photo }, withKey('a'));
  expect(second.status).toBe(409);
  expect(second.json.error).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
  expect(world.ledger.cost()).toBe(1);
});

test('a call that the vendor failed at is never sent again: it may have charged before', async () => {
  const { post, world } = await openGateway();
  world.faults.add({ vendor: 'picwish', endpoint: 'createScale', effect: { error: 'internal' } });
  const headers = { 'x-api-key': 'mock-picwish-key', 'idempotency-key': 'a' };
  const first = await post('/picwish/scale', { image_file: photo }, headers);
  expect(first.json.error).toMatchObject({ kind: 'unavailable', code: 500 });
  const second = await post('/picwish/scale', { image_file: photo }, headers);
  expect(second.status).toBe(409);
  expect(second.json.error).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
  expect(world.ledger.cost()).toBe(0);
});

test('a key is known for its time, and then pays again', async () => {
  const { post, clock, world } = await openGateway({ idempotencyTtlMs: 3_600_000 });
  const restore = (key: string) => post('/fangtang/restore', { image_file: photo }, withKey(key));
  await restore('a');
  clock.advance(3_000_000);
  await restore('b');
  expect((await restore('a')).headers.get('idempotency-replayed')).toBe('true');
  clock.advance(3_000_000);
  expect((await restore('b')).headers.get('idempotency-replayed')).toBe('true');
  expect((await restore('a')).headers.has('idempotency-replayed')).toBe(false);
  expect(world.ledger.cost()).toBe(3);
});

test('errors and pictures of every call with a key have the ids of what the first one paid', async () => {
  const { post, world } = await openGateway();
  const result = {
    vendor: 'picwish',
    endpoint: 'readScale',
    effect: { response: { status: 404, body: '' } },
  };
  world.faults.add({ ...result, times: 2 });
  const headers = { 'x-api-key': 'mock-picwish-key', 'idempotency-key': 'a' };
  const scale = (query = '') => post(`/picwish/scale${query}`, { image_file: photo }, headers);
  const ids = { tool: 'scale', task_id: expect.any(String) };
  for (const _ of [1, 2]) expect((await scale()).json.error).toMatchObject({ ids });
  const { status, headers: answered } = await scale();
  expect([status, JSON.parse(answered.get('x-resume') ?? '')]).toMatchObject([200, ids]);
  world.faults.add({
    vendor: 'aliyun-oss',
    endpoint: 'getObject',
    effect: { response: { status: 404, body: '' } },
  });
  expect((await scale('?result=bytes')).json.error).toMatchObject({ ids });
  expect(world.ledger.entries).toHaveLength(1);
});

test('values of one name in another order are another body', async () => {
  const { origin } = await openGateway();
  const restore = async (...steps: string[]) => {
    const body = new FormData();
    body.append('image_file', photo);
    for (const step of steps) body.append('seq', step);
    const { status } = await fetch(`${origin}/fangtang/restore`, {
      method: 'POST',
      body,
      headers: withKey('a'),
    });
    return status;
  };
  expect(await restore('repair', 'colour')).toBe(200);
  expect(await restore('colour', 'repair')).toBe(422);
});

test.each(['', 'a b', 'x'.repeat(256)])('refuses the key %o', async (key) => {
  const { post } = await openGateway();
  const { status, json } = await post('/fangtang/balance', {}, withKey(key));
  expect(status).toBe(400);
  expect(json.error.message).toContain('Idempotency-Key');
});
