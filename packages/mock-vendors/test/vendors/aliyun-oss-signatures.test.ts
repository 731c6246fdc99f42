import { Readable } from 'node:stream';
import type { HttpRequest } from '@api-repack/core';
import { aliyunOss, bucketUrl, type OssGrant, presignedUrl } from '@api-repack/core/aliyun-oss';
import { type MockRequest, manualClock, respond, World } from '@api-repack/mock-vendors';
import OSS from 'ali-oss';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mintGrant, mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { elementOf, openOss, ownKeys } from '../helpers/oss.ts';

const manual = {
  accessKeyId: '44CF9590006BF252F707',
  accessKeySecret: 'OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV',
};

it("accepts the example of the manual, whose signature is the manual's own", async () => {
  const { world, ask } = await openOss({
    buckets: { 'oss-example': { region: 'cn-hangzhou', acl: 'private' } },
  });
  world.clock.set(Date.UTC(2005, 10, 17, 18, 50));
  world.stateOf(mockAliyunOss).keys.set(manual.accessKeyId, manual);
  const headers = {
    date: 'Thu, 17 Nov 2005 18:49:58 GMT',
    'content-type': 'text/html',
    'content-md5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=',
    'x-oss-meta-author': 'foo@bar.com',
    'x-oss-magic': 'abracadabra',
    authorization: `OSS ${manual.accessKeyId}:26NBxoKdsyly4EDv6inkoDft/yA=`,
  };
  const put = { method: 'PUT', path: '/oss-example/nelson', headers, body: 'x' };
  // Its Content-MD5 is not one, and comes after the signature.
  expect(elementOf((await ask(put)).text, 'Code')).toBe('InvalidDigest');
  const changed = await ask({ ...put, headers: { ...headers, 'x-oss-magic': 'open sesame' } });
  expect(elementOf(changed.text, 'Code')).toBe('SignatureDoesNotMatch');
});

it('refuses a V4 signature for another region than the bucket is in', async () => {
  const { world, grant } = worldWithGrant(false);
  const signedFor = (region: string) => {
    const place = { ...grant, region, endpoint: '127.0.0.1:4012', signatureVersion: 'v4' } as const;
    const url = presignedUrl(place, { method: 'PUT', key: 'a', expiresInS: 60 }, world.clock.now());
    return replyTo(world, asSeen({ method: 'PUT', url, headers: {} }));
  };
  expect(await signedFor('cn-shenzhen')).toMatchObject({ status: 400, code: 'InvalidArgument' });
  expect(await signedFor('cn-hangzhou')).toMatchObject({ status: 200 });
});

/** What can be a key, save for the parts `.` and `..`, which no URL can hold. */
const keys = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(...'a/b+c%20&=?#\'()!*~;:@,$ 猫é|[]{}^"<>`'),
      minLength: 1,
      maxLength: 30,
    }),
  )
  .filter((key) => !/^[/\\]|(^|\/)\.{1,2}(\/|$)/.test(key));
const headerTexts = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const cases = fc.record({
  key: keys,
  version: fc.constantFrom('v1' as const, 'v4' as const),
  isGrant: fc.boolean(),
  endpoint: fc.constantFrom(
    '127.0.0.1:4012',
    'localhost:4012',
    'oss-cn-hangzhou.aliyuncs.com',
    'oss-accelerate.aliyuncs.com',
  ),
  cname: fc.boolean(),
  headers: fc.dictionary(
    fc.constantFrom('x-oss-meta-a', 'x-oss-meta-a-b', 'x-oss-meta-ab', 'x-oss-meta-z.1', 'x-oss-magic'),
    headerTexts,
  ),
  type: headerTexts,
});

function worldWithGrant(isGrant: boolean) {
  const world = new World({ clock: manualClock(Date.now()) });
  const keys = isGrant ? mintGrant(world, { bucket: 'mock-bucket', expiresInS: 60 }) : ownKeys;
  return { world, grant: { region: 'cn-hangzhou', ...keys, bucket: 'mock-bucket' } };
}

function asSeen({ method, url, headers }: Pick<HttpRequest, 'method' | 'url' | 'headers'>): MockRequest {
  const { host, pathname, search } = new URL(url);
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const length = { 'content-length': '0' };
  return {
    method,
    url: pathname + search,
    headers: { host, ...length, ...lower },
    body: Readable.from([]),
    origins: {},
  };
}

