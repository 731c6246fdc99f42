import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeHost } from '@api-repack/core/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answerOf, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const account = { telephone: '13800138000', password: 'mock-password' };
const key = { 'x-api-key': 'mock-picwish-key' };

async function logIn(post: Awaited<ReturnType<typeof openGateway>>['post']) {
  const { json } = await post('/picwish/login', account);
  return { authorization: json.api_token as string };
}

describe('the four endpoints of the original service', () => {
  test('login answers with a bearer token and nothing else', async () => {
    const { post } = await openGateway();
    const { status, json } = await post('/picwish/login', account);
    expect(status).toBe(200);
    expect(json).toEqual({ api_token: expect.stringMatching(/^Bearer v2,/) });
  });

  test('oss-img, then face-cutout: the token, an id, a URL', async () => {
    const { post } = await openGateway();
    const headers = await logIn(post);
    const stored = await post('/picwish/oss-img', { image_file: photo }, headers);
    expect(stored.json).toEqual({ resource_id: expect.any(String) });
    const { json } = await post('/picwish/face-cutout', { resource_id: stored.json.resource_id }, headers);
    expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
    expect((await fetch(json.image)).headers.get('content-type')).toMatch(/^image\//);
  });

  test.each([
    ['in X-API-KEY', { 'x-api-key': 'mock-picwish-key' }],
    ['in Authorization', { authorization: 'mock-picwish-key' }],
    ['in Authorization, after Bearer', { authorization: 'Bearer mock-picwish-key' }],
    [
      'in Authorization, after the Bearer of a form and its own',
      { authorization: 'Bearer Bearer mock-picwish-key' },
    ],
  ])('colorization takes a file, and the key %s', async (_, headers) => {
    const { post } = await openGateway();
    const { json } = await post('/picwish/colorization', { image_file: photo }, headers);
    expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
  });

  test('colorization takes a URL beside a file field that a browser left empty', async () => {
    const { origin } = await openGateway();
    const body =
      '--x\r\nContent-Disposition: form-data; name="image_url"\r\n\r\nhttps://example.com/old.jpg\r\n--x\r\nContent-Disposition: form-data; name="image_file"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n';
    const headers = { ...key, 'content-type': 'multipart/form-data; boundary=x' };
    const { json } = await answerOf(
      await fetch(`${origin}/picwish/colorization`, { method: 'POST', body, headers }),
    );
    expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
  });

  test('colorization takes a URL', async () => {
    const { post } = await openGateway();
    const { json } = await post('/picwish/colorization', { image_url: 'https://example.com/old.jpg' }, key);
    expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
  });
});

test('a file keeps its name, in whatever script', async () => {
  const { post, world } = await openGateway();
  const file = new File([photo], '老照片 1.png', { type: 'image/png' });
  await post('/picwish/oss-img', { image_file: file }, await logIn(post));
  const asked = world.journal.entries.find(({ endpoint }) => endpoint === 'authorizeUpload');
  expect(JSON.stringify(asked?.fields)).toContain('老照片 1.png');
});

describe('in one step', () => {
  test('face-cutout with a file before the account', async () => {
    const { post, world } = await openGateway();
    const { json } = await post('/picwish/face-cutout', { image_file: photo, ...account, quality: 'free' });
    expect(json).toMatchObject({ image: expect.stringContaining('_free') });
    const stored = world.journal.entries.find(({ endpoint }) => endpoint === 'putObject');
    expect(stored?.status).toBe(200);
  });

  test('face-cutout with an empty file before the account is refused', async () => {
    const { post, world } = await openGateway();
    const { json } = await post('/picwish/face-cutout', { image_file: new File([], 'a.png'), ...account });
    expect(json.error).toMatchObject({ kind: 'bad-input', charged: 'no' });
    expect(world.journal.entries).toEqual([]);
  });

  test('face-cutout with a token and a file', async () => {
    const { post } = await openGateway();
    const { json } = await post('/picwish/face-cutout', { image_file: photo }, await logIn(post));
    expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
  });

  test('face-cutout with telephone, password and a file; the login serves the next call, too', async () => {
    const { post, world } = await openGateway();
    for (let i = 0; i < 2; i++) {
      const { json } = await post('/picwish/face-cutout', { ...account, image_file: photo });
      expect(json).toMatchObject({ image: expect.stringMatching(/^http/) });
    }
    const endpoints = world.journal.entries.map(({ endpoint }) => endpoint);
    expect(endpoints.filter((name) => name === 'login')).toHaveLength(1);
    expect(endpoints.filter((name) => name === 'createFaceCutout')).toHaveLength(2);
  });

  test('face-cutout as bytes', async () => {
    const { origin } = await openGateway();
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...account, image_file: photo })) body.append(name, value);
    const response = await fetch(`${origin}/picwish/face-cutout?result=bytes`, { method: 'POST', body });
    expect(response.headers.get('content-type')).toMatch(/^image\//);
  });
});

