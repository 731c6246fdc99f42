import sharp from 'sharp';
import { expect, it } from 'vitest';
import { contentOf, storeObject } from '../../src/vendors/aliyun-oss/store.ts';
import { stateSlot } from '../../src/vendors/picwish-web/state.ts';
import { png, text } from '../helpers/pictures.ts';
import { type Picwish, picwish } from '../helpers/picwish.ts';

const account = { telephone: '13800138000', password: 'mock-password' };
const face = '/app/picwish/tasks/login/face-cutout';
const clean = '/app/picwish/tasks/login/image-url/face-cutout';
const madeUp = `v2,87654321,482,${'a'.repeat(32)}`;
const neededLogin = { status: 401, message: 'needed login' };

async function loggedIn(mock: Picwish): Promise<string> {
  return (await mock.web('POST', '/base/passport/v2/login/telephone', account)).body.data.api_token;
}

/** As if OSS had stored and reported a file. */
async function uploaded(mock: Picwish, token: string, file: Blob = png): Promise<string> {
  const filenames = ['img.png'];
  const { objects } = (await mock.web('POST', '/app/picwish/authorizations/oss', { filenames }, token)).body
    .data;
  const [bucket, key] = ['picwishsz', objects['img.png'] as string];
  const content = await contentOf(Buffer.from(await file.arrayBuffer()));
  storeObject(mock.world, { bucket, key, type: 'image/png', content });
  const report = { bucket, object: key, size: String(file.size) };
  return (await mock.web('POST', '/app/picwish/callbacks/aliyun/oss', report)).body.data.resource_id;
}

async function started(mock: Picwish, token: string, body: object = {}): Promise<string> {
  const source_resource_id = await uploaded(mock, token);
  return (await mock.web('POST', face, { source_resource_id, ...body }, token)).body.data.task_id;
}

it('gives a token for telephone and password, and keeps both out of the journal', async () => {
  const mock = picwish();
  expect(await loggedIn(mock)).toMatch(/^v2,10001,482,[0-9a-f]{32}$/);
  const journal = JSON.stringify(mock.world.journal.entries);
  expect(journal).not.toMatch(/mock-password|13800138000|v2,10001/);
});

it.each([{ ...account, password: 'wrong' }, { ...account, telephone: '13900139000' }, {}, { telephone: '' }])(
  'refuses another password or telephone: %#',
  async (body) => {
    const { status, body: answer } = await picwish().web('POST', '/base/passport/v2/login/telephone', body);
    expect([status, answer.status]).toEqual([200, 11001]);
    const strange = picwish({ wrongPasswordStatus: 20002 });
    const other = await strange.web('POST', '/base/passport/v2/login/telephone', body);
    expect(other.body.status).toBe(20002);
  },
);

it('wants a login that it gave itself and that has not run out', async () => {
  const mock = picwish({ tokenLifetimeS: 60 });
  const token = await loggedIn(mock);
  const ask = (bearer?: string) => mock.web('POST', face, { source_resource_id: 'x' }, bearer);
  for (const bearer of [undefined, 'nonsense', madeUp, token.toUpperCase()])
    expect(await ask(bearer)).toMatchObject({ status: 401, body: neededLogin });
  expect((await ask(token)).body.status).toBe(404);
  mock.clock.advance(60_000);
  expect((await ask(token)).body).toEqual(neededLogin);
  const quiet = picwish({ neededLoginHttpStatus: 200 });
  expect(await quiet.web('POST', face, {}, madeUp)).toMatchObject({ status: 200, body: neededLogin });
});

it('serves guests only where it is told so', async () => {
  const anonymous = { product_id: 482, device_hash: 'x' };
  const strict = picwish();
  expect((await strict.web('POST', '/base/passport/v2/login/anonymous', anonymous)).body.status).toBe(404);
  const lenient = picwish({ guests: true });
  const scale = '/app/picwish/tasks/anonymity/scale';
  const { api_token } = (await lenient.web('POST', '/base/passport/v1/api/login', anonymous)).body.data;
  for (const token of [api_token, madeUp]) {
    const resource_id = await uploaded(lenient, token);
    const { task_id } = (await lenient.web('POST', scale, { resource_id, type: 2 }, token)).body.data;
    lenient.clock.advance(10_000);
    const { data } = (await lenient.web('GET', `${scale}/${task_id}`, undefined, token)).body;
    expect(data).toMatchObject({ task_id, state: 1, progress: 100, image: expect.stringContaining('?') });
  }
});

it('hands out keys for OSS and one object for each file name', async () => {
  const mock = picwish();
  const filenames = ['头像 ü+&.png', 'b.tar.gz', 'c', 'd.p/ng', 'c'];
  const { body } = await mock.web(
    'POST',
    '/app/picwish/authorizations/oss',
    { filenames },
    await loggedIn(mock),
  );
  expect(body.data).toMatchObject({
    credential: {
      access_key_id: expect.stringMatching(/^STS\./),
      security_token: expect.stringMatching(/^CAIS/),
    },
    bucket: 'picwishsz',
    region: 'oss-cn-shenzhen',
    endpoint: 'http://127.0.0.1:1',
    accelerate: '127.0.0.1:1',
    callback: {
      url: 'http://picwish-web.test/app/picwish/callbacks/aliyun/oss',
      body: expect.stringMatching(/^bucket=\$\{bucket\}&object=\$\{object\}&.*&x:user_id=10001$/),
      type: 'application/x-www-form-urlencoded',
    },
  });
  const { objects } = body.data;
  expect(Object.keys(objects)).toEqual(['头像 ü+&.png', 'b.tar.gz', 'c', 'd.p/ng']);
  expect(objects['头像 ü+&.png']).toMatch(/^users\/10001\/[0-9a-f]{32}\/[0-9a-f-]{36}\.png$/);
  expect(objects['d.p/ng']).toMatch(/[0-9a-f-]{36}$/);
});

