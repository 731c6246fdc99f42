import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Crc64 } from '../../src/vendors/aliyun-oss/crc64.ts';
import { Digest } from '../../src/vendors/aliyun-oss/digest.ts';
import { contentOf } from '../../src/vendors/aliyun-oss/index.ts';
import { type Call, call, elementOf, md5, openOss } from '../helpers/oss.ts';
import { openInProcess } from '../helpers/plain-oss.ts';
import { presignV1 } from '../helpers/presign.ts';

it('computes the checksum of OSS, whatever the chunks', () => {
  const checksum = (...chunks: Uint8Array[]) => {
    const crc64 = new Crc64();
    for (const chunk of chunks) crc64.update(chunk);
    return crc64.digest();
  };
  expect(checksum(Buffer.from('hello'))).toBe('11177612005948864433');
  // The check value that catalogues of checksums give for CRC-64/XZ.
  expect(checksum(Buffer.from('123456789'))).toBe(String(0x995dc9bbdf1939fan));
  const bytes = randomBytes(1000);
  expect(checksum(bytes.subarray(0, 7), bytes.subarray(7))).toBe(checksum(bytes));
});

it.each([0, 1, 1_048_575, 1_048_576, 2_500_000])(
  'computes the sums of %d bytes in pieces',
  async (length) => {
    const bytes = randomBytes(length);
    const whole = new Digest();
    whole.update(bytes);
    expect((await contentOf(bytes)).digest.facts).toEqual(whole.facts);
  },
);

it('gives an object back as it was stored, with what is known about it', async () => {
  const oss = await openOss();
  const stored = await call(oss, {
    method: 'PUT',
    headers: { 'content-type': 'text/x-test', 'content-md5': md5('hello'), 'x-oss-meta-by': 'me' },
    body: 'hello',
  });
  const facts = {
    etag: '"5D41402ABC4B2A76B9719D911017C592"',
    'x-oss-hash-crc64ecma': '11177612005948864433',
    'content-md5': md5('hello'),
    'x-oss-request-id': expect.stringMatching(/^[0-9A-F]{24}$/),
    'x-oss-server-time': expect.stringMatching(/^\d+$/),
    server: 'AliyunOSS',
  };
  expect(stored).toMatchObject({ status: 200, text: '', headers: facts });
  const description = {
    ...facts,
    'content-type': 'text/x-test',
    'content-length': '5',
    'last-modified': new Date(oss.clock.now()).toUTCString(),
    'x-oss-object-type': 'Normal',
    'x-oss-storage-class': 'Standard',
    'x-oss-meta-by': 'me',
    'accept-ranges': 'bytes',
  };
  expect(await call(oss, {})).toMatchObject({ status: 200, text: 'hello', headers: description });
  expect(await call(oss, { method: 'HEAD' })).toMatchObject({ status: 200, text: '', headers: description });
  expect(await call(oss, { method: 'DELETE' })).toMatchObject({ status: 204 });
  expect(await call(oss, { method: 'DELETE' })).toMatchObject({ status: 204 });
});

it.each([
  ['bytes=0-1', 206, 'he', 'bytes 0-1/5'],
  ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=9-', 200, 'hello', undefined],
  ['bytes=x', 200, 'hello', undefined],
])('answers the range %s with %i', async (range, status, text, contentRange) => {
  const oss = await openOss();
  await call(oss, { method: 'PUT', body: 'hello' });
  const got = await call(oss, { headers: { range } });
  expect(got).toMatchObject({ status, text });
  expect(got.headers['content-range']).toBe(contentRange);
  const standard = await call(oss, { headers: { range, 'x-oss-range-behavior': 'standard' } });
  expect(standard.status).toBe(status === 206 ? 206 : 416);
});