describe('refused, without a charge', () => {
  test.each([
    ['login', { telephone: '13800138000' }, {}, 400, 'password: is missing'],
    [
      'login',
      { telephone: 'abc', password: 'x' },
      {},
      400,
      'telephone: a telephone number has 5 to 15 digits and nothing else',
    ],
    ['login', { ...account, password: 'wrong' }, {}, 401, 'login:'],
    ['colorization', {}, key, 400, 'give exactly one of image_url, image_file'],
    [
      'colorization',
      { image_url: 'https://example.com/a.jpg', image_file: photo },
      key,
      400,
      'exactly one of',
    ],
    [
      'colorization',
      { image_url: 'ftp://example.com/a.jpg' },
      key,
      400,
      'image_url: give an http or https URL',
    ],
    ['colorization', { image_file: photo }, { 'x-api-key': 'no-such-key' }, 401, 'the API key is wrong'],
    ['colorization', { image_file: photo }, { 'x-api-key': 'mock-picwish-poor-key' }, 402, 'no credits'],
    ['colorization', { image_file: photo }, {}, 401, 'the credentials are missing'],
    ['oss-img', { image_file: photo }, { authorization: 'Bearer v2,1,482,wrong' }, 401, 'needed login'],
    ['oss-img', {}, { authorization: 'Bearer v2,1,482,wrong' }, 400, 'image_file: is missing'],
    ['face-cutout', {}, { authorization: 'Bearer v2,1,482,wrong' }, 400, 'resource_id, image_file'],
    ['face-cutout', { resource_id: 'x' }, { authorization: 'Bearer v2,1,482,wrong' }, 401, 'needed login'],
    ['face-cutout', { ...account, resource_id: 'x', image_file: photo }, {}, 400, 'exactly one of'],
  ])('%s with %o', async (name, form, headers, status, message) => {
    const { post, world } = await openGateway();
    const answer = await post(`/picwish/${name}`, form, headers);
    expect(answer.json.error?.message).toContain(message);
    expect(answer.status).toBe(status);
    expect(world.ledger.cost()).toBe(0);
  });

  test('a field after a file that is passed on while it arrives', async () => {
    const { post, world } = await openGateway();
    const answer = await post('/picwish/face-cutout', { ...account, image_file: photo, quality: 'hd' });
    expect(answer.json.error).toMatchObject({ message: 'quality: comes after image_file' });
    expect(world.journal.entries.map(({ endpoint }) => endpoint)).not.toContain('createFaceCutout');
  });
});

test('other tools of both APIs work by their names', async () => {
  const { post } = await openGateway();
  const cut = await post('/picwish/segmentation', { image_file: photo, output_type: '1' }, key);
  expect(cut.json).toMatchObject({ image: expect.any(String), mask: expect.any(String) });
  const scaled = await post('/picwish/web-scale', { image_file: photo }, await logIn(post));
  expect(scaled.json).toMatchObject({ image: expect.any(String) });
  const { json } = await post('/picwish/balance', {}, key);
  expect(json.left).toBeLessThan(500);
});

test('a stopped task can be fetched by its id', async () => {
  const { post, world } = await openGateway();
  world.faults.add({ vendor: 'picwish', endpoint: 'readColorization', effect: { error: 'invalidKey' } });
  const failed = await post('/picwish/colorization', { image_file: photo }, key);
  const { task_id } = failed.json.error.ids;
  const { json } = await post('/picwish/result', { tool: 'colorization', task_id }, key);
  expect(json).toMatchObject({ image: expect.any(String) });
});

test('a storage that takes a file and says nothing ends the call long before its deadline', async () => {
  const storage = createServer((request) => void request.resume()).listen(0, '127.0.0.1');
  await once(storage, 'listening');
  onTestFinished(() => void storage.close().closeAllConnections());
  const { port } = storage.address() as AddressInfo;
  const { send } = nodeHost();
  const { post } = await openGateway({
    vendorIdleMs: 50,
    async send(request) {
      const { body, ...response } = await send(request);
      return {
        ...response,
        body: String(body).replace(/"endpoint":"[^"]*"/, `"endpoint":"http://127.0.0.1:${port}"`),
      };
    },
  });
  const { status, json } = await post('/picwish/oss-img', { image_file: photo }, await logIn(post));
  expect(status).toBe(504);
  expect(json.error).toMatchObject({ kind: 'timeout', vendor: 'aliyun-oss', charged: 'no' });
});
