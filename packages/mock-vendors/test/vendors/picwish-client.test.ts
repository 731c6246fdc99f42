import { type Host, type HttpRequest, isVendorError, openResult } from '@api-repack/core';
import {
  balance,
  finish,
  picwish,
  processImage,
  regions,
  submit,
  type ToolName,
} from '@api-repack/core/picwish';
import {
  connectAccount,
  type KeptLogin,
  login,
  picwishWeb,
  processInAccount,
  uploadToAccount,
} from '@api-repack/core/picwish-web';
import { type FaultEffect, manualClock } from '@api-repack/mock-vendors';
import OSS from 'ali-oss';
import { expect, it } from 'vitest';
import { findObject } from '../../src/vendors/aliyun-oss/index.ts';
import { type Adapter, openMsw, openPort } from '../helpers/adapters.ts';
import { jpeg, png, text } from '../helpers/pictures.ts';

const image = { image_file: jpeg };
const account = { telephone: '13800138000', password: 'mock-password' };
const file = { name: 'img.png', body: png };
const task_id = expect.stringMatching(/^[0-9a-f-]{36}$/);

const developer = (adapter: Adapter) => adapter.connect(picwish, { apiKey: 'mock-picwish-key' });

function inAccount(adapter: Adapter, kept: KeptLogin = {}, beforeSending = (_: HttpRequest) => {}) {
  const { host, origins } = adapter;
  const send = (request: HttpRequest) => {
    beforeSending(request);
    return host.send(request);
  };
  return connectAccount(
    account,
    { host: { ...host, send }, baseUrl: origins['picwish-web'] as string },
    kept,
  );
}

/** Time does not jump while a request is on its way, as it would when others sleep. */
function unhurried({ host }: Adapter): Host {
  const onTheWay = new Set<Promise<unknown>>();
  return {
    ...host,
    send(request) {
      const answer = host.send(request);
      onTheWay.add(answer);
      return answer.finally(() => onTheWay.delete(answer));
    },
    async sleep(ms, signal) {
      while (onTheWay.size > 0) await Promise.allSettled(onTheWay);
      await host.sleep(ms, signal);
    },
  };
}

const calls = ({ world }: Adapter, name: string) =>
  world.journal.entries.filter(({ endpoint }) => endpoint === name).map(({ status }) => status);

it("keeps to PicWish's limit with many tasks at once", async () => {
  const adapter = await openPort();
  const tools: ToolName[] = ['scale', 'segmentation', 'colorization', 'correction', 'idphoto'];
  const client = adapter.connect(picwish, { apiKey: 'mock-picwish-key' }, { host: unhurried(adapter) });
  await Promise.all(tools.map((tool) => processImage(client, tool, image)));
  expect(adapter.world.journal.entries.filter(({ status }) => status === 429)).toEqual([]);
  expect(adapter.world.ledger.entries).toHaveLength(5);
});

it('gets over a few refused polls', async () => {
  const adapter = await openPort();
  adapter.world.faults.add({
    vendor: 'picwish',
    endpoint: 'readScale',
    times: 2,
    effect: { error: 'tooFast' },
  });
  expect(await processImage(developer(adapter), 'scale', image)).toMatchObject({ taskId: task_id });
  expect(calls(adapter, 'createScale')).toEqual([200]);
});

it('gives up in a storm of refusals, with the id to go on with', async () => {
  const adapter = await openPort();
  adapter.world.faults.add({
    vendor: 'picwish',
    endpoint: 'readScale',
    times: 3,
    effect: { error: 'tooFast' },
  });
  const client = developer(adapter);
  const error = await processImage(client, 'scale', image).catch((caught) => caught);
  expect(error).toMatchObject({ kind: 'rate-limit', context: { ids: { task_id } } });
  const id = isVendorError(error) ? String(error.context.ids?.task_id) : '';
  expect(await finish(client, 'scale', id)).toMatchObject({ taskId: id });
  expect(adapter.world.ledger.entries).toHaveLength(1);
});

it('never starts a task twice, and says so when it may have been charged', async () => {
  const adapter = await openPort();
  const effects: FaultEffect[] = [
    { error: 'tooFast' },
    { error: 'internal' },
    { response: { status: 502, body: '<html>Bad gateway</html>' } },
    { connection: 'reset', when: 'after' },
  ];
  for (const effect of effects) {
    adapter.world.faults.add({ vendor: 'picwish', endpoint: 'createScale', effect });
    await expect(processImage(developer(adapter), 'scale', image)).rejects.toMatchObject({
      context: { hint: expect.stringMatching(/balance|fewer|try again later/) },
    });
  }
  expect(calls(adapter, 'createScale')).toHaveLength(4);
  expect(adapter.world.ledger.entries).toHaveLength(1);
});

