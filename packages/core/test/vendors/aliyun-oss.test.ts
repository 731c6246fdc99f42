import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  aliyunOss,
  bucketUrl,
  callbackHeader,
  connectOss,
  listObjects,
  type OssGrant,
  operations,
  presignedUrl,
  putObject,
} from '../../src/vendors/aliyun-oss/index.ts';
import { signV1, stringToSignV1 } from '../../src/vendors/aliyun-oss/signature-v1.ts';
import { stringToSignV4 } from '../../src/vendors/aliyun-oss/signature-v4.ts';
import { readErrorXml } from '../../src/vendors/aliyun-oss/xml.ts';
import { refused, reset, scriptedHost } from '../helpers/scripted-host.ts';

const grant: OssGrant = {
  accessKeyId: 'STS.example',
  accessKeySecret: 'example-secret',
  securityToken: 'example-token',
  bucket: 'pictures',
  endpoint: 'oss-cn-shenzhen.aliyuncs.com',
};
const body = new Blob(['a picture']);
const callback = { url: 'https://vendor.example/told', body: 'o=1', type: 'application/json' };
const stored = { headers: { etag: '"0CC1"', 'x-oss-request-id': '5F00' } };
const xmlOf = (elements: Record<string, string>) =>
  `<?xml version="1.0"?>\n<Error>${Object.entries(elements)
    .map(([name, text]) => `\n  <${name}>${text}</${name}>`)
    .join('')}\n</Error>\n`;

it("signs the manual's example", () => {
  const headers = {
    'content-md5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=',
    'content-type': 'text/html',
    'x-oss-meta-author': 'foo@bar.com',
    'x-oss-magic': 'abracadabra',
  };
  const signable = { method: 'PUT', bucket: 'oss-example', key: 'nelson', headers, query: {} };
  const stringToSign = stringToSignV1(signable, 'Thu, 17 Nov 2005 18:49:58 GMT');
  expect(signV1('OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV', stringToSign)).toBe(
    '26NBxoKdsyly4EDv6inkoDft/yA=',
  );
});

interface SignUtils {
  buildCanonicalString(method: string, resource: string, request: object, expires?: string): string;
  getCanonicalRequest(method: string, request: object, bucket: string, key: string): string;
  getStringToSign(region: string, date: string, canonicalRequest: string): string;
}
const signUtils: SignUtils = createRequire(import.meta.url)('ali-oss/lib/common/signUtils');

const signables = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'HEAD', 'DELETE'),
  key: fc.string({ unit: 'binary', minLength: 1 }),
  headers: fc.dictionary(
    fc.stringMatching(/^(x-oss-[a-z.-]{1,9}|content-type|content-md5|other)$/),
    fc.stringMatching(/^[!-~]+$/),
  ),
});

it('signs the same text as ali-oss, whatever the key and the headers', () => {
  fc.assert(
    fc.property(signables, ({ method, key, headers }) => {
      const signable = { method, bucket: 'pictures', key, headers, query: {} };
      const dated = { ...headers, 'x-oss-date': 'Thu, 17 Nov 2005 18:49:58 GMT' };
      expect(stringToSignV1({ ...signable, headers: dated }, dated['x-oss-date'])).toBe(
        signUtils.buildCanonicalString(method, `/pictures/${key}`, { headers: dated }),
      );
      const canonical = signUtils.getCanonicalRequest(method, { headers: { ...headers } }, 'pictures', key);
      expect(stringToSignV4(signable, { time: '20260101T000000Z', region: 'cn-shenzhen' })).toBe(
        signUtils.getStringToSign('cn-shenzhen', '20260101T000000Z', canonical),
      );
    }),
  );
});

it.each([
  ['oss-cn-shenzhen.aliyuncs.com', false, 'https://pictures.oss-cn-shenzhen.aliyuncs.com'],
  ['http://oss-cn-shenzhen.aliyuncs.com/', false, 'http://pictures.oss-cn-shenzhen.aliyuncs.com'],
  ['files.example', true, 'https://files.example'],
  ['127.0.0.1:4012', false, 'http://127.0.0.1:4012/pictures'],
  ['https://127.0.0.1:4012', false, 'https://127.0.0.1:4012/pictures'],
  ['http://[::1]:4012', false, 'http://[::1]:4012/pictures'],
  ['localhost:4012', false, 'http://localhost:4012/pictures'],
  ['storage:4012', true, 'http://storage:4012'],
])('finds the bucket at %s (cname %s)', (endpoint, cname, url) => {
  expect(bucketUrl({ bucket: 'pictures', endpoint, cname })).toBe(url);
});

