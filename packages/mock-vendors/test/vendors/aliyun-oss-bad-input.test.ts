import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { call, elementOf, md5, type Oss, openOss, ownKeys } from '../helpers/oss.ts';

const part = Buffer.alloc(102_400, 'a');

async function openUpload() {
  const oss = await openOss();
  const path = '/mock-bucket/k';
  const { text } = await call(oss, { method: 'POST', path: `${path}?uploads` });
  const uploadId = elementOf(text, 'UploadId');
  const put = async (number: number) => {
    const target = `${path}?partNumber=${number}&uploadId=${uploadId}`;
    return String((await call(oss, { method: 'PUT', path: target, body: part })).headers.etag);
  };
  const complete = async (parts: readonly (readonly [number | string, string])[]) => {
    const listed = parts.map(
      ([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`;
    const answered = await call(oss, { method: 'POST', path: `${path}?uploadId=${uploadId}`, body });
    return [answered.status, elementOf(answered.text, 'Code')];
  };
  return { oss, put, complete, path };
}

it('refuses to complete an upload with parts that are out of order, wrong, twice or too many', async () => {
  const { oss, put, complete, path } = await openUpload();
  const [first, second] = [await put(1), await put(2)];
  expect(
    await complete([
      [2, second],
      [1, first],
    ]),
  ).toEqual([400, 'InvalidPartOrder']);
  expect(
    await complete([
      [1, first],
      [1, first],
    ]),
  ).toEqual([400, 'InvalidPartOrder']);
  expect(
    await complete([
      [1, `"${'0'.repeat(32)}"`],
      [2, second],
    ]),
  ).toEqual([400, 'InvalidPart']);
  expect(
    await complete([
      [1, first],
      [3, second],
    ]),
  ).toEqual([400, 'InvalidPart']);
  expect(await complete([['one', first]])).toEqual([400, 'MalformedXML']);
  expect(await complete([])).toEqual([400, 'MalformedXML']);
  const many = Array.from({ length: 10_001 }, (_, i) => [i + 1, first] as const);
  expect(await complete(many)).toEqual([400, 'MalformedXML']);
  expect((await call(oss, { path })).status).toBe(404);
  expect(
    (
      await complete([
        [1, first],
        [2, second],
      ])
    )[0],
  ).toBe(200);
});

it.each(['=10001', '=0', '=-1', '=1.5', '=one', ''])('refuses partNumber%s', async (number) => {
  const { oss } = await openUpload();
  const path = `/mock-bucket/k?partNumber${number}&uploadId=x`;
  const answered = await call(oss, { method: 'PUT', path, body: 'x' });
  expect([answered.status, elementOf(answered.text, 'Code')]).toEqual([400, 'InvalidArgument']);
});

const putAndGet = async (oss: Oss, path: string) => {
  const headers = signed(oss, 'PUT', path);
  const { status } = await oss.ask({ method: 'PUT', path, headers, body: 'x' });
  return [status, (await oss.ask({ path, headers: signed(oss, 'GET', path) })).status];
};

/** The path is signed as it is decoded, without being made nicer. */
function signed({ clock }: Oss, method: string, path: string) {
  const date = new Date(clock.now()).toUTCString();
  const text = `${method}\n\n\n${date}\n${decodeURIComponent(path)}`;
  const signature = createHmac('sha1', ownKeys.accessKeySecret).update(text).digest('base64');
  return { date, authorization: `OSS ${ownKeys.accessKeyId}:${signature}` };
}

it.each([
  ['of 1023 bytes', 'k'.repeat(1023)],
  ['with two dots', 'a/../b'],
  ['that is two dots', '..'],
  ['with two slashes', 'a//b'],
  ['with slashes that are encoded', 'a%2Fb'],
  ['with a backslash inside', 'a%5Cb'],
  ['that ends with a slash', 'folder/'],
  ['with control characters', 'a%01%7Fb'],
  ['with the last character of Unicode', '%F4%8F%BF%BF'],
])('keeps a key %s as it is', async (_, key) => {
  const oss = await openOss();
  expect(await putAndGet(oss, `/mock-bucket/${key}`)).toEqual([200, 200]);
  const headers = signed(oss, 'GET', '/mock-bucket/');
  const { text } = await oss.ask({ path: '/mock-bucket/?encoding-type=url', headers });
  expect(decodeURIComponent(elementOf(text, 'Key') ?? '')).toBe(decodeURIComponent(key));
});

it('takes %2F in a key for a slash', async () => {
  const oss = await openOss();
  await putAndGet(oss, '/mock-bucket/a%2Fb');
  expect((await call(oss, { path: '/mock-bucket/a/b' })).status).toBe(200);
});

it.each([
  ['of 1024 bytes', 'k'.repeat(1024), '0016-00000003'],
  ['that begins with a slash', '/a', '0016-00000005'],
  ['that begins with a backslash', '%5Ca', '0016-00000005'],
])('refuses a key %s', async (_, key, ec) => {
  const oss = await openOss();
  const path = `/mock-bucket/${key}`;
  const answered = await oss.ask({ method: 'PUT', path, headers: signed(oss, 'PUT', path), body: 'x' });
  expect(answered.status).toBe(400);
  expect(['Code', 'EC'].map((name) => elementOf(answered.text, name))).toEqual(['InvalidObjectName', ec]);
});

it.each(['%ED%A0%80', '%FF', '%C3', '%E7%8C'])('refuses a key that is no UTF-8: %s', async (key) => {
  const oss = await openOss();
  const answered = await oss.ask({ method: 'PUT', path: `/mock-bucket/${key}`, body: 'x' });
  expect(['Code', 'EC'].map((name) => elementOf(answered.text, name))).toEqual([
    'InvalidObjectName',
    '0016-00000004',
  ]);
});

const malformed = '0031-00000001';

it.each([
  ['<Delete><Object><Key></Key></Object></Delete>', '0016-00000613'],
  ['<Delete></Delete>', '0016-00000615'],
  [`<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`, '0016-00000609'],
  ['<Delete><Object><Key>a</Key><VersionId></VersionId></Object></Delete>', '0016-00000612'],
  [`<Delete><!--${' '.repeat(2 << 20)}--><Object><Key>a</Key></Object></Delete>`, malformed],
  ['<Delete><Object><Key>a</Key>', malformed],
  ['<Delete><Object><Key>&#xD800;</Key></Object></Delete>', '0016-00000613'],
  ['<!DOCTYPE a [<!ENTITY b "c">]><Delete><Object><Key>&b;</Key></Object></Delete>', malformed],
  ['', malformed],
])('refuses to delete many with %.40s', async (body, ec) => {
  const oss = await openOss();
  const headers = { 'content-md5': md5(body) };
  const answered = await call(oss, { method: 'POST', path: '/mock-bucket/?delete', headers, body });
  expect([answered.status, elementOf(answered.text, 'Code'), elementOf(answered.text, 'EC')]).toEqual([
    400,
    'MalformedXML',
    ec,
  ]);
});

it('wants the MD5 of a list of keys to delete', async () => {
  const oss = await openOss();
  const body = '<Delete><Object><Key>a</Key></Object></Delete>';
  const answered = await call(oss, { method: 'POST', path: '/mock-bucket/?delete', body });
  expect([answered.status, elementOf(answered.text, 'Code')]).toEqual([400, 'MissingArgument']);
});

it('keeps metadata in UTF-8 that is signed over its bytes in V1', async () => {
  const oss = await openOss();
  const date = new Date(oss.clock.now()).toUTCString();
  const name = '测试 à';
  const text = `PUT\n\n\n${date}\nx-oss-meta-name:${name}\n/mock-bucket/a.txt`;
  const signature = createHmac('sha1', ownKeys.accessKeySecret).update(text, 'utf8').digest('base64');
  const sent = Buffer.from(name).toString('latin1');
  const headers = { date, authorization: `OSS ${ownKeys.accessKeyId}:${signature}`, 'x-oss-meta-name': sent };
  // Node would write a text together with the headers, and in UTF-8.
  const body = Buffer.from('x');
  const stored = await oss.ask({ method: 'PUT', path: '/mock-bucket/a.txt', headers, body });
  expect(stored.status).toBe(200);
  expect((await call(oss, {})).headers['x-oss-meta-name']).toBe(sent);
});

it.each([
  ['DELETE', '/mock-bucket/', 'udf'],
  ['DELETE', '/mock-bucket/', 'metadataConfiguration'],
  ['PUT', '/mock-bucket/', 'objectWorm'],
  ['PUT', '/mock-bucket/a.txt', 'retention'],
  ['PUT', '/mock-bucket/a.txt', 'legalHold'],
])('refuses %s %s?%s by name, instead of doing it without', async (method, path, name) => {
  const oss = await openOss();
  const { status, text } = await call(oss, { method, path: `${path}?${name}` });
  expect([status, elementOf(text, 'Code')]).toEqual([501, 'NotImplemented']);
  expect(text).toContain(name);
});

it.each(['csv/other', 'parquet/select', 'csv'])('refuses the process %s by name', async (name) => {
  const oss = await openOss();
  await call(oss, { method: 'PUT', body: 'a,b' });
  const path = `/mock-bucket/a.txt?x-oss-process=${name}`;
  const { status, text } = await call(oss, { method: 'POST', path, body: '<SelectRequest/>' });
  expect([status, elementOf(text, 'Code')]).toEqual([501, 'NotImplemented']);
  expect(text).toContain(name);
});

it.each([
  ['that is too long', 'k'.repeat(1024)],
  ['that begins with a slash', '/a'],
  ['that is no UTF-8', '%ED%A0%80'],
  ['that is missing', ''],
])('refuses a symlink to a key %s', async (_, target) => {
  const oss = await openOss();
  const headers = { 'x-oss-symlink-target': target };
  const { status, text } = await call(oss, { method: 'PUT', path: '/mock-bucket/link?symlink', headers });
  expect([status, elementOf(text, 'Code')]).toEqual([400, 'InvalidArgument']);
});
