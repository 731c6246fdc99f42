import { expect, it } from 'vitest';
import { call, elementOf, type Oss, openOss, signedV1 } from '../helpers/oss.ts';

const bucket = '/mock-bucket/';

async function openWith(keys: readonly string[]) {
  const oss = await openOss();
  for (const key of keys)
    await call(oss, {
      method: 'PUT',
      path: bucket + encodeURIComponent(key),
      headers: { 'content-length': '0' },
    });
  return oss;
}

/** Filters of lists are not signed. */
const list = ({ ask, clock }: Oss, query: string, resource = bucket) =>
  ask({ path: `${bucket}?${query}`, headers: signedV1({ method: 'GET', resource, now: clock.now() }) });

const keysIn = (xml: string) => [...xml.matchAll(/<Key>(.*?)<\/Key>/gs)].map(([, key]) => key);
const foldersIn = (xml: string) =>
  [...xml.matchAll(/<CommonPrefixes><Prefix>(.*?)<\/Prefix>/gs)].map(([, folder]) => folder);

it('lists page by page with each kind of call', async () => {
  const oss = await openWith(['a', 'b/1', 'b/2', 'c']);
  const first = (await list(oss, 'delimiter=/&max-keys=2')).text;
  expect([keysIn(first), foldersIn(first)]).toEqual([['a'], ['b/']]);
  expect(elementOf(first, 'NextMarker')).toBe('b/');
  const last = (await list(oss, 'delimiter=/&marker=b/')).text;
  expect([keysIn(last), foldersIn(last), elementOf(last, 'IsTruncated')]).toEqual([['c'], [], 'false']);
  expect(keysIn((await list(oss, 'marker=zzz')).text)).toEqual([]);
  const versions = (await list(oss, 'versions&max-keys=3', `${bucket}?versions`)).text;
  expect(keysIn(versions)).toEqual(['a', 'b/1', 'b/2']);
  expect(elementOf(versions, 'NextKeyMarker')).toBe('b/2');
  expect(elementOf(versions, 'VersionId')).toBe('null');
});

it('goes on with its own continuation tokens, and with no others', async () => {
  const oss = await openWith(['a', '猫', 'z']);
  const first = (await list(oss, 'list-type=2&max-keys=2')).text;
  const token = encodeURIComponent(elementOf(first, 'NextContinuationToken') ?? '');
  const signed = `${bucket}?continuation-token=${decodeURIComponent(token)}`;
  const second = (await list(oss, `list-type=2&continuation-token=${token}`, signed)).text;
  expect([...keysIn(first), ...keysIn(second)]).toEqual(['a', 'z', '猫']);
  const wrong = await list(oss, 'list-type=2&continuation-token=abc', `${bucket}?continuation-token=abc`);
  expect([wrong.status, elementOf(wrong.text, 'Code')]).toEqual([400, 'InvalidArgument']);
  const after = (await list(oss, 'list-type=2&start-after=a')).text;
  expect(keysIn(after)).toEqual(['z', '猫']);
});

it('names owners in version 2 only when asked to', async () => {
  const oss = await openWith(['a']);
  expect((await list(oss, 'list-type=2')).text).not.toContain('<Owner>');
  expect((await list(oss, 'list-type=2&fetch-owner=true')).text).toContain('<Owner>');
  expect((await list(oss, 'prefix=a')).text).toContain('<Owner>');
});

it('keeps control characters of keys', async () => {
  const oss = await openWith(['a\u001fb', 'a&<b']);
  expect(keysIn((await list(oss, 'prefix=a')).text)).toEqual(['a&#x1f;b', 'a&amp;&lt;b']);
  expect(keysIn((await list(oss, 'prefix=a&encoding-type=url')).text)).toEqual(['a%1Fb', 'a%26%3Cb']);
});

it('gives times in whole seconds, and sorts by bytes', async () => {
  const oss = await openWith(['\u{1f408}', '\uff5e', 'b']);
  const { text } = await list(oss, '');
  expect(elementOf(text, 'LastModified')).toMatch(/T\d\d:\d\d:\d\d\.000Z$/);
  expect(keysIn(text)).toEqual(['b', '\uff5e', '\u{1f408}']);
});

it.each([
  ...['0', '1001', '-1', '1.5', 'many'].map((size) => ['max-keys', size]),
  ['list-type', '1'],
  ['encoding-type', 'base64'],
  ['list-type=2&continuation-token', 'cGFnZTph!'],
])('refuses %s=%s', async (query, value) => {
  const oss = await openWith([]);
  const name = query.split('&').at(-1);
  const signed = name === 'continuation-token' ? `${bucket}?${name}=${value}` : bucket;
  const { status, text } = await list(oss, `${query}=${value}`, signed);
  const found = ['Code', 'ArgumentName', 'ArgumentValue'].map((element) => elementOf(text, element));
  expect([status, ...found]).toEqual([400, 'InvalidArgument', name, value]);
});

it.each(['', 'list-type=2', 'versions'])(
  'has up to 1000 keys in a page, and 100 if not asked: %s',
  async (kind) => {
    const oss = await openWith(['a', 'b']);
    const ask = async (max: string) =>
      (await list(oss, `${kind}&${max}`, kind === 'versions' ? `${bucket}?versions` : bucket)).text;
    expect(elementOf(await ask(''), 'MaxKeys')).toBe('100');
    expect(elementOf(await ask('max-keys=1000'), 'MaxKeys')).toBe('1000');
    const full = await ask('max-keys=2');
    expect([keysIn(full), elementOf(full, 'IsTruncated')]).toEqual([['a', 'b'], 'false']);
    expect(elementOf(await ask('encoding-type=url'), 'EncodingType')).toBe('url');
    expect(elementOf(full, 'EncodingType')).toBeUndefined();
  },
);

