import { expect, test } from 'vitest';
import { acceptedIds } from '../src/accepted-ids.ts';
import { catalogues } from '../src/vendors.ts';
import { basic, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const url = 'https://example.com/cat.jpg';
const byUuid = { authorization: 'Bearer 4dbb2f48-somebody' };

async function logIn(post: Awaited<ReturnType<typeof openGateway>>['post']) {
  const phone = '13900139000';
  await post('/lufff/send-code', { phone });
  const { json } = await post('/lufff/login', { phone, vcode: '1234' });
  return basic(json.customer_id, json.token);
}

test('removes a background at the expense of a uuid, and reads its credit', async () => {
  const { post, world } = await openGateway();
  const { json } = await post('/lufff/remove-background', { image_url: url }, byUuid);
  expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
  expect(world.ledger.cost({ vendor: 'lufff' })).toBe(1);
  const { json: left } = await post('/lufff/credit', {}, byUuid);
  expect(left).toEqual({ credit: expect.any(Number) });
});

test.each([
  ['remove-background', { image: 'https://example.com/cat.png' }],
  ['rm-pic-bg-with-uuid', undefined],
])('has no ids but the URLs of results: %s', (name, ids) => {
  const lufff = catalogues.find((catalogue) => catalogue.name === 'lufff');
  const operation = lufff?.operations.find((one) => one.name === name);
  const paid = { image: 'https://example.com/cat.png', token: 'a-token' };
  expect(lufff && operation && acceptedIds(lufff, operation, paid)).toEqual(ids);
});

test('logs in by SMS, removes a background, and lists it', async () => {
  const { post } = await openGateway();
  const headers = await logIn(post);
  const { json } = await post('/lufff/remove-background', { image_url: url }, headers);
  const { json: history } = await post('/lufff/history', {}, headers);
  expect(history.cutouts).toEqual([expect.objectContaining({ imageUrl: url, resultUrl: json.image })]);
  const { json: left } = await post('/lufff/credit', { phone: '13900139000' });
  expect(left).toEqual({ credit: 4 });
});

test.each([
  ['remove-background', {}, byUuid, 400, 'image_url: is missing'],
  ['remove-background', { image_file: photo }, byUuid, 400, 'image_file: unknown parameter'],
  [
    'remove-background',
    { image_url: `https://example.com/${'x'.repeat(128)}` },
    byUuid,
    400,
    'Lufff takes 128 at most',
  ],
  ['remove-background', { image_url: 'cat.jpg' }, byUuid, 400, 'image_url: '],
  ['remove-background', { image_url: url }, basic('1', 'wrong'), 422, 'token'],
  ['remove-background', { image_url: url }, {}, 401, 'the credentials are missing'],
  ['history', {}, byUuid, 401, 'the credentials are missing'],
  ['login', { phone: '13900139000', vcode: '12' }, {}, 400, 'four digits'],
])('%s with %o is refused, without a charge', async (name, form, headers, status, message) => {
  const { post, world } = await openGateway();
  const answer = await post(`/lufff/${name}`, form, headers);
  expect(answer.json.error?.message).toContain(message);
  expect(answer.status).toBe(status);
  expect(world.ledger.cost()).toBe(0);
});
