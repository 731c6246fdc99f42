import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { mintGrant } from '../../src/vendors/aliyun-oss/index.ts';
import { elementOf, signedV1 } from '../helpers/oss.ts';
import { type PlainAsk, plainOss } from '../helpers/plain-oss.ts';
import { presignV4 } from '../helpers/presign.ts';

type Plain = ReturnType<typeof plainOss>;
type Parameters = Readonly<Record<string, string | number | undefined>>;

const object = '/mock-bucket/a';

/** The elements that are asked for, of the answer to a call. */
async function answer(oss: Plain, asked: PlainAsk, ...names: readonly string[]) {
  const { status, body } = await oss.send({ path: object, ...asked });
  return [status, ...['Code', ...names].map((name) => elementOf(String(body), name))];
}

const pathWith = (parameters: Parameters, path = object) => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.append(name, String(value));
  return `${path}?${query}`;
};

const noDate = 'OSS authentication requires a valid Date.';
const incomplete =
  'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters';

it.each<[Readonly<Record<string, string>>, readonly (string | number | undefined)[]]>([
  [
    { authorization: 'OSS mock-oss-key' },
    [400, 'InvalidArgument', 'OSS mock-oss-key', 'Authorization header is invalid.'],
  ],
  [{ authorization: 'Bearer x' }, [400, 'InvalidArgument', 'Bearer x']],
  [{ authorization: 'OSS mock-oss-key:x' }, [403, 'AccessDenied', undefined, noDate]],
  [{ authorization: 'OSS mock-oss-key:x', date: 'noon' }, [403, 'AccessDenied', undefined, noDate]],
])('refuses the headers %j', async (headers, [status, code, authorization, message]) => {
  const [, , sent, said] = await answer(plainOss(), { headers }, 'Authorization', 'Message');
  expect(await answer(plainOss(), { headers })).toEqual([status, code]);
  expect(sent).toBe(authorization);
  if (message) expect(said).toBe(message);
});

it.each<[Parameters]>([
  [{ OSSAccessKeyId: undefined }],
  [{ Signature: undefined }],
  [{ Expires: undefined }],
  [{ Expires: 'soon' }],
])('refuses a URL of version 1 with %j', async (changes) => {
  const oss = plainOss();
  const usual = { OSSAccessKeyId: 'mock-oss-key', Signature: 'x', Expires: '4102444800' };
  const refused = await answer(oss, { path: pathWith({ ...usual, ...changes }) }, 'Message');
  expect(refused).toEqual([403, 'AccessDenied', incomplete]);
  expect(await answer(oss, { path: pathWith(usual) })).toEqual([403, 'SignatureDoesNotMatch']);
});

const timeOf = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
const credentialOf = (ms: number, product = 'oss') =>
  `mock-oss-key/${timeOf(ms).slice(0, 8)}/cn-hangzhou/${product}/aliyun_v4_request`;
const second = 1000;
const day = 86_400 * second;

it.each<[name: string, change: (now: number) => Parameters, expected: readonly unknown[]]>([
  ['all it needs', () => ({}), [403, 'SignatureDoesNotMatch']],
  ['no credential', () => ({ 'x-oss-credential': undefined }), [400, 'InvalidArgument']],
  ['a wrong credential', () => ({ 'x-oss-credential': 'mock-oss-key' }), [400, 'InvalidArgument']],
  [
    'the credential of another day',
    (now) => ({ 'x-oss-credential': credentialOf(now - day) }),
    [400, 'InvalidArgument'],
  ],
  [
    'another product',
    (now) => ({ 'x-oss-credential': credentialOf(now, 'oss-vectors') }),
    [501, 'NotImplemented'],
  ],
  [
    'cloud boxes',
    (now) => ({ 'x-oss-credential': credentialOf(now, 'oss-cloudbox') }),
    [403, 'SignatureDoesNotMatch'],
  ],
  ['no signature', () => ({ 'x-oss-signature': undefined }), [400, 'InvalidArgument']],
  ['no version', () => ({ 'x-oss-signature-version': undefined }), [400, 'InvalidArgument']],
  ['another version', () => ({ 'x-oss-signature-version': 'OSS5' }), [400, 'InvalidArgument']],
  ['no date', () => ({ 'x-oss-date': undefined }), [400, 'InvalidArgument']],
  ['half a date', (now) => ({ 'x-oss-date': timeOf(now).slice(0, 8) }), [403, 'AccessDenied', noDate]],
  ['no life', () => ({ 'x-oss-expires': undefined }), [400, 'InvalidArgument']],
  ['a life that is no number', () => ({ 'x-oss-expires': '1e3' }), [400, 'InvalidArgument']],
  ['a life of seven days', () => ({ 'x-oss-expires': 604_800 }), [403, 'SignatureDoesNotMatch']],
  ['a longer life', () => ({ 'x-oss-expires': 604_801 }), [400, 'InvalidArgument']],
  [
    'a date of 15 minutes ahead',
    (now) => ({ 'x-oss-date': timeOf(now + 900 * second) }),
    [403, 'SignatureDoesNotMatch'],
  ],
  [
    'a date further ahead',
    (now) => ({ 'x-oss-date': timeOf(now + 901 * second) }),
    [403, 'RequestTimeTooSkewed'],
  ],
  [
    'a date of an hour ago',
    (now) => ({ 'x-oss-date': timeOf(now - 3600 * second), 'x-oss-expires': 3600 }),
    [403, 'SignatureDoesNotMatch'],
  ],
])('answers a URL of version 4 with %s', async (_, change, [status, code, message]) => {
  const oss = plainOss();
  oss.clock.set(Date.UTC(2026, 0, 1, 12));
  const now = oss.clock.now();
  const usual = {
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': credentialOf(now),
    'x-oss-date': timeOf(now),
    'x-oss-expires': 600,
    'x-oss-signature': 'x',
  };
  const path = pathWith({ ...usual, ...change(now) });
  expect(await answer(oss, { path })).toEqual([status, code]);
  if (message) expect((await answer(oss, { path }, 'Message'))[2]).toBe(message);
});

