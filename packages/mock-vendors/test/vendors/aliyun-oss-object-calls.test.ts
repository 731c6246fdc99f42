import { expect, it } from 'vitest';
import { openAliOss } from '../helpers/ali-oss.ts';
import { call, elementOf } from '../helpers/oss.ts';

it('copies with the metadata of the source, or with other metadata', async () => {
  const { client } = await openAliOss();
  await client.put('源 a', Buffer.from('x'), { meta: { uid: 1, pid: 2 } });
  await client.copy('b', '源 a');
  expect((await client.head('b')).meta).toEqual({ uid: '1', pid: '2' });
  await client.copy('c', '源 a', { meta: { other: 'y' } });
  expect((await client.head('c')).meta).toEqual({ other: 'y' });
});

it('copies under conditions only', async () => {
  const { oss } = await openAliOss();
  await call(oss, { method: 'PUT', body: 'x' });
  const copy = (headers: Record<string, string>) =>
    call(oss, {
      method: 'PUT',
      path: '/mock-bucket/b',
      headers: { 'x-oss-copy-source': '/mock-bucket/a.txt', ...headers },
    });
  expect((await copy({ 'x-oss-copy-source-if-match': 'other' })).status).toBe(412);
  expect(
    (await copy({ 'x-oss-copy-source-if-none-match': '"9DD4E461268C8034F5C8564E155C67A6"' })).status,
  ).toBe(304);
  expect((await copy({ 'x-oss-metadata-directive': 'MOVE' })).status).toBe(400);
  expect((await copy({})).status).toBe(200);
});

it('appends at the end only, and only to what can be appended to', async () => {
  const { client } = await openAliOss();
  const { nextAppendPosition } = await client.append('log', Buffer.from('one'));
  expect(nextAppendPosition).toBe('3');
  await client.append('log', Buffer.from('two'), { position: '3' });
  expect((await client.get('log')).content.toString()).toBe('onetwo');
  await expect(client.append('log', Buffer.from('x'), { position: '3' })).rejects.toMatchObject({
    code: 'PositionNotEqualToLength',
    status: 409,
  });
  await client.put('normal', Buffer.from('x'));
  await expect(client.append('normal', Buffer.from('x'), { position: '1' })).rejects.toMatchObject({
    code: 'ObjectNotAppendable',
  });
});

it('deletes many objects, and names them unless it is to be quiet', async () => {
  const { client } = await openAliOss();
  const names = ['a & <b>', '猫', 'c'];
  for (const name of names) await client.put(name, Buffer.from('x'));
  const { deleted } = await client.deleteMulti(names.slice(0, 2));
  expect(deleted.map(({ Key }) => Key)).toEqual(names.slice(0, 2));
  await client.deleteMulti(['c'], { quiet: true });
  expect((await client.list({ 'max-keys': 10 }, {})).objects).toEqual([]);
});

it('keeps the ACL and the tags of an object', async () => {
  const { client } = await openAliOss();
  await client.put('a', Buffer.from('x'));
  expect((await client.getACL('a')).acl).toBe('default');
  await client.putACL('a', 'public-read');
  expect((await client.getACL('a')).acl).toBe('public-read');
  await client.putObjectTagging('a', { one: '1', two: '2' });
  expect((await client.getObjectTagging('a')).tag).toEqual({ one: '1', two: '2' });
  await client.deleteObjectTagging('a');
  expect((await client.getObjectTagging('a')).tag).toEqual({});
});

it('reads what a symlink points to', async () => {
  const { client } = await openAliOss();
  await client.put('目标', Buffer.from('target'));
  await client.putSymlink('link', '目标', {});
  expect((await client.getSymlink('link')).targetName).toBe('目标');
  const { content, res } = await client.get('link');
  expect([content.toString(), res.headers['x-oss-object-type']]).toEqual(['target', 'Symlink']);
  const { res: head } = await client.head('link');
  expect(head.headers).toMatchObject({ 'content-length': '6', 'x-oss-object-type': 'Symlink' });
  await client.delete('目标');
  await expect(client.get('link')).rejects.toMatchObject({ code: 'SymlinkTargetNotExist' });
});

it('lets nobody read an archived object before it is restored', async () => {
  const { client, clock } = await openAliOss();
  await client.put('a', Buffer.from('x'), { headers: { 'x-oss-storage-class': 'Archive' } });
  await expect(client.get('a')).rejects.toMatchObject({ code: 'InvalidObjectState', status: 403 });
  expect((await client.restore('a')).res.status).toBe(202);
  await expect(client.restore('a')).rejects.toMatchObject({ code: 'RestoreAlreadyInProgress' });
  clock.advance(61_000);
  expect((await client.get('a')).content.toString()).toBe('x');
});

it('restores an archived object as fast as the setting says', async () => {
  const { oss } = await openAliOss();
  oss.world.settings = { 'aliyun-oss': { restoreS: 0 } };
  await call(oss, { method: 'PUT', headers: { 'x-oss-storage-class': 'Archive' }, body: 'x' });
  expect((await call(oss, { method: 'POST', path: '/mock-bucket/a.txt?restore' })).status).toBe(202);
  expect((await call(oss, {})).status).toBe(200);
});

