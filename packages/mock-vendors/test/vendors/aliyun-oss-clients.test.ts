import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import OSS from 'ali-oss';
import { expect, it, onTestFinished } from 'vitest';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { openAliOss } from '../helpers/ali-oss.ts';
import { openOss, ownKeys, signedV1 } from '../helpers/oss.ts';

const bytes = Buffer.from('a picture of a cat');
const etag = `"${createHash('md5').update(bytes).digest('hex').toUpperCase()}"`;
const key = "users/猫 & dog/a+b'(1)!*~%25.png";

const addresses = {
  'an IP address': (origin: string) => ({ endpoint: origin }),
  'an IP address, bucket in the path too': (origin: string) => ({ endpoint: origin, sldEnable: true }),
  'localhost, bucket in the path': (origin: string) => ({ endpoint: localhost(origin), sldEnable: true }),
  'localhost as the domain of one bucket': (origin: string) => ({ endpoint: localhost(origin), cname: true }),
};
const localhost = (origin: string) => origin.replace('127.0.0.1', 'localhost');

const versions = { V1: false, V4: true };

function aliOss(options: object): OSS {
  return new OSS({ ...ownKeys, bucket: 'mock-bucket', refreshSTSTokenInterval: 1e9, ...options });
}

function fileOf(content: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'cat.png'), content);
  return join(folder, 'cat.png');
}

const bodies = {
  'a buffer': () => bytes,
  'a file': () => fileOf(bytes),
  'a stream': () => Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]),
};

for (const [address, optionsFor] of Object.entries(addresses))
  for (const [version, authorizationV4] of Object.entries(versions))
    it(`lets ali-oss store, read and delete at ${address} with ${version}`, async () => {
      const { origin } = await openOss();
      const client = aliOss({ ...optionsFor(origin), authorizationV4 });
      for (const makeBody of Object.values(bodies)) {
        await client.put(key, makeBody());
        const { content, res } = await client.get(key);
        expect(content).toEqual(bytes);
        expect(res.headers).toMatchObject({ etag, 'content-type': 'image/png' });
        await client.delete(key);
        await expect(client.head(key)).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
      }
    });

it('lets ali-oss upload with a grant, and not outside of it', async () => {
  const { origin, world } = await openOss();
  const grant = mintGrant(world, { bucket: 'picwishsz', prefix: 'users/7/', expiresInS: 60 });
  const { accessKeyId, accessKeySecret, securityToken: stsToken } = grant;
  for (const authorizationV4 of [false, true]) {
    const keys = { accessKeyId, accessKeySecret, stsToken, bucket: 'picwishsz', region: 'oss-cn-shenzhen' };
    const client = aliOss({ ...keys, endpoint: origin, authorizationV4 });
    await client.put('users/7/cat.png', bytes);
    await expect(client.put('users/8/cat.png', bytes)).rejects.toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
    await expect(
      aliOss({ ...keys, bucket: 'make-cv', endpoint: origin }).put('users/7/x', bytes),
    ).rejects.toMatchObject({ code: 'AccessDenied' });
  }
});

it('tells ali-oss of errors in its own words, and by a header where there is no body', async () => {
  const { origin } = await openOss();
  const client = aliOss({ endpoint: origin, accessKeySecret: 'another-secret' });
  const known = { code: 'SignatureDoesNotMatch', status: 403, ecCode: '0002-00000040' };
  const withId = { ...known, requestId: expect.stringMatching(/^[0-9A-F]{24}$/) };
  await expect(client.put('a.png', bytes)).rejects.toMatchObject(withId);
  await expect(client.head('a.png')).rejects.toMatchObject(known);
});

it('says clearly what it does not emulate', async () => {
  const { client } = await openAliOss();
  await expect(client.createVod('camera', 'list.m3u8', { startTime: 1, endTime: 61 })).rejects.toMatchObject({
    code: 'NotImplemented',
    status: 501,
    message: expect.stringMatching(/^mock: .*vod/),
  });
});

