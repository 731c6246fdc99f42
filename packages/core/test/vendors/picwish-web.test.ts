import { connect, type HttpResponse } from '@api-repack/core';
import {
  accountSession,
  connectAccount,
  finishInAccount,
  type KeptLogin,
  login,
  picwishWeb,
  processInAccount,
  uploadToAccount,
} from '@api-repack/core/picwish-web';
import { expect, it } from 'vitest';
import { json, scriptedHost } from '../helpers/scripted-host.ts';

const account = { telephone: '13800138000', password: 'invented-pass' };
const token = (digit: number) => `v2,10001,482,${String(digit).repeat(32)}`;
const task_id = '3a5e7c1f-08a4-4f63-9f0e-1b6d5a7c9e20';
const image = 'https://picwishsz.oss-cn-shenzhen.aliyuncs.com/out/1.png?Expires=1&Signature=x';

const ok = (data: unknown) => json({ status: 200, message: 'success', data });
const loggedIn = (digit: number) => ok({ api_token: token(digit) });
const neededLogin = json({ status: 401, message: 'needed login' });
const started = ok({ task_id });
const done = ok({ task_id, state: 1, progress: 100, image: `${image}&preview` });
const clean = ok({ image });
const grant = {
  credential: { access_key_id: 'STS.N1', access_key_secret: 'invented', security_token: 'CAIS1' },
  bucket: 'picwishsz',
  region: 'oss-cn-shenzhen',
  endpoint: 'oss-cn-shenzhen.aliyuncs.com',
  objects: { 'img.png': 'users/1/a.png' },
  callback: {
    url: 'https://aw.aoscdn.com/cb',
    body: 'to=picwish',
    type: 'application/x-www-form-urlencoded',
  },
};
const stored = (answer: unknown, status = 200): Partial<HttpResponse> => ({
  status,
  headers: { etag: '"A"' },
  body: typeof answer === 'string' ? answer : JSON.stringify(answer),
});
const ossError = (code: string, status = 403) =>
  stored(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`, status);
const file = { name: 'img.png', body: new Blob(['png'], { type: 'image/png' }) };

function connected(...script: Parameters<typeof scriptedHost>) {
  const { host, requests, slept } = scriptedHost(...script);
  return { client: connect(picwishWeb, { host, credentials: { token: token(1) } }), host, requests, slept };
}

it('logs in with the telephone and the number 482 as a text', async () => {
  const { client, requests } = connected(loggedIn(7));
  expect(await login(client, account)).toEqual({ token: token(7) });
  expect(requests).toMatchObject([
    {
      url: 'https://aw.aoscdn.com/base/passport/v2/login/telephone',
      auth: false,
      headers: {},
      body: { json: { ...account, country_code: '+86', language: 'zh', product_id: '482' } },
    },
  ]);
});

it('says what to check when a login is refused, and never shows the password', async () => {
  const { client } = connected(json({ status: 11001, message: `wrong: ${account.password} ${token(3)}` }));
  await expect(login(client, account)).rejects.toMatchObject({
    kind: 'auth',
    reason: 'wrong: *** ***',
    context: {
      endpoint: 'login',
      code: 11001,
      hint: expect.stringMatching(/telephone, country code and password/),
    },
  });
});

it('processes an upload and asks for the file without a watermark', async () => {
  const running = ok({ task_id, state: 4, progress: 50, image: '' });
  const { client, requests } = connected(started, ok(null), running, done, clean);
  const result = await processInAccount(client, 'faceCutout', { source_resource_id: 'r-1' });
  expect(result).toMatchObject({
    taskId: task_id,
    files: [{ field: 'image', url: image }],
    task: { progress: 100 },
  });
  const face = 'https://aw.aoscdn.com/app/picwish/tasks/login/face-cutout';
  const clear = 'https://aw.aoscdn.com/app/picwish/tasks/login/image-url/face-cutout';
  const query = 'product_id=482&language=zh';
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `POST ${face}?${query}`,
    ...Array(3).fill(`GET ${face}/${task_id}?${query}`),
    `GET ${clear}/${task_id}?${query}&pic_quality=hd`,
  ]);
  expect(requests[0]).toMatchObject({
    headers: { authorization: `Bearer ${token(1)}` },
    body: { json: { source_resource_id: 'r-1', language: 'zh', product_id: 482 } },
  });
});

it('looks at once, then every second', async () => {
  const { client, slept } = connected(ok({ state: 0 }), ok({ state: 0 }), done, clean);
  await finishInAccount(client, 'faceCutout', task_id);
  expect(slept).toEqual([0, 1_000, 1_000]);
});

it('does not hand out the preview when there is no clean file', async () => {
  const { client } = connected(done, ok({ image: '' }));
  await expect(finishInAccount(client, 'faceCutout', task_id)).rejects.toMatchObject({
    kind: 'protocol',
    context: { endpoint: 'readCleanFile', ids: { task_id } },
  });
});

it('takes the files of tools that make no preview from the task', async () => {
  const { client, requests } = connected(started, ok({ state: 1, images: [{ id: 7, url: image }] }));
  const input = { prompt: 'a cat', width: 512, height: 512 };
  const { files } = await processInAccount(client, 'textToImage', input);
  expect(files).toEqual([{ field: 'images.0.url', url: image }]);
  expect(requests).toHaveLength(2);
});

it.each([
  ['a negative state', ok({ task_id, state: -7 }), 'bad-input', -7],
  ['a failing envelope', json({ status: -1, message: 'failed' }), 'task-failed', -1],
  ['an unknown state', ok({ task_id, state: 9 }), 'protocol', 9],
  ['an unknown refusal', json({ status: 12345, message: 'no' }), 'refused', 12345],
])('ends a task that fails with %s, and hands out the id', async (_, answer, kind, code) => {
  const { client } = connected(answer);
  await expect(finishInAccount(client, 'faceCutout', task_id)).rejects.toMatchObject({
    kind,
    context: { code, ids: { task_id } },
  });
});

it('gives up after five minutes', async () => {
  const { client } = connected(ok({ task_id, state: 4 }));
  await expect(finishInAccount(client, 'scale', task_id)).rejects.toMatchObject({
    kind: 'timeout',
  });
});

it('takes 0 for success, too, as other clients do', async () => {
  const { client } = connected(json({ status: 0, data: { task_id } }));
  expect(await client.createScale({ source_resource_id: 'r-1' })).toMatchObject({ task_id });
});

it('stores a file where PicWish says, and lets OSS tell PicWish about it', async () => {
  const { client, requests } = connected(ok(grant), stored({ status: 200, data: { resource_id: 'r-9' } }));
  expect(await uploadToAccount(client, file)).toBe('r-9');
  const [authorize, put] = requests;
  expect(authorize?.body).toEqual({ json: { filenames: ['img.png'] } });
  expect(put).toMatchObject({
    method: 'PUT',
    url: 'https://picwishsz.oss-cn-shenzhen.aliyuncs.com/users/1/a.png',
    auth: false,
    headers: { 'x-oss-security-token': 'CAIS1', 'content-type': 'image/png' },
  });
  expect(JSON.parse(Buffer.from(put?.headers['x-oss-callback'] ?? '', 'base64').toString())).toEqual({
    callbackUrl: 'https://aw.aoscdn.com/cb',
    callbackBody: 'to=picwish',
    callbackBodyType: 'application/x-www-form-urlencoded',
  });
});

it('finds the object under a name that is not ASCII', async () => {
  const name = '头像 ü+&.png';
  const answer = ok({ ...grant, objects: { other: 'users/1/b.png', [name]: 'users/1/a.png' } });
  const { client, requests } = connected(answer, stored({ status: 200, data: { resource_id: 'r-9' } }));
  await uploadToAccount(client, { ...file, name });
  expect(requests[1]?.url).toMatch(/a\.png$/);
});

it('asks for another permission when the first one has run out', async () => {
  const { client, requests } = connected(
    ok(grant),
    ossError('SecurityTokenExpired'),
    ok(grant),
    stored({ status: 200, data: { resource_id: 'r-9' } }),
  );
  expect(await uploadToAccount(client, file)).toBe('r-9');
  expect(requests.map(({ method }) => method)).toEqual(['POST', 'PUT', 'POST', 'PUT']);
});

it('gives up when the second permission is refused, too, or the clock is wrong', async () => {
  const expired = [ok(grant), ossError('SecurityTokenExpired'), ok(grant), ossError('SecurityTokenExpired')];
  const { client, requests } = connected(...expired);
  await expect(uploadToAccount(client, file)).rejects.toMatchObject({
    kind: 'auth',
    context: { vendor: 'aliyun-oss' },
  });
  expect(requests).toHaveLength(4);

  const wrongClock = connected(ok(grant), ossError('RequestTimeTooSkewed'));
  await expect(uploadToAccount(wrongClock.client, file)).rejects.toMatchObject({ kind: 'auth' });
  expect(wrongClock.requests).toHaveLength(2);
});

it.each([
  ['the callback fails', ossError('CallbackFailed', 203), 'unavailable', /stored/],
  ['the callback answers HTML', stored('<html>hello</html>'), 'protocol', /stored/],
  ['PicWish refuses the file', stored({ status: 500, message: 'x' }), 'unavailable', /stored/],
  ['PicWish gives no id', stored({ status: 200, data: {} }), 'protocol', /stored/],
])('says that the object is there when %s, and never stores it twice', async (_, answer, kind, hint) => {
  const { client, requests } = connected(ok(grant), answer);
  await expect(uploadToAccount(client, file)).rejects.toMatchObject({
    kind,
    context: { hint: expect.stringMatching(hint), ids: { bucket: 'picwishsz', object: 'users/1/a.png' } },
  });
  expect(requests).toHaveLength(2);
});

it('sends no file to a private address that PicWish, which is at a public one, hands out', async () => {
  const { client, requests } = connected(ok({ ...grant, endpoint: 'http://169.254.169.254' }));
  await expect(uploadToAccount(client, file)).rejects.toMatchObject({ kind: 'protocol' });
  expect(requests).toHaveLength(1);
});

it('logs in first if there is no token, and keeps it', async () => {
  const { host, requests } = scriptedHost(loggedIn(1), started);
  const kept: KeptLogin = {};
  const client = connectAccount(account, { host }, kept);
  await client.createScale({ source_resource_id: 'r-1' });
  await client.createScale({ source_resource_id: 'r-1' });
  expect(requests).toHaveLength(3);
  expect(kept).toEqual({ token: token(1) });
});

it('uses a kept token without a login', async () => {
  const { host, requests } = scriptedHost(started);
  await connectAccount(account, { host }, { token: token(5) }).createScale({ source_resource_id: 'r-1' });
  expect(requests).toMatchObject([{ headers: { authorization: `Bearer ${token(5)}` } }]);
});

it.each([
  ['inside the answer', neededLogin],
  ['as HTTP status', { ...neededLogin, status: 401 }],
  ['without JSON', { status: 401, body: 'Unauthorized' }],
])('logs in again, once, when the token is refused %s', async (_, refusal) => {
  const { host, requests } = scriptedHost(refusal, loggedIn(2), started);
  const kept: KeptLogin = { token: token(1) };
  await connectAccount(account, { host }, kept).createScale({ source_resource_id: 'r-1' });
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${token(1)}`,
    undefined,
    `Bearer ${token(2)}`,
  ]);
  expect(kept).toEqual({ token: token(2) });
});

