import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { elementOf, ownKeys } from '../helpers/oss.ts';
import { type PlainAsk, plainOss } from '../helpers/plain-oss.ts';

type Plain = ReturnType<typeof plainOss>;
type Parameters = Readonly<Record<string, string | undefined>>;
type Keys = typeof ownKeys;

const role = 'acs:ram::1234567890123456:role/uploader';
const path = '/';

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

const queryOf = (parameters: Parameters) =>
  Object.keys(parameters)
    .filter((name) => parameters[name] !== undefined)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
    .join('&');

interface Asking {
  readonly keys?: Keys;
  readonly method?: string;
  readonly headers?: PlainAsk['headers'];
}

/** The manual's signature of version 1, in the query. */
async function ask(
  oss: Plain,
  changes: Parameters = {},
  { keys = ownKeys, method = 'GET', headers }: Asking = {},
) {
  const parameters: Parameters = {
    Action: 'AssumeRole',
    RoleArn: role,
    RoleSessionName: 'test',
    AccessKeyId: keys.accessKeyId,
    SignatureNonce: '1',
    Timestamp: new Date(oss.clock.now()).toISOString(),
    ...changes,
  };
  const hash = parameters.SignatureMethod === 'HMAC-SHA256' ? 'sha256' : 'sha1';
  const Signature = createHmac(hash, `${keys.accessKeySecret}&`)
    .update(`${method}&%2F&${encode(queryOf(parameters))}`)
    .digest('base64');
  const url = `/?${queryOf({ Signature, ...parameters })}`;
  const {
    status,
    headers: answered,
    body,
  } = await oss.send({ method, path: url, ...(headers && { headers }) });
  return {
    status,
    type: answered['content-type'],
    text: String(body),
    code: elementOf(String(body), 'Code'),
  };
}

/** Keys from AssumeRole, as JSON has them. */
async function assumed(oss: Plain, changes: Parameters = {}) {
  const { text } = await ask(oss, { Format: 'JSON', ...changes });
  const { Credentials } = JSON.parse(text);
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken } = Credentials;
  return { keys: { accessKeyId, accessKeySecret }, SecurityToken };
}

const policyOf = (length: number) => {
  const policy = '{"Statement":[]}';
  return policy + ' '.repeat(length - policy.length);
};

it.each<[Parameters, number, string | undefined]>([
  [{ RoleArn: undefined }, 400, 'MissingRoleArn'],
  [{ RoleArn: 'nobody' }, 400, 'InvalidParameter.RoleArn'],
  [{ RoleSessionName: undefined }, 400, 'MissingRoleSessionName'],
  [{ RoleSessionName: 'a' }, 400, 'InvalidParameter.RoleSessionName'],
  [{ RoleSessionName: 'ab' }, 200, undefined],
  [{ RoleSessionName: "it's (a) test*!" }, 400, 'InvalidParameter.RoleSessionName'],
  [{ RoleSessionName: 'a'.repeat(64) }, 200, undefined],
  [{ RoleSessionName: 'a'.repeat(65) }, 400, 'InvalidParameter.RoleSessionName'],
  [{ Policy: policyOf(2048) }, 200, undefined],
  [{ Policy: policyOf(2049) }, 400, 'InvalidParameter.PolicySize'],
  [{ Policy: '{}' }, 400, 'InvalidParameter.PolicyGrammar'],
  [{ DurationSeconds: '900' }, 200, undefined],
  [{ DurationSeconds: '899' }, 400, 'InvalidParameter.DurationSeconds'],
  [{ DurationSeconds: '3600' }, 200, undefined],
  [{ DurationSeconds: '3601' }, 400, 'InvalidParameter.DurationSeconds'],
  [{ DurationSeconds: '1e3' }, 400, 'InvalidParameter.DurationSeconds'],
  [{ AccessKeyId: undefined }, 400, 'MissingAccessKeyId'],
  [{ AccessKeyId: 'nobody' }, 404, 'InvalidAccessKeyId.NotFound'],
  [{ Timestamp: undefined }, 400, 'MissingTimestamp'],
  [{ Timestamp: 'noon' }, 400, 'InvalidTimeStamp.Format'],
  [{ SignatureNonce: undefined }, 400, 'MissingSignatureNonce'],
  [{ Signature: '' }, 400, 'MissingSignature'],
  [{ Signature: 'wrong' }, 400, 'SignatureDoesNotMatch'],
  [{ SignatureMethod: 'HMAC-SHA1' }, 200, undefined],
  [{ SignatureMethod: 'HMAC-SHA256' }, 200, undefined],
  [{ SignatureMethod: 'toString' }, 400, 'InvalidParameter.SignatureMethod'],
  [{ Action: 'GetCallerIdentity' }, 200, undefined],
  [{ Action: 'AssumeRoleWithSAML' }, 404, 'InvalidAction.NotFound'],
])('answers a call with %j by %i and the code %s', async (changes, status, code) => {
  expect(await ask(plainOss(), changes)).toMatchObject({ status, code });
});