it.each(['', 'list-type=2', 'versions'])('cuts keys at a delimiter, each folder once: %s', async (kind) => {
  const oss = await openWith(['a', 'b/1', 'b/2', 'c/d/1']);
  const ask = async (more: string) =>
    (await list(oss, `${kind}&${more}`, kind === 'versions' ? `${bucket}?versions` : bucket)).text;
  const whole = await ask('delimiter=/');
  expect([keysIn(whole), foldersIn(whole)]).toEqual([['a'], ['b/', 'c/']]);
  expect([elementOf(whole, 'Size'), elementOf(whole, 'KeyCount')]).toEqual([
    '0',
    kind === 'list-type=2' ? '3' : undefined,
  ]);
  const below = await ask('delimiter=/&prefix=c/');
  expect([keysIn(below), foldersIn(below)]).toEqual([[], ['c/d/']]);
  expect(foldersIn(await ask('delimiter=b'))).toEqual(['b']);
});

it('lists one bucket as XML, without the objects of others', async () => {
  const oss = await openWith(['a', 'b']);
  await call(oss, { method: 'PUT', path: '/other-bucket/' });
  await call(oss, { method: 'PUT', path: '/other-bucket/c', body: 'x' });
  const { headers, text } = await list(oss, 'marker=a');
  expect([headers['content-type'], keysIn(text)]).toEqual(['application/xml', ['b']]);
});

it('lists buckets by their names', async () => {
  const made = { region: 'cn-hangzhou', acl: 'private' };
  const oss = await openOss({ buckets: { 'b-2': made, 'b-1': made } });
  const namesIn = (text: string) => [...text.matchAll(/<Name>(.*?)</g)].map(([, name]) => name);
  const all = (await call(oss, { path: '/?max-keys=2', resource: '/' })).text;
  expect([namesIn(all), elementOf(all, 'IsTruncated')]).toEqual([['b-1', 'b-2'], 'false']);
});

it.each([
  ['marker=zzz'],
  ['list-type=2&start-after=zzz'],
  ['versions&key-marker=zzz', 'versions'],
  ['versions&key-marker=a&version-id-marker=null', 'versions'],
  ['uploads&key-marker=zzz', 'uploads'],
  ['uploads&key-marker=a&upload-id-marker=zzz', 'uploads'],
  ['live&marker=zzz', 'live'],
  ['inventory&continuation-token=zzz', 'continuation-token=zzz&inventory'],
  ['accessPoint&continuation-token=zzz', 'accessPoint&continuation-token=zzz'],
])('lists nothing behind the end: %s', async (query, signed = '') => {
  const oss = await openWith(['a']);
  await call(oss, { method: 'POST', path: `${bucket}a?uploads` });
  const { status, text } = await list(oss, query, signed === '' ? bucket : `${bucket}?${signed}`);
  expect([status, elementOf(text, 'IsTruncated'), keysIn(text)]).toEqual([200, 'false', []]);
});

it('lists no parts behind the last', async () => {
  const oss = await openOss();
  const { text: started } = await call(oss, { method: 'POST', path: `${bucket}a?uploads` });
  const id = elementOf(started, 'UploadId');
  await call(oss, { method: 'PUT', path: `${bucket}a?partNumber=1&uploadId=${id}`, body: 'x' });
  const listed = await call(oss, {
    path: `${bucket}a?uploadId=${id}&part-number-marker=1`,
    resource: `${bucket}a?uploadId=${id}`,
  });
  expect([listed.status, listed.text.includes('<Part>')]).toEqual([200, false]);
});

const tooLong = 'k'.repeat(1024);

it.each([
  ['', 'max-keys', '1001', '0015-00000402'],
  ['', 'prefix', tooLong, '0015-00000403'],
  ['', 'marker', tooLong, '0015-00000405'],
  ['', 'delimiter', '//', '0015-00000406'],
  ['list-type=2', 'max-keys', '1001', '0015-00000402'],
  ['list-type=2', 'prefix', tooLong, '0015-00000403'],
  ['list-type=2', 'start-after', tooLong, undefined],
  ['list-type=2', 'delimiter', '//', '0015-00000406'],
  ['versions', 'max-keys', '1001', '0012-00000102'],
  ['versions', 'prefix', tooLong, '0012-00000103'],
  ['versions', 'key-marker', tooLong, '0012-00000104'],
  ['versions', 'delimiter', '//', '0012-00000107'],
])('lists with one letter less, but refuses it: %s&%s=%.8s', async (kind, name, value, ec) => {
  const oss = await openOss();
  const of = (text: string) =>
    list(oss, `${kind}&${name}=${text}`, kind === 'versions' ? `${bucket}?versions` : bucket);
  expect((await of(value.slice(1))).status).toBe(200);
  const { status, text } = await of(value);
  const found = ['Code', 'ArgumentName', 'EC'].map((element) => elementOf(text, element));
  expect([status, ...found]).toEqual([400, 'InvalidArgument', name, ec]);
});

it('refuses a page of buckets that is too long', async () => {
  const { text } = await call(await openOss(), { path: '/?max-keys=1001', resource: '/' });
  expect([elementOf(text, 'Code'), elementOf(text, 'EC')]).toEqual(['InvalidArgument', '0017-00000289']);
});
