import { expect, it } from 'vitest';
import { call, elementOf, md5, type Oss, openOss } from '../helpers/oss.ts';

const settle = async (oss: Oss, method: string, path: string, body = '', headers = {}) => {
  const { status, text } = await call(oss, { method, path, body, headers });
  return [status, ...['Code', 'EC'].map((name) => elementOf(text, name)).filter(Boolean)];
};

it('gives the account a hundred buckets, and no more', async () => {
  const names = Array.from({ length: 99 }, (_, i) => [
    `bucket-${i}`,
    { region: 'cn-hangzhou', acl: 'private' },
  ]);
  const oss = await openOss({ buckets: Object.fromEntries(names) });
  expect(await settle(oss, 'PUT', '/new-bucket/')).toEqual([200]);
  expect(await settle(oss, 'PUT', '/other-bucket/')).toEqual([400, 'TooManyBuckets']);
  expect(await settle(oss, 'PUT', '/new-bucket/')).toEqual([200]);
});

it('changes nothing but the ACL of a bucket that exists', async () => {
  const oss = await openOss();
  const grant = async () => elementOf((await call(oss, { path: '/mock-bucket/?acl' })).text, 'Grant');
  expect(await settle(oss, 'PUT', '/mock-bucket/', '', { 'x-oss-acl': 'public-read' })).toEqual([200]);
  expect(await grant()).toBe('public-read');
  const same = '<CreateBucketConfiguration><StorageClass>Standard</StorageClass></CreateBucketConfiguration>';
  expect(await settle(oss, 'PUT', '/mock-bucket/', same)).toEqual([200]);
  expect(await grant()).toBe('public-read');
});

it('makes a bucket in the region of the endpoint', async () => {
  const oss = await openOss();
  const regionOf = async (name: string, host: string) => {
    await call(oss, {
      method: 'PUT',
      path: '/',
      resource: `/${name}/`,
      headers: { host: `${name}.${host}` },
    });
    return elementOf((await call(oss, { path: `/${name}/?location` })).text, 'LocationConstraint');
  };
  expect(await regionOf('new-1', 'oss-cn-beijing.aliyuncs.com')).toBe('oss-cn-beijing');
  expect(await regionOf('new-2', 'oss-cn-shanghai-internal.aliyuncs.com')).toBe('oss-cn-shanghai');
});

const rule = '<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>';
const documentOf = (bytes: number) => {
  const [start, end] = ['<CORSConfiguration><!--', `-->${rule}</CORSConfiguration>`];
  return start + 'a'.repeat(bytes - start.length - end.length) + end;
};

it.each([
  [4 << 20, [200]],
  [(4 << 20) + 1, [400, 'EntityTooLarge']],
])('answers a document of %i bytes', async (bytes, expected) => {
  expect(await settle(await openOss(), 'PUT', '/mock-bucket/?cors', documentOf(bytes))).toEqual(expected);
});

it.each([
  ['of the document', (body: string) => md5(body), [200]],
  ['of another document', () => md5('other'), [400, 'InvalidDigest', '0017-00000503']],
])('compares an MD5 %s', async (_, digest, expected) => {
  const body = `<CORSConfiguration>${rule}</CORSConfiguration>`;
  const headers = { 'content-md5': digest(body) };
  expect(await settle(await openOss(), 'PUT', '/mock-bucket/?cors', body, headers)).toEqual(expected);
});
