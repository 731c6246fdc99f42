import { mockVendors } from '@api-repack/mock-vendors';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { contentOf, storeObject } from '../../src/vendors/aliyun-oss/store.ts';
import { png, text } from '../helpers/pictures.ts';
import { type Picwish, picwish } from '../helpers/picwish.ts';

const account = { telephone: '13800138000', password: 'mock-password' };
const tasks = '/app/picwish/tasks/login';
const hour = 3_600_000;

const loginPath = '/base/passport/v2/login/telephone';
const loggedIn = async (mock: Picwish): Promise<string> =>
  (await mock.web('POST', loginPath, account)).body.data.api_token;

async function uploaded(mock: Picwish, token: string, file: Blob = png, more: object = {}) {
  const asked = await mock.web('POST', '/app/picwish/authorizations/oss', { filenames: ['a.png'] }, token);
  const [bucket, key] = ['picwishsz', asked.body.data.objects['a.png'] as string];
  const content = await contentOf(Buffer.from(await file.arrayBuffer()));
  storeObject(mock.world, { bucket, key, type: 'image/png', content });
  return (await mock.web('POST', '/app/picwish/callbacks/aliyun/oss', { bucket, object: key, ...more })).body
    .data;
}

async function started(mock: Picwish, token: string, tool: string, body: object = {}, file = png as Blob) {
  const { resource_id } = await uploaded(mock, token, file);
  const sent = await mock.web(
    'POST',
    `${tasks}/${tool}`,
    { source_resource_id: resource_id, ...body },
    token,
  );
  const { task_id } = sent.body.data;
  const read = async () => (await mock.web('GET', `${tasks}/${tool}/${task_id}`, undefined, token)).body;
  const clean = async (query = '') =>
    (await mock.web('GET', `${tasks}/image-url/${tool}/${task_id}${query}`, undefined, token)).body;
  return { task_id, read, clean };
}

const bytesAt = async (mock: Picwish, url: string): Promise<Buffer> => (await mock.get(url)).body;

it('reports a stored file as OSS has described it, with zeros for what OSS left out', async () => {
  const mock = picwish();
  const token = await loggedIn(mock);
  const described = {
    size: '7',
    'imageInfo.width': '24',
    'imageInfo.height': '16',
    'imageInfo.format': 'png',
  };
  expect(await uploaded(mock, token, png, described)).toEqual({
    resource_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    filename: 'a.png',
    type: 'png',
    size: 7,
    width: 24,
    height: 16,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/picwishsz\/users\/10001\/.*\.png$/),
  });
  expect(await uploaded(mock, token)).toMatchObject({ type: '', size: 0, width: 0, height: 0 });
});

it.each([
  [`${tasks}/scale`, { source_resource_id: 'x', type: '3' }],
  [`${tasks}/external/text-to-image`, {}],
  [`${tasks}/external/text-to-image`, { prompt: 'a cat', width: 8001 }],
  ['/app/picwish/authorizations/oss', { filenames: [] }],
  ['/app/picwish/authorizations/oss', { filenames: [''] }],
])('refuses %s with %j by the code 400', async (path, body) => {
  const mock = picwish();
  const answer = await mock.web('POST', path, body, await loggedIn(mock));
  expect(answer).toMatchObject({ status: 200, body: { status: 400, message: expect.any(String) } });
});

it('refuses a body that is cut off by the code 400', async () => {
  const headers = { 'content-type': 'application/json' };
  const request = new Request(`http://picwish-web.test${loginPath}`, {
    method: 'POST',
    headers,
    body: '{"a":',
  });
  expect(await picwish().send(request)).toMatchObject({ status: 200, body: { status: 400 } });
});

it.each([
  [198, 200],
  [199, 11_001],
])('reads 200 fields of a form: behind %i others, telephone and password give %i', async (count, status) => {
  const body = new FormData();
  for (let i = 0; i < count; i++) body.append(`other${i}`, 'x');
  for (const [name, value] of Object.entries(account)) body.append(name, value);
  const sent = await picwish().send(
    new Request(`http://picwish-web.test${loginPath}`, { method: 'POST', body }),
  );
  expect(sent.body.status).toBe(status);
});

it('keeps nothing of a file that is sent to it', async () => {
  const mock = picwish();
  const body = new FormData();
  body.append('file', png, 'cat.png');
  await mock.send(new Request(`http://picwish-web.test${loginPath}`, { method: 'POST', body }));
  expect(mock.world.journal.entries.at(-1)?.fields).toMatchObject({ file: [{ name: 'cat.png', size: 0 }] });
});

it('refuses an unknown task or resource by the number that is set', async () => {
  for (const unknownIdStatus of [404, 20_404]) {
    const mock = picwish({ unknownIdStatus });
    const token = await loggedIn(mock);
    const path = `${tasks}/scale/00000000-0000-4000-8000-000000000000`;
    const { status, body } = await mock.web('GET', path, undefined, token);
    expect({ status, body }).toEqual({
      status: 200,
      body: { status: unknownIdStatus, message: 'task not found' },
    });
    const named = unknownIdStatus === 404 ? { error: 'unknownId' } : {};
    expect(mock.world.journal.entries.at(-1)).toMatchObject({ account: '10001', ...named });
  }
});

it('takes polls of a task for reads, and requests of its clean file for none', async () => {
  const mock = picwish({}, { taskTiming: { mode: 'polls', polls: 2 } });
  const token = await loggedIn(mock);
  const { read, clean, task_id } = await started(mock, token, 'face-cutout');
  expect(mock.world.tasks.get(task_id)).toMatchObject({ vendor: 'picwish-web' });
  for (let n = 0; n < 4; n++) expect((await clean()).data).toEqual({ image: '' });
  const states = [];
  for (let n = 0; n < 3; n++) states.push((await read()).data.state);
  expect(states.at(0)).not.toBe(1);
  expect(states.at(-1)).toBe(1);
});

