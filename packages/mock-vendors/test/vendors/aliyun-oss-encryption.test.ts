import { expect, it } from 'vitest';
import { call, elementOf, type Oss, openOss } from '../helpers/oss.ts';

const rule = (inner: string) =>
  `<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>`;

const encrypt = (oss: Oss) =>
  call(oss, {
    method: 'PUT',
    path: '/mock-bucket/?encryption',
    body: rule('<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>key-1</KMSMasterKeyID>'),
  });

const asBucket = {
  'x-oss-server-side-encryption': 'KMS',
  'x-oss-server-side-encryption-key-id': 'key-1',
};

it.each([
  ['PUT', '/mock-bucket/a'],
  ['POST', '/mock-bucket/a?append&position=0'],
  ['POST', '/mock-bucket/a?uploads'],
])('says how %s %s is encrypted, if the bucket says so', async (method, path) => {
  const oss = await openOss();
  const before = await call(oss, { method, path, body: 'x' });
  expect(before.headers).not.toHaveProperty('x-oss-server-side-encryption');
  await call(oss, { method: 'DELETE', path: '/mock-bucket/a' });
  await encrypt(oss);
  expect((await call(oss, { method, path, body: 'x' })).headers).toMatchObject(asBucket);
});

it('encrypts an object as it is sent, rather than as the bucket says', async () => {
  const oss = await openOss();
  await encrypt(oss);
  const headers = { 'x-oss-server-side-encryption': 'AES256' };
  const stored = await call(oss, { method: 'PUT', headers, body: 'x' });
  expect(stored.headers).toMatchObject(headers);
  const read = await call(oss, {});
  expect(read.headers).toMatchObject(headers);
  expect(read.headers).not.toHaveProperty('x-oss-server-side-encryption-key-id');
});

it('copies metadata, but not how the source is encrypted', async () => {
  const oss = await openOss();
  const headers = { 'x-oss-server-side-encryption': 'AES256', 'x-oss-meta-a': 'b' };
  await call(oss, { method: 'PUT', headers, body: 'x' });
  const copied = { 'x-oss-copy-source': '/mock-bucket/a.txt' };
  await call(oss, { method: 'PUT', path: '/mock-bucket/b', headers: copied });
  const read = await call(oss, { path: '/mock-bucket/b' });
  expect(read.headers).toMatchObject({ 'x-oss-meta-a': 'b' });
  expect(read.headers).not.toHaveProperty('x-oss-server-side-encryption');
});

it('stores a copy in the storage class of the bucket it goes to', async () => {
  const oss = await openOss({
    buckets: {
      'mock-bucket': { region: 'cn-hangzhou', acl: 'private' },
      cold: { region: 'cn-hangzhou', acl: 'private', storageClass: 'IA' },
    },
  });
  await call(oss, { method: 'PUT', body: 'x' });
  await call(oss, {
    ...{ method: 'PUT', path: '/cold/b' },
    headers: { 'x-oss-copy-source': '/mock-bucket/a.txt' },
  });
  expect((await call(oss, { path: '/cold/b' })).headers).toMatchObject({ 'x-oss-storage-class': 'IA' });
});

it('names the version that a part is copied from', async () => {
  const oss = await openOss();
  const versioning = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await call(oss, { method: 'PUT', path: '/mock-bucket/?versioning', body: versioning });
  const versionId = (await call(oss, { method: 'PUT', body: 'x' })).headers['x-oss-version-id'];
  const { text } = await call(oss, { method: 'POST', path: '/mock-bucket/b?uploads' });
  const path = `/mock-bucket/b?partNumber=1&uploadId=${elementOf(text, 'UploadId')}`;
  const headers = { 'x-oss-copy-source': '/mock-bucket/a.txt' };
  const copied = await call(oss, { method: 'PUT', path, headers });
  expect(copied.headers).toMatchObject({ 'x-oss-copy-source-version-id': versionId });
});

it('tells in lists what is restored, and what a rule has moved to the coldest storage', async () => {
  const oss = await openOss();
  const list = async (query = '') =>
    (await call(oss, { path: `/mock-bucket/${query}`, resource: '/mock-bucket/' })).text;
  await call(oss, { method: 'PUT', headers: { 'x-oss-storage-class': 'Archive' }, body: 'x' });
  expect(elementOf(await list(), 'RestoreInfo')).toBeUndefined();
  await call(oss, { method: 'POST', path: '/mock-bucket/a.txt?restore' });
  expect(elementOf(await list('?list-type=2'), 'RestoreInfo')).toBe('ongoing-request=&quot;true&quot;');
  oss.clock.advance(60_000);
  expect(elementOf(await list(), 'RestoreInfo')).toMatch(/^ongoing-request=&quot;false&quot;, expiry-date=/);
  const action = '<Transition><Days>1</Days><StorageClass>ColdArchive</StorageClass></Transition>';
  const body = `<LifecycleConfiguration><Rule><Prefix/><Status>Enabled</Status>${action}</Rule></LifecycleConfiguration>`;
  await call(oss, { method: 'PUT', path: '/mock-bucket/?lifecycle', body });
  oss.clock.advance(86_400_000);
  const moved = elementOf(await list(), 'TransitionTime') ?? '';
  const { headers } = await call(oss, { method: 'HEAD' });
  expect(Date.parse(String(headers['x-oss-transition-time']))).toBe(Date.parse(moved));
});
