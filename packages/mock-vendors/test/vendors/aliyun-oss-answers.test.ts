import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { elementOf } from '../helpers/oss.ts';
import { plainOss } from '../helpers/plain-oss.ts';

it('gives each answer the name of the server, an id and a time', async () => {
  const { ask } = plainOss();
  const answers = [await ask({ path: '/mock-bucket/' }), await ask({ path: '/mock-bucket/' })];
  for (const { headers } of answers)
    expect(headers).toMatchObject({
      server: 'AliyunOSS',
      'x-oss-request-id': expect.stringMatching(/^[0-9A-F]{24}$/),
      'x-oss-server-time': '1',
    });
  const [one, other] = answers.map(({ headers }) => headers['x-oss-request-id']);
  expect(one).not.toBe(other);
});

it('names the owner of the buckets by the account that STS gives to its keys', async () => {
  const { ask } = plainOss();
  const bodies = ['/', '/mock-bucket/?bucketInfo'].map(async (path) => String((await ask({ path })).body));
  const [list, info] = await Promise.all(bodies);
  expect(list).toContain('<Owner><ID>1000000000000000</ID><DisplayName>mock</DisplayName></Owner>');
  expect(info).toContain('<Owner><DisplayName>mock</DisplayName><ID>1000000000000000</ID></Owner>');
});

const many = '<Delete><Object><Key>a</Key></Object></Delete>';

it.each([
  ['PUT', '/mock-bucket/a', 'x'],
  ['PUT', '/new-bucket/', ''],
  ['POST', '/mock-bucket/?delete', many],
])('takes no %s %s for a form, whatever its content type', async (method, path, body) => {
  const sum = createHash('md5').update(body).digest('base64');
  const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-md5': sum };
  expect((await plainOss().ask({ method, path, body, headers })).status).toBe(200);
});

it('notes the object of a call that it refuses', async () => {
  const { world, send, clock } = plainOss();
  const headers = { authorization: 'OSS mock-oss-key:x', date: new Date(clock.now()).toUTCString() };
  const { body } = await send({ path: '/mock-bucket/a', headers });
  expect(elementOf(String(body), 'Code')).toBe('SignatureDoesNotMatch');
  expect(world.journal.entries.at(-1)).toMatchObject({ fields: { bucket: 'mock-bucket', key: 'a' } });
});

it.each([
  ['GET', '/mock-bucket/?udf', { endpoint: 'listObjects', differs: ['query: udf is too much'] }],
  ['GET', '/mock-bucket/a?udf', { endpoint: 'getObject', differs: ['query: udf is too much'] }],
  ['PATCH', '/mock-bucket/a', { endpoint: 'putObject', differs: ['method: PATCH'] }],
])('refuses %s %s, and notes the nearest call that there is', async (method, path, nearest) => {
  const { world, ask } = plainOss();
  const { status, body } = await ask({ method, path });
  expect([status, elementOf(String(body), 'Code')]).toEqual([501, 'NotImplemented']);
  expect(world.journal.entries.at(-1)).toMatchObject({ nearest });
});

it.each([
  ['LTAI5tInventedKey01', true],
  ['STS.NTInventedKey0123456', true],
  ['STS.NU0123456789abcdef012345', false],
  ['mock-oss-key', false],
  ['LTAIshort', false],
])('takes the key %s for one of the real service: %s', async (id, isReal) => {
  const { world } = plainOss();
  const request = {
    ...{ method: 'GET', url: '/', body: (async function* () {})(), origins: {} },
    headers: { authorization: `OSS ${id}:x`, date: new Date(0).toUTCString() },
  };
  expect(mockAliyunOss.realKey?.(world, request)?.code).toBe(isReal ? 'InvalidAccessKeyId' : undefined);
  world.stateOf(mockAliyunOss).keys.set(id, { accessKeyId: id, accessKeySecret: 'x' });
  expect(mockAliyunOss.realKey?.(world, request)).toBeUndefined();
});