it.each([
  [
    'a picture of 16 MB',
    { image_file: new File([png, new Uint8Array(16 << 20)], 'a.png') },
    'unsupported',
    -5,
  ],
  ['a damaged picture', { image_file: png.slice(0, png.size - 40) }, 'bad-input', -7],
  ['text that is named .jpg', { image_file: text }, 'bad-input', -7],
  ['a URL that cannot be reached', { image_url: 'http://127.0.0.1:9/a.jpg' }, 'bad-input', -3],
])('explains %s', async (_, input, kind, code) => {
  const adapter = await openPort();
  await expect(processImage(developer(adapter), 'scale', input)).rejects.toMatchObject({
    kind,
    context: { code, hint: expect.stringMatching(/\w/), ids: { task_id } },
  });
  expect(adapter.world.ledger.entries).toEqual([]);
});

it('refuses both sources, or none, before it sends anything', async () => {
  const adapter = await openPort();
  for (const input of [{}, { ...image, image_url: 'https://photos.example/a.jpg' }])
    await expect(processImage(developer(adapter), 'scale', input as never)).rejects.toMatchObject({
      kind: 'bad-input',
    });
  expect(adapter.world.journal.entries).toEqual([]);
});

it.each([-1, -8, -14, -17, -99])('ends a task in state %i with an error', async (code) => {
  const adapter = await openPort();
  adapter.world.faults.add({ vendor: 'picwish', effect: { task: 'failed', code } });
  await expect(processImage(developer(adapter), 'scale', image)).rejects.toMatchObject({
    context: { code, ids: { task_id } },
  });
  expect(adapter.world.ledger.cost()).toBe(0);
});

it('stops waiting for a task that never ends, and takes it up again later', async () => {
  const adapter = await openPort();
  adapter.world.faults.add({ vendor: 'picwish', effect: { task: 'never' } });
  const client = developer(adapter);
  const error = await processImage(client, 'scale', image).catch((caught) => caught);
  expect(error).toMatchObject({ kind: 'timeout', context: { ids: { task_id } } });
  adapter.world.tasks.force(error.context.ids.task_id, 'done');
  expect(await finish(client, 'scale', error.context.ids.task_id)).toMatchObject({ taskId: task_id });
});

it('knows no task of another tool, or of the day before', async () => {
  const adapter = await openPort();
  const client = developer(adapter);
  const id = await submit(client, 'scale', image);
  const unknown = { kind: 'not-found', context: { code: 404, ids: { task_id: id } } };
  await expect(finish(client, 'segmentation', id)).rejects.toMatchObject(unknown);
  adapter.world.clock.advance(86_400_000);
  await expect(finish(client, 'scale', id)).rejects.toMatchObject(unknown);
});

it('says that a result is gone when it is fetched too late', async () => {
  const adapter = await openPort();
  const client = developer(adapter);
  const { files } = await processImage(client, 'scale', image);
  const url = 'url' in files[0] ? files[0].url : '';
  expect(await openResult(client.connection, url)).toMatchObject({ type: 'image/png' });
  adapter.world.clock.advance(3_600_001);
  await expect(openResult(client.connection, url)).rejects.toMatchObject({
    kind: 'not-found',
    reason: 'the result is gone (HTTP 403)',
  });
});

it('explains an empty balance and a wrong key', async () => {
  const adapter = await openPort();
  const poor = adapter.connect(picwish, { apiKey: 'mock-picwish-poor-key' });
  await expect(processImage(poor, 'scale', image)).rejects.toMatchObject({ kind: 'quota' });
  const nobody = adapter.connect(picwish, { apiKey: 'wx-nobody-at-all' });
  await expect(processImage(nobody, 'scale', image)).rejects.toMatchObject({ kind: 'auth' });
});

it('asks nobody outside for a picture', async () => {
  // MSW refuses everything that is no mock.
  const client = developer(openMsw());
  const { files } = await processImage(client, 'scale', { image_url: 'https://photos.example/cat.jpg' });
  expect(files).toMatchObject([{ field: 'image' }]);
});

it('explains a wrong password', async () => {
  const adapter = await openPort();
  const client = adapter.connect(picwishWeb, { token: '' });
  await expect(login(client, { ...account, password: 'wrong-one' })).rejects.toMatchObject({
    kind: 'auth',
    context: { code: 11001, hint: expect.stringMatching(/password/) },
  });
});