it('shows a running task as such wherever a failed one is an error', async () => {
  const mock = picwish({ webFailure: 'envelope' });
  const { read } = await started(mock, await loggedIn(mock), 'face-cutout');
  expect(await read()).toMatchObject({ status: 200, data: { state: 0, image: '' } });
  mock.clock.advance(10_000);
  expect(await read()).toMatchObject({ status: 200, data: { state: 1 } });
});

it('ends a task of a file that is no picture in state -7', async () => {
  const mock = picwish();
  const { read } = await started(mock, await loggedIn(mock), 'face-cutout', {}, text);
  mock.clock.advance(10_000);
  expect(await read()).toMatchObject({ status: 200, data: { state: -7, progress: 100, image: '' } });
});

it('keeps a task for exactly an hour', async () => {
  const mock = picwish();
  const { read } = await started(mock, await loggedIn(mock), 'face-cutout');
  mock.clock.advance(hour);
  expect((await read()).status).toBe(200);
  mock.clock.advance(1);
  expect((await read()).status).toBe(404);
});

it('marks the picture of a cut-out, but not its mask, and numbers the files', async () => {
  const mock = picwish();
  const { read, clean, task_id } = await started(mock, await loggedIn(mock), 'segmentation');
  mock.clock.advance(10_000);
  const shown = (await read()).data;
  const whole = (await clean('?pic_quality=hd')).data;
  expect(new URL(shown.image).pathname).toBe(`/picwishsz/tasks/output/segmentation/${task_id}.png`);
  expect(new URL(shown.mask).pathname).toBe(`/picwishsz/tasks/output/segmentation/${task_id}_1.png`);
  expect(new URL(whole.image).pathname).toMatch(`${task_id}_hd.png`);
  const [image, mask] = [await bytesAt(mock, shown.image), await bytesAt(mock, shown.mask)];
  expect(image.equals(await bytesAt(mock, whole.image))).toBe(false);
  expect(mask.equals(await bytesAt(mock, whole.mask))).toBe(true);
  expect(await sharp(image).metadata()).toMatchObject({ format: 'png' });
});

it('gives a clean file of at most 640 pixels for free, in the format of the whole one', async () => {
  const mock = picwish();
  const wide = sharp({ create: { width: 400, height: 10, channels: 3, background: '#888' } });
  const file = new Blob([new Uint8Array(await wide.png().toBuffer())]);
  const { clean, read } = await started(mock, await loggedIn(mock), 'scale', {}, file);
  mock.clock.advance(10_000);
  const free = (await clean('?pic_quality=free')).data.image;
  expect(new URL(free).pathname).toMatch(/_free\.jpg$/);
  expect(await sharp(await bytesAt(mock, free)).metadata()).toMatchObject({ format: 'jpeg', width: 640 });
  const whole = (await clean()).data.image;
  expect(await sharp(await bytesAt(mock, whole)).metadata()).toMatchObject({ width: 800 });
  expect(await sharp(await bytesAt(mock, (await read()).data.image)).metadata()).toMatchObject({
    format: 'jpeg',
  });
});

it('gives guests a token of their own number, for as long as all tokens', async () => {
  const mock = picwish({ guests: true, tokenLifetimeS: 60 });
  const body = { product_id: 482, device_hash: 'x' };
  const { api_token, device_id } = (await mock.web('POST', '/base/passport/v1/api/login', body)).body.data;
  expect(api_token).toMatch(new RegExp(`^v2,${device_id},482,[0-9a-f]{32}$`));
  // The same in each run, as all ids.
  expect(device_id).toBe(11_603_348);
  const status = async () => {
    const path = '/app/picwish/tasks/anonymity/scale/00000000-0000-4000-8000-000000000000';
    return (await mock.web('GET', path, undefined, api_token)).body.status;
  };
  expect(mock.world.journal.entries.at(-1)).not.toHaveProperty('account', '10001');
  mock.clock.advance(59_999);
  expect(await status()).toBe(404);
  mock.clock.advance(1);
  expect(await status()).toBe(401);
});

it('serves no account at the address for guests, unless it serves guests', async () => {
  const mock = picwish();
  const path = '/app/picwish/tasks/anonymity/scale';
  const { body } = await mock.web('POST', path, { resource_id: 'x' }, await loggedIn(mock));
  expect(body).toEqual({ status: 401, message: 'needed login' });
});

it('keeps a guest apart from the account that has logged in', async () => {
  const mock = picwish({ guests: true });
  const token = await loggedIn(mock);
  const { task_id } = await started(mock, token, 'face-cutout');
  const read = async (bearer: string) =>
    (await mock.web('GET', `${tasks}/face-cutout/${task_id}`, undefined, bearer)).body.status;
  expect(await read(token)).toBe(200);
  expect(await read(`v2,10001,482,${'a'.repeat(32)}`)).toBe(404);
  expect(mock.world.journal.entries.at(-1)).toMatchObject({ account: 'guest-10001' });
});

it('has a telephone number of its own in each world, the same in each run', () => {
  const demo = mockVendors.find(({ name }) => name === 'picwish-web')?.demoCredentials;
  expect([demo?.('main'), demo?.('other')]).toMatchObject([
    [{ telephone: '13800138000' }],
    [{ telephone: '13947410881' }],
  ]);
});
