import { expect, it } from 'vitest';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { openAliOss } from '../helpers/ali-oss.ts';
import { call, elementOf, md5, type Oss, openOss, signedV1 } from '../helpers/oss.ts';

const path = '/mock-bucket/';

async function openVersioned() {
  const oss = await openOss();
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await call(oss, { method: 'PUT', path: `${path}?versioning`, body });
  const put = async (key: string) => {
    const { headers } = await call(oss, { method: 'PUT', path: path + key, body: 'x' });
    return String(headers['x-oss-version-id']);
  };
  return { oss, put };
}

/** Filters of lists are not signed. */
const list = async ({ ask, clock }: Oss, query = '') => {
  const headers = signedV1({ method: 'GET', resource: `${path}?versions`, now: clock.now() });
  return ask({ path: `${path}?versions&${query}`, headers });
};

const entriesIn = (xml: string) =>
  [
    ...xml.matchAll(/<(Version|DeleteMarker)><Key>(.*?)<\/Key><VersionId>(.*?)<\/VersionId><IsLatest>(\w+)/g),
  ].map(([, kind, key, id, isLatest]) => ({ kind, key, id, isLatest }));
const foldersIn = (xml: string) =>
  [...xml.matchAll(/<CommonPrefixes><Prefix>(.*?)<\/Prefix>/g)].map(([, folder]) => folder);

it('lists the versions of each key from the newest on, with the delete markers', async () => {
  const { oss, put } = await openVersioned();
  const [first, second] = [await put('a'), await put('a')];
  const { headers } = await call(oss, { method: 'DELETE', path: `${path}a` });
  const marker = headers['x-oss-version-id'];
  const third = await put('b');
  const { text } = await list(oss);
  expect(entriesIn(text)).toEqual([
    { kind: 'DeleteMarker', key: 'a', id: marker, isLatest: 'true' },
    { kind: 'Version', key: 'a', id: second, isLatest: 'false' },
    { kind: 'Version', key: 'a', id: first, isLatest: 'false' },
    { kind: 'Version', key: 'b', id: third, isLatest: 'true' },
  ]);
});

it('lists page by page, one version at a time', async () => {
  const { oss, put } = await openVersioned();
  for (const key of ['a', 'a', 'b/1', 'b/1', 'b/2', 'c']) await put(key);
  const seen: string[] = [];
  let markers = '';
  for (let page = 0; page < 10; page++) {
    const { text } = await list(oss, `delimiter=/&max-keys=1${markers}`);
    seen.push(...entriesIn(text).map(({ key }) => String(key)), ...foldersIn(text).map(String));
    if (elementOf(text, 'IsTruncated') === 'false') break;
    markers = `&key-marker=${elementOf(text, 'NextKeyMarker')}&version-id-marker=${elementOf(text, 'NextVersionIdMarker')}`;
  }
  expect(seen).toEqual(['a', 'a', 'b/', 'c']);
});

it('goes on behind a key, and from its beginning if the version of the marker is gone', async () => {
  const { oss, put } = await openVersioned();
  await put('a');
  await put('a');
  await put('b');
  const keysFrom = async (query: string) => entriesIn((await list(oss, query)).text).map(({ key }) => key);
  expect(await keysFrom('key-marker=a')).toEqual(['b']);
  expect(await keysFrom('key-marker=a&version-id-marker=gone')).toEqual(['a', 'a', 'b']);
  expect(await keysFrom('key-marker=zzz')).toEqual([]);
  expect(await keysFrom('prefix=b')).toEqual(['b']);
  const refused = await list(oss, 'version-id-marker=x');
  expect([refused.status, elementOf(refused.text, 'EC')]).toEqual([400, '0012-00000106']);
});

it('writes keys as URLs if asked to', async () => {
  const { oss, put } = await openVersioned();
  await put(encodeURIComponent('猫 a'));
  const { text } = await list(oss, 'encoding-type=url');
  expect([elementOf(text, 'EncodingType'), entriesIn(text)[0]?.key]).toEqual(['url', '%E7%8C%AB%20a']);
});