it.each([
  [-900_000, 200],
  [-900_001, 400],
  [900_000, 200],
  [900_001, 400],
])('answers a time that is off by %i milliseconds by %i', async (off, status) => {
  const oss = plainOss();
  const Timestamp = new Date(oss.clock.now() + off).toISOString();
  const code = status === 200 ? undefined : 'InvalidTimeStamp.Expired';
  expect(await ask(oss, { Timestamp })).toMatchObject({ status, code });
});

it.each([
  [7200, 3600],
  [1800, 1800],
])(
  'hands out keys for an hour, or for %i s if the role allows no more: %i s',
  async (maxSessionS, seconds) => {
    const oss = plainOss({ maxSessionS });
    const { Credentials } = JSON.parse((await ask(oss, { Format: 'JSON' })).text);
    expect(Credentials.Expiration).toBe(
      new Date(oss.clock.now() + seconds * 1000).toISOString().replace(/\.\d{3}/, ''),
    );
  },
);

it('names the role and the session', async () => {
  const { text, type, status } = await ask(plainOss(), { Format: 'json' });
  expect({ type, status }).toEqual({ type: 'application/json;charset=utf-8', status: 200 });
  expect(JSON.parse(text)).toEqual({
    RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
    AssumedRoleUser: {
      Arn: 'acs:ram::1234567890123456:role/uploader/test',
      AssumedRoleId: '31234567890123456:test',
    },
    Credentials: {
      AccessKeyId: expect.stringMatching(/^STS\.NU[0-9a-f]{22}$/),
      AccessKeySecret: expect.stringMatching(/^[0-9a-f]{32}$/),
      SecurityToken: expect.stringMatching(/^CAIS/),
      Expiration: expect.any(String),
    },
  });
});

it('answers in XML if nothing else is asked for, with errors as elements of `Error`', async () => {
  const oss = plainOss();
  const good = await ask(oss);
  expect(good).toMatchObject({ type: 'text/xml;charset=utf-8' });
  expect(good.text).toMatch(
    /<AssumeRoleResponse><RequestId>.*<\/RequestId><AssumedRoleUser>.*<\/AssumeRoleResponse>$/,
  );
  const bad = await ask(oss, { RoleArn: 'x' });
  expect(bad).toMatchObject({ type: 'text/xml;charset=utf-8' });
  expect(bad.text).toMatch(
    /<Error><RequestId>[^<]+<\/RequestId><HostId>127\.0\.0\.1<\/HostId><Code>[^<]+<\/Code><Message>[^<]+<\/Message><\/Error>$/,
  );
});

it('tells a user from a role', async () => {
  const oss = plainOss();
  const identity = async (how: Asking, more: Parameters = {}) => {
    const asked = { Action: 'GetCallerIdentity', Format: 'JSON', ...more };
    const { RequestId: _, ...rest } = JSON.parse((await ask(oss, asked, how)).text);
    return rest;
  };
  expect(await identity({})).toEqual({
    IdentityType: 'RAMUser',
    AccountId: '1000000000000000',
    Arn: 'acs:ram::1000000000000000:user/mock',
    PrincipalId: '200000000000000000',
    UserId: '200000000000000000',
  });
  const { keys, SecurityToken } = await assumed(oss);
  expect(await identity({ keys }, { SecurityToken })).toEqual({
    IdentityType: 'AssumedRoleUser',
    AccountId: '1234567890123456',
    Arn: 'acs:ram::1234567890123456:role/uploader/test',
    PrincipalId: '31234567890123456:test',
    RoleId: '31234567890123456',
  });
});

