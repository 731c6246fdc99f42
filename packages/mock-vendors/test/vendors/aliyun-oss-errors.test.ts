import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { call, elementOf, md5, type Oss, openOss, signedV1 } from '../helpers/oss.ts';

interface Failing {
  readonly name: string;
  readonly status: number;
  readonly ec?: string;
  /** Elements beside the ones that every error has. */
  readonly also?: readonly string[];
  readonly make: (oss: Oss) => Promise<{ status: number; headers: object; text: string }>;
}

const owner = { accessKeyId: 'mock-oss-key', accessKeySecret: 'mock-oss-secret' };
const minutes = 60_000;
const failures: readonly Failing[] = [
  {
    ...{ name: 'InvalidAccessKeyId', status: 403, ec: '0002-00000902', also: ['OSSAccessKeyId'] },
    make: ({ ask, clock }) => {
      const keys = { ...owner, accessKeyId: 'nobody' };
      return ask({
        path: '/mock-bucket/a',
        headers: signedV1({ ...{ method: 'GET', resource: '/' }, now: clock.now(), keys }),
      });
    },
  },
  {
    ...{ name: 'InvalidAccessKeyId', status: 403, ec: '0002-00000003' },
    make: ({ ask, clock, world }) => {
      const keys = mintGrant(world, { bucket: 'mock-bucket', expiresInS: 60 });
      return ask({
        path: '/mock-bucket/a',
        headers: signedV1({ ...{ method: 'GET', resource: '/' }, now: clock.now(), keys }),
      });
    },
  },
  {
    ...{ name: 'SignatureDoesNotMatch', status: 403, ec: '0002-00000040' },
    also: ['OSSAccessKeyId', 'SignatureProvided', 'StringToSign', 'StringToSignBytes'],
    make: (oss) =>
      oss.ask({
        path: '/mock-bucket/a',
        headers: {
          ...signedV1({ ...{ method: 'GET', resource: '/mock-bucket/a' }, now: oss.clock.now() }),
          'x-oss-meta-a': 'changed',
        },
      }),
  },
  {
    ...{ name: 'SecurityTokenExpired', status: 403, ec: '0002-00000007' },
    make: async ({ ask, clock, world }) => {
      const { securityToken, ...keys } = mintGrant(world, { bucket: 'mock-bucket', expiresInS: 60 });
      clock.advance(60_000);
      const headers = { 'x-oss-security-token': securityToken };
      return ask({
        path: '/mock-bucket/a',
        headers: signedV1({
          ...{ method: 'GET', resource: '/mock-bucket/a' },
          now: clock.now(),
          keys,
          headers,
        }),
      });
    },
  },
  {
    ...{ name: 'InvalidSecurityToken', status: 403, ec: '0002-00000006' },
    make: (oss) => call(oss, { headers: { 'x-oss-security-token': 'CAISother' } }),
  },
  ...[-16, 16].map(
    (off): Failing => ({
      ...{ name: 'RequestTimeTooSkewed', status: 403, ec: '0002-00000504' },
      also: ['MaxAllowedSkewMilliseconds', 'RequestTime', 'ServerTime'],
      make: ({ ask, clock }) =>
        ask({
          path: '/mock-bucket/a',
          headers: signedV1({
            ...{ method: 'GET', resource: '/mock-bucket/a' },
            now: clock.now() + off * minutes,
          }),
        }),
    }),
  ),
  {
    ...{ name: 'AccessDenied', status: 403 },
    make: ({ ask }) =>
      ask({ path: '/mock-bucket/a', headers: { authorization: 'OSS mock-oss-key:c2lnbmF0dXJl' } }),
  },
  {
    ...{ name: 'AccessDenied', status: 403, ec: '0003-00000001' },
    make: ({ ask }) => ask({ path: '/mock-bucket/a' }),
  },
  {
    ...{ name: 'AccessDenied', status: 403, ec: '0003-00000301' },
    make: ({ ask, clock, world }) => {
      const { securityToken, ...keys } = mintGrant(world, {
        ...{ bucket: 'mock-bucket', prefix: 'mine/', expiresInS: 60 },
      });
      const headers = { 'x-oss-security-token': securityToken };
      const signing = { method: 'GET', resource: '/mock-bucket/a', now: clock.now(), keys, headers };
      return ask({ path: '/mock-bucket/a', headers: signedV1(signing) });
    },
  },
  {
    ...{ name: 'AccessDenied', status: 403, ec: '0003-00000101' },
    make: async (oss) => {
      const statement = { Effect: 'Deny', Action: 'oss:*', Principal: '*', Resource: '*' };
      const body = JSON.stringify({ Version: '1', Statement: [statement] });
      await call(oss, { method: 'PUT', path: '/mock-bucket/?policy', body });
      return oss.ask({ path: '/mock-bucket/a' });
    },
  },
  {
    ...{ name: 'PreconditionFailed', status: 412, ec: '0017-00001001', also: ['Condition'] },
    make: async (oss) => {
      await call(oss, { method: 'PUT', body: 'x' });
      return call(oss, { headers: { 'if-match': 'other' } });
    },
  },
  {
    ...{ name: 'NotImplemented', status: 400, ec: '0017-00000245', also: ['Header'] },
    make: (oss) => call(oss, { method: 'PUT', body: 'x', headers: { 'if-none-match': '*' } }),
  },
  {
    ...{ name: 'NotImplemented', status: 501 },
    make: (oss) => call(oss, { path: '/mock-bucket/?udf' }),
  },
  {
    ...{ name: 'InvalidRange', status: 416 },
    make: async (oss) => {
      await call(oss, { method: 'PUT', body: 'x' });
      return call(oss, { headers: { range: 'bytes=5-9', 'x-oss-range-behavior': 'standard' } });
    },
  },
  {
    ...{ name: 'InvalidArgument', status: 400, ec: '0017-00000279', also: ['ArgumentName', 'ArgumentValue'] },
    make: (oss) => call(oss, { method: 'PUT', body: 'x', headers: { 'x-oss-forbid-overwrite': 'abc' } }),
  },
  {
    ...{ name: 'InvalidArgument', status: 400, also: ['Authorization'] },
    make: ({ ask }) => ask({ path: '/mock-bucket/a', headers: { authorization: 'Bearer x' } }),
  },
  {
    ...{ name: 'NoSuchBucket', status: 404, ec: '0015-00000101', also: ['BucketName'] },
    make: (oss) => call(oss, { path: '/no-such-bucket/a' }),
  },
  { ...{ name: 'NoSuchKey', status: 404, ec: '0026-00000001', also: ['Key'] }, make: (oss) => call(oss, {}) },
  {
    ...{ name: 'InvalidDigest', status: 400, ec: '0017-00000503' },
    make: (oss) => call(oss, { method: 'PUT', headers: { 'content-md5': md5('other') }, body: 'hello' }),
  },
  {
    ...{ name: 'InvalidDigest', status: 400, ec: '0017-00000502' },
    make: (oss) => call(oss, { method: 'PUT', headers: { 'content-md5': 'no md5' }, body: 'hello' }),
  },
  { ...{ name: 'InvalidBucketName', status: 400 }, make: (oss) => call(oss, { path: '/No_Bucket/a' }) },
  {
    ...{ name: 'InvalidObjectName', status: 400, ec: '0016-00000003' },
    make: (oss) =>
      call(oss, {
        method: 'PUT',
        path: `/mock-bucket/${'猫'.repeat(342)}`.replaceAll('猫', encodeURIComponent('猫')),
      }),
  },
  {
    ...{ name: 'InvalidObjectName', status: 400, ec: '0016-00000005' },
    make: (oss) => call(oss, { path: '/mock-bucket//a' }),
  },
  {
    ...{ name: 'FileAlreadyExists', status: 409, ec: '0026-00000002' },
    make: async (oss) => {
      await call(oss, { method: 'PUT', body: 'first' });
      return call(oss, { method: 'PUT', body: 'second', headers: { 'x-oss-forbid-overwrite': 'true' } });
    },
  },
];