it.each([
  ['if-none-match', '"5D41402ABC4B2A76B9719D911017C592"', 304],
  ['if-none-match', '"other"', 200],
  ['if-match', '"other"', 412],
  ['if-match', '"5D41402ABC4B2A76B9719D911017C592"', 200],
  ['if-modified-since', 'later', 304],
  ['if-modified-since', 'earlier', 200],
  ['if-unmodified-since', 'earlier', 412],
  ['if-unmodified-since', 'later', 200],
])('answers %s: %s with %i', async (name, value, status) => {
  const oss = await openOss();
  await call(oss, { method: 'PUT', body: 'hello' });
  const shift = { later: 60_000, earlier: -60_000 }[value];
  const text = shift === undefined ? value : new Date(oss.clock.now() + shift).toUTCString();
  expect((await call(oss, { headers: { [name]: text } })).status).toBe(status);
  expect((await call(oss, { method: 'HEAD', headers: { [name]: text } })).status).toBe(status);
});

it('answers nothing but headers where nothing has changed', async () => {
  const oss = openInProcess();
  await call(oss, { method: 'PUT', body: 'hello' });
  for (const method of ['GET', 'HEAD'])
    expect(await call(oss, { method, headers: { 'if-none-match': '*' } })).toMatchObject({
      ...{ status: 304, text: '' },
      headers: { etag: '"5D41402ABC4B2A76B9719D911017C592"' },
    });
});

it('answers with other headers only to a caller who signs for them', async () => {
  const oss = openInProcess();
  const path = '/make-cv/a.txt';
  await call(oss, { method: 'PUT', path, body: 'hello', headers: { 'content-type': 'a/stored' } });
  const query = { 'response-content-type': 'a/asked' };
  const typeOf = async (asked: string) => (await oss.ask({ path: asked })).headers['content-type'];
  expect(await typeOf(presignV1({ method: 'GET', path, query, now: oss.clock.now() }))).toBe('a/asked');
  expect(await typeOf(`${path}?${new URLSearchParams(query)}`)).toBe('a/stored');
});

it('reads a key the same whether its slashes are encoded or not, and keeps empty parts', async () => {
  const oss = await openOss();
  await call(oss, { method: 'PUT', path: '/mock-bucket/a//b/c%2Bd', body: 'x' });
  expect(await call(oss, { path: '/mock-bucket/a%2F%2Fb%2Fc%2Bd' })).toMatchObject({
    status: 200,
    text: 'x',
  });
  expect(await call(oss, { path: '/mock-bucket%2Fa%2F%2Fb%2Fc%2Bd' })).toMatchObject({
    status: 200,
    text: 'x',
  });
  expect(await call(oss, { path: '/mock-bucket/a/b/c%2Bd' })).toMatchObject({ status: 404 });
});

it('lets anonymous callers read what is public, and nothing else', async () => {
  const oss = await openOss();
  for (const bucket of ['make-cv', 'mock-bucket']) {
    await call(oss, { method: 'PUT', path: `/${bucket}/a.txt`, body: 'hello' });
    const isPublic = bucket === 'make-cv';
    const anonymous = (asked: Call) => oss.ask({ path: `/${bucket}/a.txt`, ...asked });
    expect((await anonymous({})).status).toBe(isPublic ? 200 : 403);
    expect((await anonymous({ method: 'HEAD' })).status).toBe(isPublic ? 200 : 403);
    expect((await anonymous({ method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await anonymous({ method: 'DELETE' })).status).toBe(403);
    expect((await anonymous({ path: `/${bucket}/` })).status).toBe(403);
  }
});

it('refuses an object without length, or with too much of it, before it keeps anything', async () => {
  const oss = await openOss({ maxObjectBytes: 10 });
  const headers = { 'transfer-encoding': 'chunked' };
  const long = 'x'.repeat(11);
  for (const refused of [
    await call(oss, { method: 'PUT', body: long, headers: { 'content-length': '11' } }),
    await call(oss, { method: 'PUT', body: long, headers }),
  ])
    expect(elementOf(refused.text, 'Code')).toBe('EntityTooLarge');
  expect(await call(oss, {})).toMatchObject({ status: 404 });
});

it('shows no secret in the journal', async () => {
  const oss = await openOss();
  await call(oss, { method: 'PUT', body: 'hello' });
  await oss.ask({
    path: '/mock-bucket/a?OSSAccessKeyId=mock-oss-key&Signature=c2ln&Expires=9&security-token=CAIS',
  });
  const journal = JSON.stringify(oss.world.journal.entries);
  for (const secret of ['mock-oss-secret', 'c2ln', 'CAIS', 'authorization'])
    expect(journal).not.toContain(secret);
});