it('gives up with a clear error when the new token is refused, too', async () => {
  const { host, requests } = scriptedHost(neededLogin, loggedIn(2), neededLogin);
  const creating = connectAccount(account, { host }, { token: token(1) }).createScale({
    source_resource_id: 'r',
  });
  await expect(creating).rejects.toMatchObject({
    kind: 'auth',
    reason: 'needed login',
    context: { hint: expect.stringMatching(/log in again/) },
  });
  expect(requests).toHaveLength(3);
});

it('logs in once for all calls that wait for it', async () => {
  const { host, requests } = scriptedHost(neededLogin, neededLogin, loggedIn(2), started);
  const client = connectAccount(account, { host }, { token: token(1) });
  const create = () => client.createScale({ source_resource_id: 'r-1' });
  await Promise.all([create(), create()]);
  expect(requests.filter(({ auth, headers }) => !auth && !headers.authorization)).toHaveLength(1);
});

it('keeps on with the token that another call got meanwhile', async () => {
  const { client, requests } = connected(loggedIn(3));
  const kept: KeptLogin = { token: token(2) };
  const session = accountSession(client, account, { kept });
  expect(await session.renew({ token: token(1) })).toEqual({ token: token(2) });
  expect(requests).toEqual([]);
  expect(await session.renew({ token: token(2) })).toEqual({ token: token(3) });
});