it.each(failures)('refuses with $name $ec', async ({ name, status, ec, also = [], make }) => {
  const oss = await openOss();
  const answered = await make(oss);
  expect(answered).toMatchObject({ status, headers: { 'content-type': 'application/xml' } });
  expect(answered.text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Error>/);
  const requestId = elementOf(answered.text, 'RequestId');
  expect(answered.headers).toMatchObject({ 'x-oss-request-id': requestId, ...(ec && { 'x-oss-ec': ec }) });
  expect(elementOf(answered.text, 'Code')).toBe(name);
  expect(elementOf(answered.text, 'EC')).toBe(ec);
  for (const element of ['Message', 'HostId', ...also])
    expect(elementOf(answered.text, element)).toBeTruthy();
  expect(oss.world.journal.entries.at(-1)?.error).toBe(name[0]?.toLowerCase() + name.slice(1));
});

it('writes whole seconds into its errors', async () => {
  const oss = await openOss();
  const times = (text: string) =>
    ['RequestTime', 'ServerTime', 'Expires'].map((name) => elementOf(text, name));
  const now = oss.clock.now();
  const late = await oss.ask({
    path: '/mock-bucket/a',
    headers: signedV1({ ...{ method: 'GET', resource: '/' }, now: now - 16 * minutes }),
  });
  const expired = await oss.ask({ path: '/mock-bucket/a?OSSAccessKeyId=mock-oss-key&Expires=1&Signature=x' });
  for (const time of [...times(late.text), ...times(expired.text)].filter(Boolean))
    expect(time).toMatch(/T\d\d:\d\d:\d\d\.000Z$/);
});