it('deletes a bucket only when no version, marker or upload is left', async () => {
  const { oss, put } = await openVersioned();
  const version = await put('a');
  const remove = (target: string) => call(oss, { method: 'DELETE', path: target });
  const { headers } = await remove(`${path}a`);
  const removeBucket = async () => (await remove(path)).status;
  expect(await removeBucket()).toBe(409);
  await remove(`${path}a?versionId=${version}`);
  expect(await removeBucket()).toBe(409);
  await remove(`${path}a?versionId=${headers['x-oss-version-id']}`);
  const { text } = await call(oss, { method: 'POST', path: `${path}a?uploads` });
  expect(await removeBucket()).toBe(409);
  await remove(`${path}a?uploadId=${elementOf(text, 'UploadId')}`);
  expect(await removeBucket()).toBe(204);
});

it('deletes many versions, and says which markers were made or deleted', async () => {
  const { client } = await openAliOss();
  await client.putBucketVersioning('mock-bucket', 'Enabled');
  const { res } = await client.put('a', Buffer.from('x'));
  const versionId = res.headers['x-oss-version-id'];
  const { deleted } = await client.deleteMulti([{ key: 'a', versionId }, { key: 'b' }]);
  expect(deleted).toMatchObject([
    { Key: 'a', VersionId: versionId },
    { Key: 'b', DeleteMarker: 'true', DeleteMarkerVersionId: expect.stringMatching(/^CAEQ/) },
  ]);
});

it('deletes nothing of many if one key is not allowed', async () => {
  const { oss, put } = await openVersioned();
  const own = await put('mine/a');
  await put('yours/a');
  const { securityToken, ...keys } = mintGrant(oss.world, {
    ...{ bucket: 'mock-bucket', prefix: 'mine/', expiresInS: 60 },
  });
  const remove = (...objects: string[]) => {
    const body = `<Delete>${objects.map((one) => `<Object>${one}</Object>`).join('')}</Delete>`;
    const headers = { 'x-oss-security-token': securityToken, 'content-md5': md5(body) };
    const signing = { method: 'POST', resource: `${path}?delete`, now: oss.clock.now(), headers, keys };
    return oss.ask({ method: 'POST', path: `${path}?delete`, headers: signedV1(signing), body });
  };
  const refused = await remove('<Key>mine/a</Key>', '<Key>yours/a</Key>');
  expect([refused.status, elementOf(refused.text, 'EC')]).toEqual([403, '0016-00000616']);
  expect((await call(oss, { path: `${path}mine/a` })).status).toBe(200);
  expect((await remove(`<Key>mine/a</Key><VersionId>${own}</VersionId>`)).status).toBe(200);
  expect((await call(oss, { path: `${path}mine/a` })).status).toBe(404);
});

it('lists objects with their type and storage class', async () => {
  const { client, oss } = await openAliOss();
  await client.put('a', Buffer.from('x'), { headers: { 'x-oss-storage-class': 'IA' } });
  await client.append('b', Buffer.from('x'));
  await client.putSymlink('c', 'a', {});
  const { text } = await call(oss, { path });
  const of = (name: string) => [...text.matchAll(new RegExp(`<${name}>(\\w+)<`, 'g'))].map(([, one]) => one);
  expect(of('Type')).toEqual(['Normal', 'Appendable', 'Symlink']);
  expect(of('StorageClass')).toEqual(['IA', 'Standard', 'Standard']);
});

it('counts versions, markers, uploads and storage classes', async () => {
  const { oss, put } = await openVersioned();
  await put('a');
  await put('a');
  await call(oss, { method: 'DELETE', path: `${path}a` });
  await call(oss, {
    method: 'PUT',
    path: `${path}cold`,
    headers: { 'x-oss-storage-class': 'IA' },
    body: 'x',
  });
  const { text: initiated } = await call(oss, { method: 'POST', path: `${path}b?uploads` });
  await call(oss, {
    method: 'PUT',
    path: `${path}b?partNumber=1&uploadId=${elementOf(initiated, 'UploadId')}`,
    body: 'part',
  });
  const { text } = await call(oss, { path: `${path}?stat` });
  const counts = {
    Storage: '7',
    ObjectCount: '3',
    DeleteMarkerCount: '1',
    MultipartUploadCount: '1',
    MultipartPartCount: '1',
    StandardStorage: '2',
    InfrequentAccessStorage: '65536',
    InfrequentAccessRealStorage: '1',
  };
  for (const [name, count] of Object.entries(counts))
    expect([name, elementOf(text, name)]).toEqual([name, count]);
});