it.each<
  [
    name: string,
    change: (now: number) => Readonly<Record<string, string | undefined>>,
    status: number,
    code: string,
  ]
>([
  ['all it needs', () => ({}), 403, 'SignatureDoesNotMatch'],
  ['no credential', () => ({ Credential: undefined }), 400, 'InvalidArgument'],
  ['no signature', () => ({ Signature: undefined }), 400, 'InvalidArgument'],
  [
    'the credential of another day',
    (now) => ({ Credential: credentialOf(now - day) }),
    400,
    'InvalidArgument',
  ],
])('answers a header of version 4 with %s', async (_, change, status, code) => {
  const oss = plainOss();
  const now = oss.clock.now();
  const parts = { Credential: credentialOf(now), Signature: 'x=y', ...change(now) };
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  const authorization = `OSS4-HMAC-SHA256 ${given.map((part) => part.join('=')).join(' , ')}`;
  const headers = { authorization, 'x-oss-date': timeOf(now) };
  const names = ['Authorization', 'SignatureProvided', 'OSSAccessKeyId'];
  const shown =
    code === 'InvalidArgument' ? [authorization, undefined, undefined] : [undefined, 'x=y', 'mock-oss-key'];
  expect(await answer(oss, { headers }, ...names)).toEqual([status, code, ...shown]);
});

const zoned = (ms: number) => new Date(ms).toISOString();

it.each([-1, 1])('takes a time that is off by 15 minutes, and none that is further off: %i', async (sign) => {
  const oss = plainOss();
  const off = sign * 900 * second;
  expect((await oss.ask({ off })).status).toBe(404);
  if (sign > 0) oss.clock.set(oss.clock.now() - 1);
  const signed = oss.clock.now() + off + (sign > 0 ? 1 : 0);
  const headers = signedV1({ method: 'GET', resource: object, now: signed });
  if (sign < 0) oss.clock.advance(1);
  const names = ['MaxAllowedSkewMilliseconds', 'RequestTime', 'ServerTime'];
  const whole = Math.floor(oss.clock.now() / second) * second;
  expect(await answer(oss, { headers }, ...names)).toEqual([
    ...[403, 'RequestTimeTooSkewed', '900000', zoned(signed), zoned(whole)],
  ]);
});

it('takes a URL until the second in which it expires', async () => {
  const oss = plainOss();
  const expires = oss.clock.now() + 60 * second;
  const path = pathWith({ OSSAccessKeyId: 'mock-oss-key', Signature: 'x', Expires: expires / second });
  oss.clock.set(expires);
  expect(await answer(oss, { path })).toEqual([403, 'SignatureDoesNotMatch']);
  oss.clock.advance(1);
  expect(await answer(oss, { path }, 'Message', 'EC', 'Expires', 'ServerTime')).toEqual([
    ...[403, 'AccessDenied', 'Request has expired.', '0002-00000069', zoned(expires), zoned(expires)],
  ]);
});

it('takes a URL of version 4 until it expires', async () => {
  const oss = plainOss();
  const path = presignV4({ method: 'GET', path: object, now: oss.clock.now() });
  oss.clock.advance(600 * second);
  expect(await answer(oss, { path })).toEqual([404, 'NoSuchKey']);
  oss.clock.advance(1);
  expect(await answer(oss, { path }, 'EC')).toEqual([403, 'AccessDenied', '0002-00000069']);
});

it('tells the region that a signature is for from that of the bucket', async () => {
  const oss = plainOss({ buckets: { 'mock-bucket': { region: 'cn-shenzhen', acl: 'private' } } });
  const path = presignV4({ method: 'GET', path: object, now: oss.clock.now() });
  expect(await answer(oss, { path }, 'Message', 'EC')).toEqual([
    ...[400, 'InvalidArgument', 'Invalid signing region in Authorization header.', '0002-00000226'],
  ]);
  const elsewhere = presignV4({ method: 'GET', path: '/no-bucket/a', now: oss.clock.now() });
  expect(await answer(oss, { path: elsewhere })).toEqual([404, 'NoSuchBucket']);
});

