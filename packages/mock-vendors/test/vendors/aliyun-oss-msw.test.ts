import { connectOss, presignedUrl, putObject } from '@api-repack/core/aliyun-oss';
import { mockVendors, World } from '@api-repack/mock-vendors';
import { mswHandlers } from '@api-repack/mock-vendors/msw';
import OSS from 'ali-oss';
import { setupServer } from 'msw/node';
import { expect, it, onTestFinished } from 'vitest';
import { contentOf, findObject, storeObject } from '../../src/vendors/aliyun-oss/index.ts';
import { fetchSend } from '../helpers/fetch-send.ts';
import { ownKeys } from '../helpers/oss.ts';

it("catches what is sent to a bucket's own host at Aliyun, by fetch and by ali-oss", async () => {
  const world = new World();
  const server = setupServer(...mswHandlers(world, mockVendors));
  server.listen({ onUnhandledRequest: 'error' });
  onTestFinished(() => server.close());

  const grant = { ...ownKeys, bucket: 'picwishsz', endpoint: 'oss-cn-shenzhen.aliyuncs.com' };
  const client = connectOss(grant, { host: { send: fetchSend, sleep: async () => {}, now: Date.now } });
  await putObject(client, { key: 'a/猫.txt', body: new Blob(['hello']) });
  expect(findObject(world, 'picwishsz', 'a/猫.txt')?.size).toBe(5);
  const url = presignedUrl(grant, { method: 'GET', key: 'a/猫.txt', expiresInS: 60 }, Date.now());
  expect(await (await fetch(url)).text()).toBe('hello');

  const picture = {
    bucket: 'make-cv',
    key: 'a b.png',
    type: 'image/png',
    content: await contentOf(Buffer.from('public')),
  };
  storeObject(world, picture);
  const open = await fetch('http://make-cv.oss-cn-hangzhou.aliyuncs.com/a%20b.png');
  expect(await open.text()).toBe('public');

  const aliOss = new OSS({
    ...ownKeys,
    bucket: 'picwishsz',
    region: 'oss-cn-shenzhen',
    authorizationV4: true,
  });
  await aliOss.put('b.txt', Buffer.from('hello'));
  expect(findObject(world, 'picwishsz', 'b.txt')?.size).toBe(5);
});
