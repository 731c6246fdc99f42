import { expect, it } from 'vitest';
import { call, elementOf, md5, type Oss } from '../helpers/oss.ts';
import { openInProcess } from '../helpers/plain-oss.ts';

const object = (key: string, more = '') => `<Object><Key>${key}</Key>${more}</Object>`;

const remove = (oss: Oss, content: string, headers: Record<string, string> = {}, query = '') => {
  const body = `<Delete>${content}</Delete>`;
  const path = '/mock-bucket/?delete';
  return call(oss, {
    method: 'POST',
    path: path + query,
    resource: path,
    headers: { 'content-md5': md5(body), ...headers },
    body,
  });
};

const keysIn = (xml: string) => [...xml.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
const many = (count: number) => Array.from({ length: count }, (_, i) => object(`k${i}`)).join('');

it.each([
  ['no object', '', '0016-00000615'],
  ['1001 objects', many(1_001), '0016-00000609'],
  ['an object without key', '<Object/>', '0016-00000613'],
  ['an empty key', object(''), '0016-00000613'],
  ['an empty version', object('a', '<VersionId/>'), '0016-00000612'],
])('deletes nothing with %s', async (_, content, ec) => {
  const oss = openInProcess();
  const { status, text } = await remove(oss, content);
  expect([status, elementOf(text, 'Code'), elementOf(text, 'EC')]).toEqual([400, 'MalformedXML', ec]);
});

it('deletes up to 1,000 objects, of which many are not there', async () => {
  const oss = openInProcess();
  await call(oss, { method: 'PUT', path: '/mock-bucket/k7', body: 'x' });
  const { status, text } = await remove(oss, many(1_000));
  expect([status, keysIn(text).length]).toEqual([200, 1_000]);
  expect((await call(oss, { path: '/mock-bucket/k7' })).status).toBe(404);
});

it('takes a document of 2 MB, and no longer one', async () => {
  const oss = openInProcess();
  const sized = (length: number) => {
    const content = object('a');
    return remove(oss, content + ' '.repeat(length - `<Delete>${content}</Delete>`.length));
  };
  expect((await sized(2_097_152)).status).toBe(200);
  const { status, text } = await sized(2_097_153);
  expect([status, elementOf(text, 'Code')]).toEqual([400, 'MalformedXML']);
});

it('wants to know the sum of its document', async () => {
  const oss = openInProcess();
  const body = `<Delete>${object('a')}</Delete>`;
  const { status, text } = await call(oss, { method: 'POST', path: '/mock-bucket/?delete', body });
  const refusal = [status, elementOf(text, 'Code'), elementOf(text, 'EC')];
  expect(refusal).toEqual([400, 'MissingArgument', '0016-00000606']);
});

it('names nothing in quiet mode, however it is written', async () => {
  const oss = openInProcess();
  for (const quiet of ['true', 'True', ' TRUE '])
    expect(await remove(oss, `<Quiet>${quiet}</Quiet>${object('a')}`)).toMatchObject({
      ...{ status: 200, text: '' },
    });
  expect(keysIn((await remove(oss, `<Quiet>false</Quiet>${object('a')}`)).text)).toEqual(['a']);
});

it.each([
  ['the query', {}, '&encoding-type=url'],
  ['a header', { 'encoding-type': 'url' }, ''],
])('writes keys as URLs if %s says so', async (_, headers, query) => {
  const oss = openInProcess();
  const { text } = await remove(oss, object('a b'), headers, query);
  expect([elementOf(text, 'EncodingType'), elementOf(text, 'Key')]).toEqual(['url', 'a%20b']);
  const plain = (await remove(oss, object('a b'))).text;
  expect([elementOf(plain, 'EncodingType'), elementOf(plain, 'Key')]).toEqual([undefined, 'a b']);
});

it('says which versions and which markers it has deleted, and which markers it has made', async () => {
  const oss = openInProcess();
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await call(oss, { method: 'PUT', path: '/mock-bucket/?versioning', body });
  const { headers } = await call(oss, { method: 'PUT', path: '/mock-bucket/a', body: 'x' });
  const version = headers['x-oss-version-id'];
  const made = (await remove(oss, object('a'))).text;
  const marker = elementOf(made, 'DeleteMarkerVersionId');
  expect([elementOf(made, 'DeleteMarker'), elementOf(made, 'VersionId')]).toEqual(['true', undefined]);
  const of = async (id: unknown) => {
    const { text } = await remove(oss, object('a', `<VersionId>${id}</VersionId>`));
    return ['VersionId', 'DeleteMarker', 'DeleteMarkerVersionId'].map((name) => elementOf(text, name));
  };
  expect(await of(marker)).toEqual([marker, 'true', marker]);
  expect(await of(version)).toEqual([version, undefined, undefined]);
  expect(await of(version)).toEqual([version, undefined, undefined]);
});

it('notes in the journal what it has deleted, and nothing that was not there', async () => {
  const oss = openInProcess();
  const noted = () => oss.world.journal.entries.at(-1)?.removed ?? [];
  await call(oss, { method: 'PUT', path: '/mock-bucket/a', body: 'x' });
  await remove(oss, object('a') + object('b'));
  expect(noted()).toEqual(['mock-bucket/a']);
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await call(oss, { method: 'PUT', path: '/mock-bucket/?versioning', body });
  const marked = (await remove(oss, object('a'))).text;
  expect(noted()).toEqual(['mock-bucket/a']);
  const marker = object('a', `<VersionId>${elementOf(marked, 'DeleteMarkerVersionId')}</VersionId>`);
  await remove(oss, marker);
  expect(noted()).toEqual(['mock-bucket/a']);
  await remove(oss, marker);
  expect(noted()).toEqual([]);
});