it('wants the token that came with the keys, until they expire', async () => {
  const oss = plainOss();
  const { keys, SecurityToken } = await assumed(oss, { DurationSeconds: '900' });
  const identity = (more: Parameters, headers: PlainAsk['headers'] = {}) =>
    ask(oss, { Action: 'GetCallerIdentity', ...more }, { keys, headers });
  expect(await identity({})).toMatchObject({ status: 400, code: 'MissingSecurityToken' });
  const malformed = { status: 400, code: 'InvalidSecurityToken.Malformed' };
  expect(await identity({ SecurityToken: 'x' })).toMatchObject(malformed);
  expect(await identity({}, { 'x-acs-security-token': SecurityToken })).toMatchObject({ status: 200 });
  const again = await ask(oss, { SecurityToken }, { keys });
  expect(again).toMatchObject({ status: 403, code: 'NoPermission' });
  oss.clock.advance(899_999);
  expect(await identity({ SecurityToken })).toMatchObject({ status: 200 });
  oss.clock.advance(1);
  expect(await identity({ SecurityToken })).toMatchObject({
    status: 400,
    code: 'InvalidSecurityToken.Expired',
  });
});

const ofSts = { status: 400, body: expect.stringContaining('<Code>MissingAccessKeyId</Code>') };
const ofOss = { body: expect.not.stringContaining('MissingAccessKeyId') };

it.each<[string, PlainAsk, object]>([
  ['a GET with an action', { path: '/?Action=AssumeRole' }, ofSts],
  ['a GET with an action behind others', { path: '/?Version=2015-04-01&Action=AssumeRole' }, ofSts],
  [
    'a GET with an action in a header',
    { path, headers: { 'x-acs-action': 'AssumeRole' } },
    { status: 400, body: expect.stringContaining('"Code":"MissingAccessKeyId"') },
  ],
  ['a POST', { method: 'POST', path, body: 'Action=AssumeRole' }, ofSts],
  [
    'a POST of a form with a file',
    { method: 'POST', path, headers: { 'content-type': 'multipart/form-data' } },
    ofOss,
  ],
  ['a GET without an action', { path }, ofOss],
  ['a GET of a bucket', { path: '/mock-bucket?Action=AssumeRole' }, ofOss],
  ['a POST to a bucket', { method: 'POST', path: '/mock-bucket' }, ofOss],
  ['a GET at its own host name', { path: '/a', headers: { host: 'sts.aliyuncs.com' } }, ofSts],
  ['a GET at one of a region', { path: '/a', headers: { host: 'sts-vpc.cn-hangzhou.aliyuncs.com' } }, ofSts],
  [
    'a POST to the host name of a bucket',
    { method: 'POST', path, headers: { host: 'mock-bucket.test' } },
    ofOss,
  ],
])('knows by its address and parameters whom %s is for', async (_, asked, expected) => {
  const { status, body } = await plainOss().send(asked);
  expect({ status, body: String(body) }).toMatchObject(expected);
});

it.each([
  [65_536, 'MissingAccessKeyId'],
  [65_537, 'InvalidParameter'],
])('answers a body of %i bytes by the code %s', async (length, code) => {
  const { body } = await plainOss().send({ method: 'POST', path, body: 'a'.repeat(length) });
  expect(elementOf(String(body), 'Code')).toBe(code);
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('takes the newer signature over query, form and headers', async () => {
  const oss = plainOss();
  const body = 'RoleSessionName=ab';
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    host: '127.0.0.1',
    'x-acs-action': 'AssumeRole',
    'x-acs-date': new Date(oss.clock.now()).toISOString(),
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const query = `A-b=1&RoleArn=${encode(role)}&a=2`;
  const canonical = `POST\n/\n${query}\n${lines.join('')}\n${names}\n${sha256(body)}`;
  const sign = (secret: string) =>
    createHmac('sha256', secret)
      .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
      .digest('hex');
  const send = async (signature: string, sent = body) => {
    const credential = `Credential=${ownKeys.accessKeyId}, SignedHeaders=${names}, Signature=${signature}`;
    const authorization = `ACS3-HMAC-SHA256 ${credential}`;
    const unordered = `/?a=2&RoleArn=${encode(role)}&A-b=1`;
    const asked = { method: 'POST', path: unordered, headers: { ...headers, authorization }, body: sent };
    const answer = await oss.send(asked);
    return { status: answer.status, body: JSON.parse(String(answer.body)) };
  };
  expect(await send(sign(ownKeys.accessKeySecret))).toMatchObject({
    status: 200,
    body: { AssumedRoleUser: { Arn: `${role}/ab` } },
  });
  const mismatch = { status: 400, body: { Code: 'SignatureDoesNotMatch' } };
  expect(await send(sign('x'))).toMatchObject(mismatch);
  expect(await send(sign(ownKeys.accessKeySecret), `${body}c`)).toMatchObject(mismatch);
});