it.each<[PlainAsk, readonly unknown[]]>([
  [{ path: '/' }, [403, 'InvalidAccessKeyId', 'nobody', undefined]],
  [{ path: object }, [403, 'InvalidAccessKeyId', 'nobody', undefined]],
  [{ path: '/a', headers: { host: 'mock-bucket.test' } }, [403, 'InvalidAccessKeyId', 'nobody', undefined]],
  [{ path: '/a', headers: { host: 'no-bucket.test' } }, [404, 'NoSuchBucket', undefined, 'no-bucket']],
])('tells an unknown key of %j from an unknown bucket', async ({ path = object, headers }, expected) => {
  const oss = plainOss();
  const date = new Date(oss.clock.now()).toUTCString();
  const unknown = { path, headers: { ...headers, date, authorization: 'OSS nobody:x' } };
  expect(await answer(oss, unknown, 'OSSAccessKeyId', 'BucketName')).toEqual(expected);
});

it('wants the token that came with the keys, until they expire', async () => {
  const oss = plainOss();
  const { securityToken, ...keys } = mintGrant(oss.world, { bucket: 'mock-bucket', expiresInS: 60 });
  const ask = (token?: string, by = keys) => {
    const sent = token === undefined ? {} : { 'x-oss-security-token': token };
    const headers = signedV1({
      method: 'GET',
      resource: object,
      now: oss.clock.now(),
      keys: by,
      headers: sent,
    });
    return answer(oss, { headers }, 'EC', 'OSSAccessKeyId');
  };
  expect(await ask()).toEqual([403, 'InvalidAccessKeyId', '0002-00000003', keys.accessKeyId]);
  expect(await ask('other')).toEqual([403, 'InvalidSecurityToken', '0002-00000006', undefined]);
  const owner = { ...keys, accessKeyId: 'mock-oss-key', accessKeySecret: 'mock-oss-secret' };
  expect((await ask(securityToken, owner)).slice(0, 2)).toEqual([403, 'InvalidSecurityToken']);
  oss.clock.advance(60 * second - 1);
  expect((await ask(securityToken)).slice(0, 2)).toEqual([404, 'NoSuchKey']);
  oss.clock.advance(1);
  expect((await ask(securityToken)).slice(0, 2)).toEqual([403, 'SecurityTokenExpired']);
});

it.each([true, false])(
  'shows what it has signed itself, with the canonical request if it is set so: %s',
  async (showsCanonicalRequest) => {
    const oss = plainOss({ showsCanonicalRequest });
    const names = ['StringToSign', 'StringToSignBytes', 'CanonicalRequest', 'SignatureProvided'];
    const url = presignV4({ method: 'GET', path: object, now: oss.clock.now() });
    const [, , text, , canonical] = await answer(oss, { path: url.replace('/a?', '/b?') }, ...names);
    expect(text).toMatch(
      /^OSS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}\/cn-hangzhou\/oss\/aliyun_v4_request\n[0-9a-f]{64}$/,
    );
    expect(canonical?.toString().startsWith('GET\n/mock-bucket/b\nx-oss-credential=')).toBe(
      showsCanonicalRequest ? true : undefined,
    );
    const path = pathWith({ OSSAccessKeyId: 'mock-oss-key', Signature: 'x', Expires: 4_102_444_800 });
    expect(await answer(oss, { path }, ...names)).toEqual([
      ...[403, 'SignatureDoesNotMatch', 'GET\n\n\n4102444800\n/mock-bucket/a'],
      '47 45 54 0A 0A 0A 34 31 30 32 34 34 34 38 30 30 0A 2F 6D 6F 63 6B 2D 62 75 63 6B 65 74 2F 61',
      ...[undefined, 'x'],
    ]);
  },
);

it('signs names and values of parameters byte by byte in version 4', async () => {
  const oss = plainOss();
  const query = { prefix: '\t\u0000~-_.猫', 'x-oss-a b': '', marker: '' };
  const path = presignV4({ method: 'GET', path: '/mock-bucket/', query, now: oss.clock.now() });
  expect((await answer(oss, { path }))[0]).toBe(200);
});

it('takes the headers that version 4 signs in addition', async () => {
  const oss = plainOss();
  const time = timeOf(oss.clock.now());
  const scope = credentialOf(oss.clock.now()).split('/').slice(1);
  const lines = ['host:127.0.0.1', 'x-oss-content-sha256:UNSIGNED-PAYLOAD', `x-oss-date:${time}`, ''];
  const canonical = ['GET', object, '', ...lines, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = scope.reduce<string | Buffer>(hmac, 'aliyun_v4mock-oss-secret');
  const signature = hmac(key, ['OSS4-HMAC-SHA256', time, scope.join('/'), digest].join('\n')).toString('hex');
  const credential = `Credential=${credentialOf(oss.clock.now())}`;
  const headers = {
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': time,
    authorization: `OSS4-HMAC-SHA256 ${credential},AdditionalHeaders=host,Signature=${signature}`,
  };
  expect(await answer(oss, { headers })).toEqual([404, 'NoSuchKey']);
  expect(await answer(oss, { headers: { ...headers, host: 'localhost' } })).toEqual([
    403,
    'SignatureDoesNotMatch',
  ]);
});
