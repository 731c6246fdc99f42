import { expect, it } from 'vitest';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { call, elementOf, openOss, signedV1 } from '../helpers/oss.ts';
import { openInProcess } from '../helpers/plain-oss.ts';

const bucket = '/mock-bucket/';

async function openWithVersions() {
  const oss = await openOss();
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await call(oss, { method: 'PUT', path: `${bucket}?versioning`, body });
  const { headers } = await call(oss, { method: 'PUT', path: `${bucket}a+b`, body: 'first' });
  await call(oss, { method: 'PUT', path: `${bucket}a+b`, body: 'second' });
  const deleted = await call(oss, { method: 'DELETE', path: `${bucket}gone` });
  const ids = {
    first: String(headers['x-oss-version-id']),
    marker: String(deleted.headers['x-oss-version-id']),
  };
  const copy = async (source: string, path = `${bucket}copy`) => {
    const answered = await call(oss, { method: 'PUT', path, headers: { 'x-oss-copy-source': source } });
    const { status, text } = answered;
    return status === 200 ? status : [status, elementOf(text, 'Code'), elementOf(text, 'EC')];
  };
  return { oss, ids, copy };
}

const source = `${bucket}${encodeURIComponent('a+b')}`;

it('copies the current version, or the one that is named', async () => {
  const { oss, ids, copy } = await openWithVersions();
  expect(await copy(source)).toBe(200);
  expect((await call(oss, { path: `${bucket}copy` })).text).toBe('second');
  expect(await copy(`${source}?versionId=${ids.first}`)).toBe(200);
  expect((await call(oss, { path: `${bucket}copy` })).text).toBe('first');
});

it.each([
  ['an unknown parameter', `${source}?unknown=x`, '0016-00000304'],
  ['an empty version', `${source}?versionId=`, '0016-00000305'],
])('refuses a source with %s', async (_, value, ec) => {
  const { copy } = await openWithVersions();
  expect(await copy(value)).toEqual([400, 'InvalidArgument', ec]);
});

it.each(['mock-bucket/a', '/mock-bucket', '/mock-bucket/', '/mock-bucket/%E6'])(
  'refuses the source %s',
  async (value) => {
    const { copy } = await openWithVersions();
    expect(await copy(value)).toEqual([400, 'InvalidArgument', undefined]);
  },
);

it('refuses a version that is a delete marker, or that does not exist', async () => {
  const { ids, copy } = await openWithVersions();
  expect(await copy(`${bucket}gone?versionId=${ids.marker}`)).toEqual([
    400,
    'InvalidArgument',
    '0016-00000307',
  ]);
  expect(await copy(`${source}?versionId=${ids.marker}`)).toEqual([404, 'NoSuchVersion', '0012-00000203']);
  expect(await copy(`${bucket}gone`)).toEqual([404, 'NoSuchKey', '0026-00000001']);
});

it('refuses a source of a part that is misspelt or a symbolic link', async () => {
  const { oss, copy } = await openWithVersions();
  const link = { 'x-oss-symlink-target': encodeURIComponent('a+b') };
  await call(oss, { method: 'PUT', path: `${bucket}link?symlink`, headers: link });
  const { text } = await call(oss, { method: 'POST', path: `${bucket}copy?uploads` });
  const part = `${bucket}copy?partNumber=1&uploadId=${elementOf(text, 'UploadId')}`;
  expect(await copy(source, part)).toBe(200);
  expect(await copy('mock-bucket/a', part)).toEqual([400, 'InvalidArgument', '0042-00000301']);
  expect(await copy('', part)).toEqual([400, 'InvalidArgument', '0042-00000302']);
  expect(await copy(`${bucket}link`, part)).toEqual([400, 'InvalidArgument', '0042-00000308']);
});

it.each([
  ['bytes=2-2', 'c'],
  ['bytes=0-5', 'abcdef'],
  ['bytes=1-5', 'bcdef'],
  ['bytes=1-6', 'abcdef'],
  ['bytes=3-2', 'abcdef'],
  ['bytes=1-', 'abcdef'],
  ['bytes=-1', 'abcdef'],
])('copies the range %s of a source, or all of it: %s', async (range, content) => {
  const oss = openInProcess();
  await call(oss, { method: 'PUT', body: 'abcdef' });
  const { text } = await call(oss, { method: 'POST', path: `${bucket}copy?uploads` });
  const upload = `${bucket}copy?uploadId=${elementOf(text, 'UploadId')}`;
  const path = upload.replace('?', '?partNumber=1&');
  const headers = { 'x-oss-copy-source': `${bucket}a.txt`, 'x-oss-copy-source-range': range };
  await call(oss, { method: 'PUT', path, headers });
  await call(oss, { method: 'POST', path: upload, headers: { 'x-oss-complete-all': 'yes' } });
  expect((await call(oss, { path: `${bucket}copy` })).text).toBe(content);
});

it('calls a source that is unchanged not modified, with no finer code', async () => {
  const oss = openInProcess();
  await call(oss, { method: 'PUT', body: 'x' });
  const { etag } = (await call(oss, { method: 'HEAD' })).headers;
  const headers = {
    ...{ 'x-oss-copy-source': `${bucket}a.txt`, 'x-oss-copy-source-if-none-match': String(etag) },
  };
  const answered = await call(oss, { method: 'PUT', path: `${bucket}copy`, headers });
  expect([answered.status, answered.headers['x-oss-ec']]).toEqual([304, undefined]);
  expect(oss.world.journal.entries.at(-1)?.error).toBe('NotModified');
});

it('copies nothing that the caller may not read', async () => {
  const oss = openInProcess();
  for (const key of ['mine/a', 'yours/a']) await call(oss, { method: 'PUT', path: bucket + key, body: 'x' });
  const { securityToken, ...keys } = mintGrant(oss.world, {
    ...{ bucket: 'mock-bucket', prefix: 'mine/', expiresInS: 60 },
  });
  const copy = async (source: string) => {
    const path = `${bucket}mine/copy`;
    const headers = { 'x-oss-security-token': securityToken, 'x-oss-copy-source': source };
    const signing = { method: 'PUT', resource: path, now: oss.clock.now(), headers, keys };
    const { status, text } = await oss.ask({ method: 'PUT', path, headers: signedV1(signing) });
    return [status, elementOf(text, 'EC')];
  };
  expect(await copy(`${bucket}mine/a`)).toEqual([200, undefined]);
  expect(await copy(`${bucket}yours/a`)).toEqual([403, '0003-00000001']);
});