it('keeps the versions of an object, and marks its deletion', async () => {
  const { client } = await openAliOss();
  await client.putBucketVersioning('mock-bucket', 'Enabled');
  const first = await client.put('a', Buffer.from('one'));
  const versionId = first.res.headers['x-oss-version-id'];
  await client.put('a', Buffer.from('two'));
  expect((await client.get('a', { versionId })).content.toString()).toBe('one');
  const { res } = await client.delete('a');
  expect(res.headers).toMatchObject({ 'x-oss-delete-marker': 'true' });
  await expect(client.get('a')).rejects.toMatchObject({ code: 'NoSuchKey' });
  await client.delete('a', { versionId: res.headers['x-oss-version-id'] });
  expect((await client.get('a')).content.toString()).toBe('two');
});

it('accepts metadata that ali-oss signs over its UTF-8 bytes in V4', async () => {
  const { client } = await openAliOss({ headerEncoding: 'latin1', authorizationV4: true });
  const name = '测试 à';
  await client.put('a', Buffer.from('x'), { meta: { uid: 1, pid: 2, name } });
  const { meta } = await client.head('a');
  expect(Buffer.from(meta.name ?? '', 'latin1').toString()).toBe(name);
});

it.each([
  ['x-oss-storage-class', 'Nonsense'],
  ['x-oss-server-side-encryption', 'ROT13'],
  ['x-oss-traffic-limit', '1'],
])('refuses %s: %s', async (name, value) => {
  const { oss } = await openAliOss();
  const { status, text } = await call(oss, { method: 'PUT', headers: { [name]: value }, body: 'x' });
  expect([status, text.includes('<Code>InvalidArgument</Code>')]).toEqual([400, true]);
});

it('gives the whole object for a range that ends beyond it', async () => {
  const { oss } = await openAliOss();
  await call(oss, { method: 'PUT', body: '0123456789' });
  const read = (headers: Record<string, string>) => call(oss, { headers });
  expect((await read({ range: 'bytes=0-99' })).status).toBe(200);
  expect((await read({ range: 'bytes=0-9' })).status).toBe(206);
  expect(await read({ range: 'bytes=5-99', 'x-oss-range-behavior': 'standard' })).toMatchObject({
    status: 206,
    text: '56789',
  });
});

it('answers HEAD ?objectMeta', async () => {
  const { oss } = await openAliOss();
  await call(oss, { method: 'PUT', body: 'abc' });
  const { status, headers } = await call(oss, { method: 'HEAD', path: '/mock-bucket/a.txt?objectMeta' });
  expect([status, headers['content-length']]).toEqual([200, '3']);
});

it('makes a bucket that a client names in the host and in the path', async () => {
  const { client, oss } = await openAliOss({ sldEnable: true, authorizationV4: true });
  expect((await client.putBucket('new-bucket')).res.status).toBe(200);
  expect((await call(oss, { path: '/new-bucket/?bucketInfo' })).text).toContain('<Name>new-bucket</Name>');
});

it('seals an appendable object, which takes nothing more', async () => {
  const { client, oss } = await openAliOss();
  await client.append('log', Buffer.from('one'));
  const seal = (key: string, position: string) =>
    call(oss, { method: 'POST', path: `/mock-bucket/${key}?position=${position}&seal` });
  expect(elementOf((await seal('log', '2')).text, 'Code')).toBe('PositionNotEqualToLength');
  const { status, headers } = await seal('log', '3');
  const sealedAt = headers['x-oss-sealed-time'];
  expect([status, sealedAt]).toEqual([200, new Date(oss.clock.now()).toUTCString()]);
  oss.clock.advance(5_000);
  expect((await seal('log', '3')).headers['x-oss-sealed-time']).toBe(sealedAt);
  expect((await client.head('log')).res.headers['x-oss-sealed-time']).toBe(sealedAt);
  await expect(client.append('log', Buffer.from('x'), { position: '3' })).rejects.toMatchObject({
    code: 'ObjectNotAppendable',
  });
  await client.put('normal', Buffer.from('x'));
  expect(elementOf((await seal('normal', '1')).text, 'Code')).toBe('ObjectNotAppendable');
});

it('ends the restored time of an archived object early', async () => {
  const { client, oss } = await openAliOss();
  await client.put('cold', Buffer.from('x'), { headers: { 'x-oss-storage-class': 'ColdArchive' } });
  await client.put('warm', Buffer.from('x'));
  const clean = async (key: string) => {
    const path = `/mock-bucket/${key}?cleanRestoredObject`;
    const { status, text } = await call(oss, { method: 'POST', path });
    return [status, elementOf(text, 'Code')];
  };
  expect(await clean('cold')).toEqual([409, 'ArchiveRestoreFileStale']);
  expect(await clean('warm')).toEqual([400, 'OperationNotSupported']);
  await client.restore('cold');
  expect(await clean('cold')).toEqual([409, 'ArchiveRestoreNotFinished']);
  oss.clock.advance(60_000);
  expect(await clean('cold')).toEqual([200, undefined]);
  await expect(client.get('cold')).rejects.toMatchObject({ code: 'InvalidObjectState' });
});