it.each([
  [{ endpoint: '' }, /^endpoint: /],
  [{ endpoint: 'https://host/path' }, /^endpoint: /],
  [{ endpoint: 'user:password@host' }, /^endpoint: /],
  [{ endpoint: 'ftp://host' }, /^endpoint: /],
  [{ bucket: 'evil.example/x' }, /^bucket: /],
  [{ bucket: '' }, /^bucket: /],
])('refuses the address %j before anything is sent', (wrong, reason) => {
  const { host } = scriptedHost();
  expect(() => connectOss({ ...grant, ...wrong }, { host })).toThrow(
    expect.objectContaining({ kind: 'bad-input', reason: expect.stringMatching(reason) }),
  );
});

it("renames the vendor's callback for OSS", () => {
  expect(JSON.parse(Buffer.from(callbackHeader(callback), 'base64').toString())).toEqual({
    callbackUrl: callback.url,
    callbackBody: callback.body,
    callbackBodyType: callback.type,
  });
});

it('puts a file with a grant, and tells hosts not to add credentials of their own', async () => {
  const { host, requests } = scriptedHost({ ...stored, body: '{"status":200}' });
  const put = await putObject(connectOss(grant, { host }), { key: 'a/猫 1.png', body, callback });
  expect(put).toEqual({ etag: '0CC1', requestId: '5F00', callbackData: { status: 200 } });
  expect(requests).toMatchObject([
    {
      method: 'PUT',
      url: 'https://pictures.oss-cn-shenzhen.aliyuncs.com/a/%E7%8C%AB%201.png',
      auth: false,
      headers: {
        'content-type': 'application/octet-stream',
        'content-md5': 'EBoOPi9YGIs+L/wQVzFsEw==',
        'x-oss-callback': callbackHeader(callback),
        'x-oss-security-token': 'example-token',
        authorization: expect.stringMatching(/^OSS STS\.example:/),
      },
      body: { bytes: body },
    },
  ]);
});

it('grants a slow line a minute, and a second for each 100 kB', async () => {
  const { host, requests } = scriptedHost(stored);
  await putObject(connectOss(grant, { host }), { key: 'a', body: new Blob(['x'.repeat(1e6)]) });
  expect(requests[0]?.timeoutMs).toBe(70_000);
});

it('finds the region for V4 in the grant or in the endpoint, or asks for it', () => {
  const regionIn = (wrong: Partial<OssGrant>) => {
    const url = presignedUrl(
      { ...grant, signatureVersion: 'v4', ...wrong },
      { method: 'GET', key: 'a', expiresInS: 60 },
      0,
    );
    return new URL(url).searchParams.get('x-oss-credential')?.split('/')[2];
  };
  expect(regionIn({})).toBe('cn-shenzhen');
  expect(regionIn({ endpoint: 'oss-cn-hongkong-internal.aliyuncs.com' })).toBe('cn-hongkong');
  expect(regionIn({ endpoint: 'oss-accelerate.aliyuncs.com', region: 'oss-us-west-1' })).toBe('us-west-1');
  for (const endpoint of ['oss-accelerate.aliyuncs.com', 'oss-accelerate-overseas.aliyuncs.com', '127.0.0.1'])
    expect(() => regionIn({ endpoint })).toThrow('region: ');
});

it("shows OSS's own text, its finer code and the id of the request, and no secret", async () => {
  const xml = xmlOf({
    Code: 'SignatureDoesNotMatch',
    Message: 'It is &quot;wrong&quot; &amp; more: example-secret',
    RequestId: '5F00',
    StringToSign: 'PUT\nx-oss-security-token:example-token',
    EC: '0002-00000040',
  });
  const { host } = scriptedHost({ status: 403, body: xml });
  const error = await connectOss(grant, { host })
    .headObject({ key: 'a' })
    .catch((reason) => reason);
  expect(error.message).toBe(
    'aliyun-oss headObject: It is "wrong" & more: *** (0002-00000040, request 5F00)',
  );
  expect(JSON.stringify(error)).not.toContain('example-token');
});

