import { expect, test } from 'vitest';
import { answerOf, fangtangChannel, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const account = { telephone: '13800138000', password: 'mock-password' };
const key = { 'x-api-key': 'mock-picwish-key' };
const wrongToken = { authorization: 'Bearer v2,1,482,wrong' };

test.each([
  ['login', { password: 'x' }, {}, 400, "{'error': 'telephone must be set'}"],
  ['oss-img', {}, wrongToken, 400, "{'error': 'image_file must be set'}"],
  ['face-cutout', {}, wrongToken, 400, "{'error': 'resource_id must be set'}"],
  ['colorization', {}, key, 400, "{'error': 'exactly one of image_url, image_file must be set'}"],
  [
    'face-cutout',
    { resource_id: 'x' },
    wrongToken,
    500,
    'Failed to create task,{"status":401,"message":"needed login"}',
  ],
])('--compat answers a failed %s as the original did', async (name, form, headers, status, text) => {
  const { post } = await openGateway({ compat: true });
  const answer = await post(`/picwish/${name}`, form, headers);
  expect(answer.status).toBe(status);
  expect(answer.json).toBe(text);
});

test.each([
  ['face-cutout', 'readFaceCutout', { ...account, image_file: photo }, {}, 'web-result', account],
  ['colorization', 'readColorization', { image_file: photo }, key, 'result', {}],
])(
  '--compat tells in a header what fetches a paid %s',
  async (name, endpoint, form, headers, next, login) => {
    const { origin, post, world } = await openGateway({ compat: true });
    for (const vendor of ['picwish', 'picwish-web'])
      world.faults.add({ vendor, endpoint, effect: { response: { status: 404, body: '' } } });
    const answer = await post(`/picwish/${name}`, form, headers);
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual(expect.any(String));
    expect(answer.headers.get('x-charged')).toBe('yes');
    const cost = world.ledger.cost();
    const body = JSON.stringify({ ...JSON.parse(answer.headers.get('x-resume') ?? ''), ...login });
    const type = { 'content-type': 'application/json' };
    const fetched = await fetch(`${origin}/picwish/${next}`, {
      method: 'POST',
      body,
      headers: { ...headers, ...type },
    });
    expect((await answerOf(fetched)).json).toMatchObject({ image: expect.stringMatching(/^http/) });
    expect(world.ledger.cost()).toBe(cost);
  },
);

test.each([
  ['picwish/login', { ...account, remember: '1' }, {}, 200],
  ['picwish/colorization', { image_file: photo, format: 'png', other: photo }, key, 200],
  ['picwish/scale', { image_file: photo, other: '1' }, key, 400],
])('--compat ignores what the original did not know: %s', async (path, form, headers, status) => {
  const { post } = await openGateway({ compat: true });
  expect((await post(`/${path}`, form, headers)).status).toBe(status);
});

test('--compat tells in a header what may have been charged', async () => {
  const { post, world } = await openGateway({ compat: true });
  const effect = { connection: 'reset', when: 'after' } as const;
  world.faults.add({ vendor: 'picwish', endpoint: 'createColorization', effect });
  const { status, headers } = await post('/picwish/colorization', { image_file: photo }, key);
  expect(status).toBe(500);
  expect(headers.get('x-charged')).toBe('maybe');
  expect(headers.has('x-resume')).toBe(false);
});

test('--compat writes headers that any server takes, whatever the vendor says', async () => {
  const { post, world } = await openGateway({ compat: true });
  world.faults.add({
    vendor: 'picwish',
    endpoint: 'createColorization',
    effect: { response: { status: 200, body: JSON.stringify({ status: 200, data: { task_id: '猫\n1' } }) } },
  });
  const { headers } = await post('/picwish/colorization', { image_file: photo }, key);
  expect(headers.get('x-charged')).toBe('yes');
});

test.each([
  ['/fangtang/restore', { image_file: photo }, {}, 401],
  ['/fangtang/restore', { image_file: photo, rate: '3' }, fangtangChannel, 400],
  ['/picwish/scale', {}, key, 400],
  ['/picwish/web-result', account, {}, 400],
])(
  '--compat leaves the errors of %s alone, which the original did not have',
  async (path, form, headers, status) => {
    const { post } = await openGateway({ compat: true });
    const answer = await post(path, form, headers);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatchObject({ kind: expect.any(String), ids: null });
  },
);

test('--compat changes nothing about a success', async () => {
  const { origin } = await openGateway({ compat: true });
  const answer = await fetch(`${origin}/picwish/login`, {
    method: 'POST',
    body: new URLSearchParams(account),
  });
  expect((await answerOf(answer)).json.api_token).toMatch(/^Bearer /);
});
