import { readFile } from 'node:fs/promises';
import { connect } from '@api-repack/core';
import { fangtang, upload } from '@api-repack/core/fangtang';
import { lufff } from '@api-repack/core/lufff';
import { nodeHost } from '@api-repack/core/node';
import { picwish, submit } from '@api-repack/core/picwish';
import { connectAccount, uploadToAccount } from '@api-repack/core/picwish-web';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MockServer, serve } from '../src/index.ts';
import { telephoneOf } from '../src/vendors/picwish-web/state.ts';

let server: MockServer;
beforeEach(async () => {
  server = await serve({ taskTiming: { mode: 'immediate' }, settings: { picwish: { qps: 0 } } });
});
afterEach(() => server.close());

const host = nodeHost();
const photo = async () =>
  new File([await readFile(new URL('../../../examples/photos/chelsea.png', import.meta.url))], 'cat.png', {
    type: 'image/png',
  });
const fangtangAt = (baseUrl: string | undefined, third_code: string) =>
  connect(fangtang, { host, credentials: { third_code, secret_key: 'hiliad' }, baseUrl: baseUrl ?? '' });

it('chooses the world by the credentials, so that the code under test need not change', async () => {
  const blue = server.worlds.create('blue');
  const client = fangtangAt(server.origins.fangtang, 'hiliad-blue');
  const [id = ''] = await upload(client, { api: 'v2', file: [await photo()], seq: ['repair'] });
  expect(blue.ledger.cost()).toBe(1);
  expect(server.world.ledger.cost()).toBe(0);

  const { url } = await client.download({ mdf: id });
  expect((await fetch(url)).headers.get('content-type')).toBe('image/jpeg');
  expect(server.world.journal.entries).toEqual([]);
  expect(blue.journal.entries.map(({ endpoint }) => endpoint)).toEqual(['uploads', 'download', 'result']);
});

it('lets tokens, buckets and callbacks of an account inherit its world', async () => {
  const blue = server.worlds.create('blue');
  const account = { telephone: telephoneOf('blue'), password: 'mock-password' };
  const client = connectAccount(account, { host, baseUrl: server.origins['picwish-web'] ?? '' });
  const file = await photo();
  await uploadToAccount(client, { name: file.name, body: file });
  const endpoints = blue.journal.entries.map(({ endpoint }) => endpoint);
  expect(endpoints.toSorted()).toEqual(['authorizeUpload', 'login', 'putObject', 'uploadCallback']);
  expect(server.world.journal.entries).toEqual([]);
});

it('knows the worlds of developer keys and of uuids', async () => {
  const blue = server.worlds.create('blue');
  const withKey = connect(picwish, {
    host,
    credentials: { apiKey: 'mock-picwish-key-blue' },
    baseUrl: server.origins.picwish ?? '',
  });
  await submit(withKey, 'scale', { image_file: await photo() });
  const baseUrl = server.origins.lufff ?? '';
  const credentials = { uuid: 'demo-device-0001-blue' };
  await connect(lufff, { host, credentials, baseUrl })
    .getLeftCreditByUnikey({})
    .catch(() => {});
  expect(blue.journal.entries.map(({ endpoint }) => endpoint)).toEqual([
    'createScale',
    'getLeftCreditByUnikey',
  ]);
});

it('chooses the world by the address, and keeps to it in the URLs it answers with', async () => {
  const blue = server.worlds.fork('blue');
  const client = fangtangAt(`${server.origins.fangtang}/worlds/blue`, 'hiliad');
  const [id = ''] = await upload(client, { api: 'v2', file: [await photo()], seq: ['repair'] });
  const { url } = await client.download({ mdf: id });
  expect(url).toContain('/worlds/blue/api/');
  expect((await fetch(url)).status).toBe(200);
  expect(blue.ledger.cost()).toBe(1);
  expect(server.world.journal.entries).toEqual([]);
});

it('sends to the main world what belongs to none, and says so if a name is taken', async () => {
  server.worlds.create('blue');
  await expect(fangtangAt(server.origins.fangtang, 'nobody').nums({})).rejects.toMatchObject({
    kind: 'auth',
  });
  expect(server.world.journal.entries).toHaveLength(1);
  expect(() => server.worlds.create('blue')).toThrow('there is a world blue already');
  expect(() => server.worlds.create('main')).toThrow('there is a world main already');
  expect(() => server.worlds.create('Not OK')).toThrow('lowercase letters');
});

it('forks a world of a thousand tasks in a moment', () => {
  for (let n = 0; n < 1_000; n++)
    server.world.tasks.start({ id: `t${n}`, vendor: 'any', taskTiming: server.world.taskTiming });
  const start = performance.now();
  for (let n = 0; n < 10; n++) server.worlds.fork(`fork-${n}`);
  expect((performance.now() - start) / 10).toBeLessThan(100);
});