it.each([200, 401])(
  'logs in again in the middle of a run, where the refusal has HTTP status %i',
  async (status) => {
    const settings = { 'picwish-web': { tokenLifetimeS: 3, neededLoginHttpStatus: status } };
    const adapter = await openPort({ settings, taskTiming: { mode: 'timed', minMs: 6_000, maxMs: 6_000 } });
    const kept: KeptLogin = {};
    const client = inAccount(adapter, kept);
    const source_resource_id = await uploadToAccount(client, file);
    const first = kept.token;
    expect(await processInAccount(client, 'faceCutout', { source_resource_id })).toMatchObject({
      taskId: task_id,
    });
    expect(kept.token).not.toBe(first);
    expect(calls(adapter, 'createFaceCutout')).toHaveLength(1);
    expect(calls(adapter, 'login').length).toBeGreaterThan(1);
  },
);

it('ends with a clear error and the id where nobody can log in again', async () => {
  const settings = { 'picwish-web': { tokenLifetimeS: 3 } };
  const adapter = await openPort({ settings, taskTiming: { mode: 'timed', minMs: 6_000, maxMs: 6_000 } });
  const kept: KeptLogin = {};
  const source_resource_id = await uploadToAccount(inAccount(adapter, kept), file);
  const client = adapter.connect(picwishWeb, { token: kept.token ?? '' });
  await expect(processInAccount(client, 'faceCutout', { source_resource_id })).rejects.toMatchObject({
    kind: 'auth',
    reason: 'needed login',
    context: { hint: expect.stringMatching(/log in again/), ids: { task_id } },
  });
});

it('asks for another upload permission when time ran out before the file was sent', async () => {
  const adapter = await openPort();
  let isLate = true;
  const client = inAccount(adapter, {}, ({ method }) => {
    if (method === 'PUT' && isLate) adapter.world.clock.advance(901_000);
    isLate &&= method !== 'PUT';
  });
  expect(await uploadToAccount(client, file)).toMatch(/^[0-9a-f-]{36}$/);
  expect(calls(adapter, 'putObject')).toEqual([403, 200]);

  const slow = inAccount(adapter, {}, ({ method }) => {
    if (method === 'PUT') adapter.world.clock.advance(901_000);
  });
  await expect(uploadToAccount(slow, file)).rejects.toMatchObject({
    kind: 'auth',
    context: { vendor: 'aliyun-oss', code: 'SecurityTokenExpired' },
  });
});

it.each<[string, FaultEffect]>([
  ['is down', { connection: 'reset' }],
  ['is in trouble', { response: { status: 502, body: '' } }],
  ['answers HTML', { response: { status: 200, body: '<html>Hello</html>' } }],
])('says that the file is stored when the callback server %s', async (_, effect) => {
  const adapter = await openPort();
  adapter.world.faults.add({ vendor: 'picwish-web', endpoint: 'uploadCallback', effect });
  const client = inAccount(adapter);
  const error = await uploadToAccount(client, file).catch((caught) => caught);
  expect(error).toMatchObject({
    kind: 'unavailable',
    context: { code: 'CallbackFailed', status: 203, hint: expect.stringMatching(/^The file is stored/) },
  });
  expect(calls(adapter, 'putObject')).toEqual([203]);
  const { bucket, object } = error.context.ids;
  expect(findObject(adapter.world, bucket, object)).toMatchObject({ size: png.size });
});

it('lets ali-oss upload with what PicWish hands out', async () => {
  // ali-oss takes the time from the system.
  const adapter = await openPort({ clock: manualClock(Date.now()) });
  const client = inAccount(adapter);
  const { credential, bucket, endpoint, objects, callback } = await client.authorizeUpload({
    filenames: ['img.png'],
  });
  const store = new OSS({
    accessKeyId: credential.access_key_id,
    accessKeySecret: credential.access_key_secret,
    stsToken: credential.security_token,
    refreshSTSTokenInterval: 1e9,
    bucket,
    endpoint,
  });
  const { url, body, type = '' } = callback;
  const told = { url, body, contentType: type ?? '' };
  const { data } = await store.put(objects['img.png'] ?? '', Buffer.from(await png.arrayBuffer()), {
    callback: told,
  });
  expect(data).toMatchObject({
    status: 200,
    data: { resource_id: task_id, filename: 'img.png', size: png.size, width: 24, height: 16, type: 'png' },
  });
});

it.each(Object.values(regions))('is caught at %s by MSW', async (baseUrl) => {
  const adapter = openMsw();
  const client = adapter.connect(picwish, { apiKey: 'mock-picwish-key' }, { baseUrl });
  expect(await balance(client)).toEqual({ left: 500, used: 0 });
});