it('takes no report of a file that nobody asked to store, or that is not there', async () => {
  const mock = picwish();
  const token = await loggedIn(mock);
  const { objects } = (await mock.web('POST', '/app/picwish/authorizations/oss', { filenames: ['a'] }, token))
    .body.data;
  for (const object of ['users/1/else.png', objects.a]) {
    const { body } = await mock.web('POST', '/app/picwish/callbacks/aliyun/oss', {
      bucket: 'picwishsz',
      object,
    });
    expect(body.status).toBe(400);
  }
});

it('answers each poll with all fields, and the preview when it is done', async () => {
  const mock = picwish();
  const token = await loggedIn(mock);
  const task_id = await started(mock, token, { product_id: 482, language: 'zh' });
  const poll = async () =>
    (await mock.web('GET', `${face}/${task_id}?product_id=482`, undefined, token)).body;
  expect(await poll()).toEqual({
    status: 200,
    message: 'success',
    data: { task_id, state: 0, progress: 0, image: '' },
  });
  mock.clock.advance(10_000);
  expect((await poll()).data).toMatchObject({
    state: 1,
    progress: 100,
    image: expect.stringMatching(/Expires=.*Signature=/),
  });
});

it('puts a watermark on the preview, and none on the clean file', async () => {
  const mock = picwish();
  const token = await loggedIn(mock);
  const task_id = await started(mock, token);
  const cleanUrl = async (quality: string) =>
    (await mock.web('GET', `${clean}/${task_id}?pic_quality=${quality}`, undefined, token)).body.data.image;
  expect(await cleanUrl('hd')).toBe('');
  mock.clock.advance(10_000);
  const preview = (await mock.web('GET', `${face}/${task_id}`, undefined, token)).body.data.image;
  const [marked, whole, small] = await Promise.all(
    [preview, await cleanUrl('hd'), await cleanUrl('free')].map(async (url) => (await mock.get(url)).body),
  );
  expect(marked.equals(whole)).toBe(false);
  expect(await sharp(whole).metadata()).toMatchObject({ format: 'png', hasAlpha: true });
  expect(await sharp(small).metadata()).toMatchObject({ width: 24 });
});

it('gives no clean file of another tool', async () => {
  const mock = picwish();
  const token = await loggedIn(mock);
  const task_id = await started(mock, token);
  for (const tool of ['scale', 'undefined', 'ocr']) {
    const path = `/app/picwish/tasks/login/image-url/${tool}/${task_id}`;
    expect((await mock.web('GET', path, undefined, token)).body.status).toBe(404);
  }
});

it('ends a failed task with a negative state, or with a failing answer where it is told so', async () => {
  for (const [webFailure, expected] of [
    ['state', { status: 200, data: { state: -7, image: '' } }],
    ['envelope', { status: -1 }],
  ] as const) {
    const mock = picwish({ webFailure });
    const token = await loggedIn(mock);
    const source_resource_id = await uploaded(mock, token, text);
    const { task_id } = (await mock.web('POST', face, { source_resource_id }, token)).body.data;
    mock.clock.advance(10_000);
    expect((await mock.web('GET', `${face}/${task_id}`, undefined, token)).body).toMatchObject(expected);
  }
});

it('knows resources and tasks only for their owner, and tasks for an hour', async () => {
  const mock = picwish();
  mock.world.stateOf(stateSlot).accounts.set('13900139000', {
    telephone: '13900139000',
    password: 'mock-password',
    userId: '10002',
  });
  const token = await loggedIn(mock);
  const other = (
    await mock.web('POST', '/base/passport/v2/login/telephone', { ...account, telephone: '13900139000' })
  ).body.data.api_token;
  const source_resource_id = await uploaded(mock, token);
  expect((await mock.web('POST', face, { source_resource_id }, other)).body.status).toBe(404);
  const task_id = await started(mock, token);
  const read = async (bearer: string) =>
    (await mock.web('GET', `${face}/${task_id}`, undefined, bearer)).body;
  expect([(await read(other)).status, (await read(token)).status]).toEqual([404, 200]);
  mock.clock.advance(3_600_001);
  expect((await read(token)).status).toBe(404);
});

it('expands a picture to the ratios that are asked for', async () => {
  const mock = picwish();
  const token = await loggedIn(mock);
  const expansion = '/app/picwish/tasks/login/image-expand';
  const source_resource_id = await uploaded(mock, token);
  const body = { source_resource_id, horizontal_expansion_ratio: 1.5, vertical_expansion_ratio: 2 };
  const { task_id } = (await mock.web('POST', expansion, { ...body, image_count: 2 }, token)).body.data;
  mock.clock.advance(10_000);
  const { data } = (await mock.web('GET', `${expansion}/${task_id}`, undefined, token)).body;
  for (const url of [data.image1, data.image2])
    expect(await sharp((await mock.get(url)).body).metadata()).toMatchObject({ width: 36, height: 32 });
  const refused = await mock.web('POST', expansion, { ...body, vertical_expansion_ratio: -1 }, token);
  expect(refused.body.status).toBe(400);
});