it('lists for ali-oss page by page, and by folder', async () => {
  const { origin } = await openOss();
  const client = aliOss({ endpoint: origin });
  const keys = ['a & b.png', 'folder/1', 'folder/2', 'z'];
  for (const name of keys) await client.put(name, bytes);
  const options = { timeout: 5_000 };
  const names = async (query: object) => {
    const { objects, prefixes, nextMarker } = await client.list({ 'max-keys': 1000, ...query }, options);
    return { names: objects.map(({ name }) => name), prefixes, nextMarker };
  };
  expect(await names({})).toEqual({ names: keys, prefixes: null, nextMarker: null });
  expect(await names({ delimiter: '/' })).toEqual({
    names: ['a & b.png', 'z'],
    prefixes: ['folder/'],
    nextMarker: null,
  });
  expect(await names({ prefix: 'folder/', marker: 'folder/1' })).toMatchObject({ names: ['folder/2'] });
  expect(await names({ 'max-keys': 2 })).toMatchObject({ names: keys.slice(0, 2), nextMarker: 'folder/1' });
});

it('lists for ali-oss with version 2 of the call', async () => {
  const { origin } = await openOss();
  const client = aliOss({ endpoint: origin, authorizationV4: true }) as OSS & {
    listV2(
      query: object,
    ): Promise<{ objects: { name: string }[]; nextContinuationToken: string; keyCount: number }>;
  };
  for (const name of ['1', '2', '3']) await client.put(name, bytes);
  const first = await client.listV2({ 'max-keys': '2' });
  expect(first).toMatchObject({ keyCount: 2, nextContinuationToken: expect.any(String) });
  const second = await client.listV2({ 'continuation-token': first.nextContinuationToken });
  expect(second.objects.map(({ name }) => name)).toEqual(['3']);
});

it('opens the presigned URLs of ali-oss until they expire', async () => {
  const { origin, clock, ask } = await openOss();
  await aliOss({ endpoint: origin }).put(key, bytes);
  const client = aliOss({ endpoint: 'http://oss-cn-hangzhou.aliyuncs.com' }) as OSS & {
    signatureUrlV4(method: string, expires: number, request: object, key: string): Promise<string>;
  };
  const response = { 'content-disposition': 'attachment; filename="cat.png"' };
  const urls = [
    client.signatureUrl(key, { expires: 60, response }),
    await client.signatureUrlV4('GET', 60, {}, key),
  ].map((url) => new URL(url));
  const open = ({ pathname, search, host }: URL) => ask({ path: pathname + search, headers: { host } });
  for (const url of urls) expect(await open(url)).toMatchObject({ status: 200, text: String(bytes) });
  expect((await open(urls[0] as URL)).headers['content-disposition']).toBe(response['content-disposition']);
  clock.advance(62_000);
  for (const url of urls) {
    const expired = await open(url);
    expect(expired).toMatchObject({ status: 403, headers: { 'x-oss-ec': '0002-00000069' } });
    expect(expired.text).toContain('<Message>Request has expired.</Message>');
  }
});

it('takes the requests of oss2: path style, slashes of the key encoded, Date only, no content type', async () => {
  const { world, ask, clock } = await openOss();
  const { securityToken, ...keys } = mintGrant(world, { bucket: 'picwishsz', expiresInS: 60 });
  const path = `/picwishsz/${encodeURIComponent('users/7/猫 1.png')}`;
  const headers = { 'x-oss-security-token': securityToken };
  const signing = { resource: '/picwishsz/users/7/猫 1.png', now: clock.now(), headers, keys };
  const put = await ask({
    method: 'PUT',
    path,
    headers: signedV1({ ...signing, method: 'PUT' }),
    body: bytes,
  });
  expect(put).toMatchObject({ status: 200, text: '', headers: { etag } });
  const get = await ask({ path, headers: signedV1({ ...signing, method: 'GET' }) });
  expect(get).toMatchObject({ status: 200, text: String(bytes) });
  expect(get.headers['content-type']).toBe('application/octet-stream');
});

it('takes a request that was signed for the accelerated host of a bucket', async () => {
  const { ask, clock } = await openOss();
  const headers = signedV1({ method: 'PUT', resource: '/picwishsz/a/b.png', now: clock.now() });
  const host = 'picwishsz.oss-accelerate.aliyuncs.com';
  const put = await ask({ method: 'PUT', path: '/a/b.png', headers: { ...headers, host }, body: bytes });
  expect(put.status).toBe(200);
});
