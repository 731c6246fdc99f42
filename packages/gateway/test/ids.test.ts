import { memoryStore } from '@api-repack/core';
import { expect, test } from 'vitest';
import { answerOf, fangtangChannel, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const key = { 'x-api-key': 'mock-picwish-key' };

test('a login is in no header', async () => {
  const { post } = await openGateway();
  const { headers } = await post('/picwish/login', { telephone: '13800138000', password: 'mock-password' });
  expect(headers.has('x-resume')).toBe(false);
});

test.each([
  ['/picwish/create-scale', { sync: '1', return_type: '2', image_file: photo }, key, '/picwish/result'],
  ['/fangtang/uploads', { seq: 'repair', file: photo }, fangtangChannel, '/fangtang/result'],
])(
  'the ids of %s are accepted as they are by the operation that fetches its result',
  async (path, form, headers, next) => {
    const { origin, post, world } = await openGateway();
    const made = await post(path, form as Record<string, string | Blob>, headers);
    expect(made.status).toBe(200);
    expect(made.headers.get('x-charged')).toBe('yes');
    const cost = world.ledger.cost();
    const body = made.headers.get('x-resume') ?? '';
    expect(body.length).toBeLessThan(300);
    const type = { 'content-type': 'application/json' };
    const fetched = await answerOf(
      await fetch(origin + next, { method: 'POST', body, headers: { ...headers, ...type } }),
    );
    expect(fetched.status).toBe(200);
    expect(world.ledger.cost()).toBe(cost);
  },
);

test('an error after the charge says so in its headers', async () => {
  const { post, world } = await openGateway();
  world.faults.add({
    vendor: 'fangtang',
    endpoint: 'status',
    effect: { response: { status: 404, body: '' } },
  });
  const { headers, json } = await post('/fangtang/restore', { image_file: photo }, fangtangChannel);
  expect(json.error).toMatchObject({ charged: 'yes', operation: 'result' });
  expect(headers.get('x-charged')).toBe('yes');
  expect(JSON.parse(headers.get('x-resume') ?? '')).toEqual(json.error.ids);
});

test('keyed calls that are free leave no record', async () => {
  const store = memoryStore();
  const { post } = await openGateway({ store });
  const headers = { ...fangtangChannel, 'idempotency-key': 'a' };
  expect((await post('/fangtang/balance', {}, headers)).status).toBe(200);
  for await (const { key } of store.list()) expect.fail(`${key} is there`);
});
