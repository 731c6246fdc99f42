import { expect, test } from 'vitest';
import { fangtangChannel, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const path = '/fangtang/restore';

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'http://other.example' },
])('refuses a request from a page of another site: %j', async (headers) => {
  const { app, world } = await openGateway();
  const { statusCode } = await app.inject({
    method: 'POST',
    url: path,
    headers: { ...fangtangChannel, ...headers },
  });
  expect(statusCode).toBe(403);
  expect(world.journal.entries).toEqual([]);
});

test('asks programs for Basic credentials, and never a browser', async () => {
  const { app } = await openGateway();
  const challenge = async (headers: Record<string, string>) =>
    (await app.inject({ method: 'POST', url: path, headers })).headers['www-authenticate'];
  expect(await challenge({})).toBe('Basic');
  expect(await challenge({ 'sec-fetch-site': 'same-origin' })).toBeUndefined();
});

test('sends a result that no browser runs as a page', async () => {
  const { origin } = await openGateway();
  const body = new FormData();
  body.append('image_file', photo);
  const { headers } = await fetch(`${origin}${path}?result=bytes`, {
    method: 'POST',
    body,
    headers: fangtangChannel,
  });
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('refuses a query parameter that it does not know, before anything is paid', async () => {
  const { post, world } = await openGateway();
  const { status, json } = await post(`${path}?preset=cutout`, { image_file: photo }, fangtangChannel);
  expect({ status, kind: json.error.kind, charged: json.error.charged }).toEqual({
    status: 400,
    kind: 'bad-input',
    charged: 'no',
  });
  expect(world.ledger.cost()).toBe(0);
});

test('takes a trailing slash', async () => {
  const { post } = await openGateway();
  expect((await post('/fangtang/balance/', {}, fangtangChannel)).status).toBe(200);
});

test('names the request in the response and in the error', async () => {
  const { post } = await openGateway();
  const { headers, json } = await post(path, {}, {});
  expect(json.error.request_id).toBe(headers.get('x-request-id'));
});
