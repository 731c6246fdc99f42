import { expect, it } from 'vitest';
import { objectAddresses } from '../../src/vendors/aliyun-oss/address.ts';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { isValidKey } from '../../src/vendors/aliyun-oss/names.ts';
import { defaults } from '../../src/vendors/aliyun-oss/settings.ts';
import { elementOf } from '../helpers/oss.ts';
import { plainOss } from '../helpers/plain-oss.ts';

const bucketSettings = { region: 'cn-hangzhou', acl: 'private' } as const;
const settings = {
  ...defaults,
  buckets: { photos: bucketSettings, docs: bucketSettings },
  ownHostnames: ['oss.example.test'],
};

const addressesOf = (host: string | undefined, url: string) =>
  objectAddresses(
    {
      method: 'GET',
      url,
      headers: host === undefined ? {} : { host },
      body: (async function* () {})(),
      origins: {},
    },
    settings,
  ).map(({ bucket, key }) => `${bucket}:${key}`);

/** In path style, unless a domain of its own stands for the bucket. */
const byPath = (bucket: string, key: string, path = `${bucket}/${key}`) => [
  ...[`${bucket}:${key}`, `photos:${path}`, `docs:${path}`],
];

it.each([
  ['127.0.0.1', '/photos/a/b', byPath('photos', 'a/b')],
  ['127.0.0.1:4012', '/photos/a?b/c', byPath('photos', 'a')],
  ['[::1]:4012', '/photos', byPath('photos', '', 'photos')],
  ['localhost', '/', byPath('', '', '')],
  [undefined, '/photos/a', byPath('photos', 'a')],
  ['oss-cn-hangzhou.aliyuncs.com', '/photos/a', byPath('photos', 'a')],
  ['oss.example.test', '/photos/a', byPath('photos', 'a')],
  ['OSS.Example.Test', '/photos/a', byPath('photos', 'a')],
  ['127.0.0.1', '/photos%2Fa%2Fb', byPath('photos', 'a/b')],
  ['127.0.0.1', '/photos//a', byPath('photos', '/a')],
  ['photos.oss-cn-hangzhou.aliyuncs.com', '/a/b', ['photos:a/b']],
  ['photos.oss-cn-hangzhou.aliyuncs.com', '/photos/b', ['photos:photos/b', 'photos:b']],
  ['docs.example.test', '/photos/a', ['docs:photos/a']],
  ['music.example.test', '/photos/a', ['photos:a']],
  ['music.example.test', '/a/b', ['music:a/b']],
  ['music.example.test', '/music/b', ['music:b', 'music:music/b']],
  ['10.0.0.1.example.test', '/a', ['10:a']],
  ['xoss-cn-hangzhou.aliyuncs.com', '/a', ['xoss-cn-hangzhou:a']],
])('reads the address of a request to %s with the path %s', (host, url, expected) => {
  expect(addressesOf(host, url)).toEqual(expected);
});

const longest = 'b'.repeat(63);

it.each([
  ['abc', 200],
  [longest, 200],
  ['ab', 400],
  [`${longest}b`, 400],
  ['aBc', 400],
  ['a_c', 400],
  ['-bc', 400],
  ['ab-', 400],
  ['a-c', 200],
])('answers who makes a bucket of the name %s by %i', async (name, status) => {
  const answer = await plainOss().ask({ method: 'PUT', path: `/${name}/` });
  const elements = ['Code', 'BucketName'].map((element) => elementOf(String(answer.body), element));
  const refusal = status === 200 ? [undefined, undefined] : ['InvalidBucketName', name];
  expect([answer.status, ...elements]).toEqual([status, ...refusal]);
});

it('names the bucket that there is not', async () => {
  const { status, body } = await plainOss().ask({ path: '/no-such-bucket/a' });
  const elements = ['Code', 'BucketName'].map((element) => elementOf(String(body), element));
  expect([status, ...elements]).toEqual([404, 'NoSuchBucket', 'no-such-bucket']);
});

it.each([
  ['a'.repeat(1023), undefined],
  ['a'.repeat(1024), '0016-00000003'],
  [`${'猫'.repeat(341)}`, undefined],
  [`${'猫'.repeat(341)}a`, '0016-00000003'],
  ['/a', '0016-00000005'],
  ['\\a', '0016-00000005'],
  ['a/\\', undefined],
])('answers who stores under the key %s by the EC %s', async (key, ec) => {
  const oss = plainOss();
  const path = `/mock-bucket/${encodeURIComponent(key)}`;
  const { status, body } = await oss.ask({ method: 'PUT', path, body: 'x' });
  const elements = ['Code', 'EC', 'ObjectName'].map((name) => elementOf(String(body), name));
  expect([status, ...elements]).toEqual(
    ec === undefined ? [200, undefined, undefined, undefined] : [400, 'InvalidObjectName', ec, key],
  );
  expect(isValidKey(key)).toBe(ec === undefined);
});

it('takes no empty key, and no path that is no text', async () => {
  expect(isValidKey('')).toBe(false);
  const { status, body } = await plainOss().send({ path: '/mock-bucket/%zz' });
  const elements = ['Code', 'EC'].map((name) => elementOf(String(body), name));
  expect([status, ...elements]).toEqual([400, 'InvalidObjectName', '0016-00000004']);
});

it('grants a vendor a whole bucket, or what is under a prefix', async () => {
  const { world, ask, clock } = plainOss();
  const list = async (prefix?: string) => {
    const granted = { bucket: 'mock-bucket', expiresInS: 60, ...(prefix && { prefix }) };
    const { securityToken, expiresAt, region, ...keys } = mintGrant(world, granted);
    expect({ securityToken, expiresAt, region }).toEqual({
      securityToken: expect.stringMatching(/^CAIS[A-Za-z0-9+/]{86}==$/),
      expiresAt: clock.now() + 60_000,
      region: 'cn-hangzhou',
    });
    const headers = { 'x-oss-security-token': securityToken };
    const store = await ask({ method: 'PUT', path: '/mock-bucket/mine/a', body: 'x', keys, headers });
    return [store.status, (await ask({ path: '/mock-bucket/', keys, headers })).status];
  };
  expect([await list(), await list('mine/'), await list('yours/')]).toEqual([
    ...[
      [200, 200],
      [200, 403],
      [403, 403],
    ],
  ]);
  expect(() => mintGrant(world, { bucket: 'nowhere', expiresInS: 60 })).toThrow('nowhere');
});