it('puts an error into a header where the answer has no body', async () => {
  const oss = await openOss();
  const { status, headers, text } = await call(oss, { method: 'HEAD' });
  const xml = Buffer.from(String(headers['x-oss-err']), 'base64').toString();
  expect({ status, text, code: elementOf(xml, 'Code') }).toEqual({
    status: 404,
    text: '',
    code: 'NoSuchKey',
  });
});

it('writes keys with all kinds of characters into its XML', async () => {
  const oss = await openOss();
  const { text } = await call(oss, { path: `/mock-bucket/${encodeURIComponent('<&>"\u0001猫')}` });
  expect(elementOf(text, 'Key')).toBe('&lt;&amp;&gt;&quot;?猫');
});

/** A request that no HTTP library would make. */
async function sayRaw({ origin }: Oss, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = createConnection({ host: hostname, port: Number(port) });
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  return text(socket);
}

it('wants to know how long an object is, or that it comes in chunks', async () => {
  const oss = await openOss();
  const { date, authorization } = signedV1({
    method: 'PUT',
    resource: '/mock-bucket/a',
    now: oss.clock.now(),
  });
  const lines = [
    'PUT /mock-bucket/a HTTP/1.1',
    'Host: 127.0.0.1',
    `Date: ${date}`,
    `Authorization: ${authorization}`,
  ];
  const answered = await sayRaw(oss, lines);
  expect(answered).toMatch(/^HTTP\/1\.1 411 /);
  expect(elementOf(answered, 'Code')).toBe('MissingContentLength');
});

it('answers in XML whatever the content type of a request', async () => {
  const oss = await openOss();
  for (const type of ['image', '', 'a/b/c', 'text/html; charset'])
    expect(await call(oss, { method: 'PUT', headers: { 'content-type': type }, body: 'x' })).toMatchObject({
      status: 200,
    });
});

it('takes a key of the greatest length there is', async () => {
  const oss = await openOss();
  const path = `/mock-bucket/${encodeURIComponent('猫'.repeat(341))}`;
  expect(await call(oss, { method: 'PUT', path, body: 'x' })).toMatchObject({ status: 200 });
  expect(await call(oss, { path })).toMatchObject({ status: 200, text: 'x' });
});

it('refuses a path that is no text', async () => {
  const oss = await openOss();
  const answered = await oss.ask({ path: '/mock-bucket/%zz' });
  expect(answered.status).toBe(400);
  expect(elementOf(answered.text, 'Code')).toBe('InvalidObjectName');
});