const replyTo = async (world: World, request: MockRequest) => {
  const { status, body } = await respond(world, mockAliyunOss, request);
  const stored = [...world.stateOf(mockAliyunOss).objects.values()].map(({ bucket, key }) => ({
    bucket,
    key,
  }));
  return { status, stored, code: elementOf(String(body), 'Code') };
};

it("accepts core's signatures of any key and header, and of no other key", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ key, version, isGrant, endpoint, cname, headers, type }) => {
      const { world, grant: keys } = worldWithGrant(isGrant);
      const grant: OssGrant = { ...keys, endpoint, cname, signatureVersion: version };
      const url = `${bucketUrl(grant)}/${key.split('/').map(encodeURIComponent).join('/')}`;
      const unsigned: HttpRequest = {
        ...{ method: 'PUT', url, auth: true, answer: 'text', timeoutMs: 0 },
        headers: { ...headers, 'content-type': type },
      };
      const request = asSeen(aliyunOss.authenticate(unsigned, grant, world.clock.now()));
      expect(await replyTo(world, request)).toMatchObject({
        status: 200,
        stored: [{ bucket: 'mock-bucket', key }],
      });
      const elsewhere = { ...request, url: `${request.url}x` };
      expect(await replyTo(world, elsewhere)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    }),
    { numRuns: 200 },
  );
});

it("accepts core's presigned URLs of any key", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ key, version, isGrant, endpoint, cname }) => {
      const { world, grant: keys } = worldWithGrant(isGrant);
      const grant: OssGrant = { ...keys, endpoint, cname, signatureVersion: version };
      const url = presignedUrl(grant, { method: 'PUT', key, expiresInS: 60 }, world.clock.now());
      const request = asSeen({ method: 'PUT', url, headers: {} });
      expect(await replyTo(world, request)).toMatchObject({
        status: 200,
        stored: [{ bucket: 'mock-bucket', key }],
      });
    }),
    { numRuns: 100 },
  );
});

/** What ali-oss would send, without sending it. */
async function requestOfAliOss(
  options: object,
  { key, headers, type }: { key: string; headers: object; type: string },
) {
  let seen: { url: string; headers: Record<string, string> } | undefined;
  const urllib = {
    request: async (url: string, options: { headers: Record<string, string> }) => {
      seen = { url, headers: options.headers };
      return { status: 200, headers: {}, data: Buffer.from('') };
    },
  };
  const client = new OSS({ refreshSTSTokenInterval: 1e9, urllib, ...options } as unknown as OSS.Options);
  await client.put(key, Buffer.from(''), { headers: { ...headers, 'Content-Type': type } });
  if (!seen) throw new Error('ali-oss sent nothing');
  return seen;
}

it('agrees with ali-oss on any key and header, and so does core', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ key, version, isGrant, headers, type }) => {
      const { world, grant: keys } = worldWithGrant(isGrant);
      const grant = { ...keys, endpoint: '127.0.0.1:4012', signatureVersion: version };
      const theirs = await requestOfAliOss(
        {
          ...keys,
          ...(isGrant && { stsToken: (keys as OssGrant).securityToken }),
          endpoint: 'http://127.0.0.1:4012',
          region: 'oss-cn-hangzhou',
          authorizationV4: version === 'v4',
        },
        { key, headers, type },
      );
      const request = asSeen({ method: 'PUT', ...theirs });
      expect(await replyTo(world, request)).toMatchObject({
        status: 200,
        stored: [{ bucket: 'mock-bucket', key }],
      });
      const ours = aliyunOss.authenticate(
        {
          ...{ method: 'PUT', auth: true, answer: 'text', timeoutMs: 0 },
          url: `${bucketUrl(grant)}/${key.split('/').map(encodeURIComponent).join('/')}`,
          headers: {
            ...headers,
            'content-type': type,
            'content-md5': request.headers['content-md5'] as string,
          },
        },
        grant,
        timeOf(request.headers['x-oss-date'] as string),
      );
      expect(signatureOf(ours.headers.authorization)).toBe(signatureOf(request.headers.authorization));
    }),
    { numRuns: 100 },
  );
});

const signatureOf = (authorization = '') => /(?:Signature=|:)(\S+)$/.exec(authorization)?.[1];
const timeOf = (date: string) =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