it('reads the error of a HEAD from its header', async () => {
  const header = Buffer.from(xmlOf({ Code: 'NoSuchKey', Message: 'none', RequestId: '1' })).toString(
    'base64',
  );
  const { host } = scriptedHost({ status: 404, headers: { 'x-oss-err': header } });
  await expect(connectOss(grant, { host }).headObject({ key: 'a' })).rejects.toMatchObject({
    kind: 'not-found',
    context: { code: 'NoSuchKey' },
  });
});

it.each([
  '',
  '<html>',
  '<Error><Code>a</Code>',
  '<!DOCTYPE x [<!ENTITY a "b">]><Error><Code>&a;</Code></Error>',
  'x<Error></Error>',
])('takes %j for no answer of OSS', (text) => {
  expect(aliyunOss.unwrap({ status: 500, headers: {}, text, json: undefined })).toEqual({});
  expect(readErrorXml(text)).toBeUndefined();
});

it('says that a file is stored, or may be, or certainly is not', async () => {
  const failing = async (...script: Parameters<typeof scriptedHost>) => {
    const { host } = scriptedHost(...script);
    const client = connectOss(grant, { host, retry: { times: 0, firstMs: 0 } });
    return putObject(client, { key: 'a.png', body, callback }).catch((reason) => reason);
  };
  const ids = { bucket: 'pictures', object: 'a.png' };
  const failed = xmlOf({ Code: 'CallbackFailed', Message: 'Error status : 502.', EC: '0007-00000203' });
  expect((await failing({ status: 203, body: failed })).context).toMatchObject({
    ids,
    code: 'CallbackFailed',
  });
  expect((await failing({ ...stored, body: '<html>' })).context).toMatchObject({ ids });
  expect((await failing(reset())).context).toMatchObject({
    ids,
    hint: expect.stringMatching(/may be stored/),
  });
  expect((await failing({ status: 500 })).context).toMatchObject({ ids });
  expect((await failing(refused())).context.ids).toBeUndefined();
  expect((await failing({ status: 403, body: xmlOf({ Code: 'AccessDenied' }) })).context.ids).toBeUndefined();
});

it('deletes without an answer to read', async () => {
  const { host, requests } = scriptedHost({ status: 204 });
  await connectOss(grant, { host }).deleteObject({ key: 'a/b' });
  expect(requests).toMatchObject([
    { method: 'DELETE', url: 'https://pictures.oss-cn-shenzhen.aliyuncs.com/a/b' },
  ]);
});

const pageOf = (keys: readonly string[], next?: string) =>
  `<?xml version="1.0"?>\n<ListBucketResult>${keys
    .map((key) => `<Contents><Key>${key}</Key><ETag>"5F"</ETag><Size>7</Size></Contents>`)
    .join('')}${next === undefined ? '' : `<NextMarker>${next}</NextMarker>`}</ListBucketResult>`;

it('lists page by page, and decodes the keys', async () => {
  const { host, requests } = scriptedHost(
    { body: pageOf(['a%2Bb', 'c+d'], 'c+d') },
    { body: pageOf(['e%3C']) },
  );
  const found = await listObjects(connectOss(grant, { host }), { prefix: 'x y/', limit: 3 });
  expect(found.map(({ key, size, etag }) => [key, size, etag])).toEqual(
    ['a+b', 'c d', 'e<'].map((key) => [key, 7, '5F']),
  );
  const queries = requests.map(({ url }) => Object.fromEntries(new URL(url).searchParams));
  expect(queries).toEqual([
    { prefix: 'x y/', 'max-keys': '3', 'encoding-type': 'url' },
    { prefix: 'x y/', marker: 'c d', 'max-keys': '1', 'encoding-type': 'url' },
  ]);
});

it('does not take a page of another server for an empty list', async () => {
  const { host } = scriptedHost({ body: '<html>hello</html>' });
  await expect(listObjects(connectOss(grant, { host }))).rejects.toMatchObject({ kind: 'protocol' });
});

it.each([
  ['', /^[\w-]{12}\.png$/],
  ['in/', /^in\/[\w-]{12}\.png$/],
  ['in/a.b', /^in\/a\.b$/],
])('stores a file under the key %j with a random name if it needs one', async (key, expected) => {
  const { host } = scriptedHost(stored);
  const file = new File(['a picture'], 'Cat.PNG', { type: 'image/png' });
  const { start, finish } = operations.upload;
  const client = connectOss(grant, { host });
  const output = await finish(client, await start(client, { file, key }));
  expect(output.key).toMatch(expected);
  expect(output.url).toBe(`https://pictures.oss-cn-shenzhen.aliyuncs.com/${output.key}`);
});