it('quotes neither password nor token of what PicWish says of a failed task', async () => {
  const said = `no ${account.password} ${token(1)}`;
  const { host } = scriptedHost(ok({ task_id, state: -1, err_info: said }));
  const client = connect(picwishWeb, { host, secrets: [account.password] });
  const reading = finishInAccount(client, 'colorization', task_id);
  await expect(reading).rejects.toThrow(/no \*\*\* \*\*\*/);
});

it.each(['__proto__', 'constructor', 'prototype', '', `${'a'.repeat(300)}.png`])(
  'stores a file that is called %j under the key that PicWish gives',
  async (name) => {
    const plain = name.endsWith('.png') ? 'image.png' : 'image';
    const authorized = ok({ ...grant, objects: { [plain]: 'users/1/a.png' } });
    const { client, requests } = connected(authorized, stored({ status: 200, data: { resource_id: 'r1' } }));
    expect(await uploadToAccount(client, { ...file, name })).toBe('r1');
    expect(requests[0]?.body).toEqual({ json: { filenames: [plain] } });
    expect(requests[1]?.url).toContain('a.png');
  },
);

it('reports an unknown task as not found', async () => {
  const { client } = connected(json({ status: 404, message: 'task not found' }));
  await expect(finishInAccount(client, 'faceCutout', task_id)).rejects.toMatchObject({ kind: 'not-found' });
});
