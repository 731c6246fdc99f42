import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

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
