import { createHash, createHmac } from 'node:crypto';
import OSS from 'ali-oss';
import { expect, it } from 'vitest';
import { openOss, ownKeys } from '../helpers/oss.ts';

const role = 'acs:ram::1234567890123456:role/uploader';
const bytes = Buffer.from('a picture of a cat');

const policyFor = (actions: string[], resources: string[]) => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: resources.map((path) => `acs:oss:*:*:${path}`) }],
});

async function openSts() {
  const { origin, clock } = await openOss();
  const sts = new OSS.STS({ ...ownKeys, endpoint: origin } as OSS.STSOptions);
  const assume = async (policy?: object | string, seconds = 900) => {
    const { credentials } = await sts.assumeRole(role, policy, seconds, 'test');
    return credentials;
  };
  const clientOf = ({ AccessKeyId, AccessKeySecret, SecurityToken }: OSS.Credentials) =>
    new OSS({
      accessKeyId: AccessKeyId,
      accessKeySecret: AccessKeySecret,
      stsToken: SecurityToken,
      bucket: 'mock-bucket',
      endpoint: origin,
      refreshSTSTokenInterval: 1e9,
    });
  return { origin, clock, sts, assume, clientOf };
}

it('hands out keys that may do what the policy says', async () => {
  const { assume, clientOf } = await openSts();
  const client = clientOf(await assume(policyFor(['oss:PutObject'], ['mock-bucket/users/7/*'])));
  await client.put('users/7/cat.png', bytes);
  await expect(client.put('users/8/cat.png', bytes)).rejects.toMatchObject({ code: 'AccessDenied' });
  await expect(client.get('users/7/cat.png')).rejects.toMatchObject({ code: 'AccessDenied' });
});

it('counts a denial more than a permission', async () => {
  const { assume, clientOf } = await openSts();
  const { Statement, ...rest } = policyFor(['oss:*'], ['*']);
  const denial = { Effect: 'Deny', Action: 'oss:DeleteObject', Resource: 'acs:oss:*:*:mock-bucket/*' };
  const client = clientOf(await assume({ ...rest, Statement: [...Statement, denial] }));
  await client.put('cat.png', bytes);
  await expect(client.delete('cat.png')).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
});

it('deletes none of many keys if one is denied', async () => {
  const { assume, clientOf } = await openSts();
  const { Statement, ...rest } = policyFor(['oss:*'], ['*']);
  const denial = { Effect: 'Deny', Action: 'oss:DeleteObject', Resource: 'acs:oss:*:*:mock-bucket/kept/*' };
  const client = clientOf(await assume({ ...rest, Statement: [...Statement, denial] }));
  for (const key of ['a', 'kept/b']) await client.put(key, bytes);
  await expect(client.deleteMulti(['a', 'kept/b'])).rejects.toMatchObject({
    ...{ status: 403, code: 'AccessDenied', ecCode: '0003-00000204' },
  });
  await client.head('a');
});

it('hands out keys for everything without a policy, until they expire on the clock of the world', async () => {
  const { assume, clientOf, clock } = await openSts();
  const credentials = await assume(undefined, 900);
  expect(Date.parse(credentials.Expiration)).toBe(Math.floor(clock.now() / 1000) * 1000 + 900_000);
  await clientOf(credentials).put('cat.png', bytes);
  clock.advance(899_000);
  await clientOf(credentials).head('cat.png');
  clock.advance(1_000);
  await expect(clientOf(credentials).head('cat.png')).rejects.toMatchObject({
    code: expect.stringMatching(/SecurityTokenExpired/),
  });
});

it('refuses what the manual does not allow', async () => {
  const { sts, assume, origin } = await openSts();
  await expect(assume(undefined, 899)).rejects.toMatchObject({ code: 'InvalidParameter.DurationSeconds' });
  await expect(assume(undefined, 3601)).rejects.toMatchObject({ code: 'InvalidParameter.DurationSeconds' });
  await expect(assume({ Statement: 'none' })).rejects.toMatchObject({
    code: 'InvalidParameter.PolicyGrammar',
  });
  await expect(sts.assumeRole('nobody', undefined, 900, 'test')).rejects.toMatchObject({
    code: 'InvalidParameter.RoleArn',
    status: 400,
  });
  await expect(sts.assumeRole(role, undefined, 900, '猫')).rejects.toMatchObject({
    code: 'InvalidParameter.RoleSessionName',
  });
  const wrong = (keys: object) =>
    new OSS.STS({ ...ownKeys, ...keys, endpoint: origin } as OSS.STSOptions).assumeRole(
      role,
      undefined,
      900,
      'ab',
    );
  await expect(wrong({ accessKeySecret: 'x' })).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  await expect(wrong({ accessKeyId: 'x' })).rejects.toMatchObject({
    code: 'InvalidAccessKeyId.NotFound',
    status: 404,
  });
});

it('answers in XML unless JSON is asked for, and refuses an old time', async () => {
  const { origin, clock } = await openSts();
  const ask = async (changes: Record<string, string>) => {
    const parameters: Record<string, string> = {
      Action: 'AssumeRole',
      Version: '2015-04-01',
      RoleArn: role,
      RoleSessionName: "it's (a) test*",
      AccessKeyId: ownKeys.accessKeyId,
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      SignatureNonce: '1',
      Timestamp: new Date(clock.now()).toISOString(),
      ...changes,
    };
    const encode = (text: string) =>
      encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const query = Object.keys(parameters)
      .sort()
      .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
      .join('&');
    const signature = createHmac('sha1', `${ownKeys.accessKeySecret}&`)
      .update(`GET&%2F&${encode(query)}`)
      .digest('base64');
    const response = await fetch(`${origin}/?${query}&Signature=${encode(signature)}`);
    return { status: response.status, text: await response.text() };
  };
  expect(await ask({})).toMatchObject({ status: 400, text: expect.stringContaining('RoleSessionName') });
  const { status, text } = await ask({ RoleSessionName: 'test' });
  expect(status).toBe(200);
  expect(text).toMatch(/^<\?xml .*<AssumeRoleResponse>.*<AccessKeyId>STS\./s);
  const old = new Date(clock.now() - 901_000).toISOString();
  expect((await ask({ Timestamp: old })).text).toContain('<Code>InvalidTimeStamp.Expired</Code>');
  expect((await ask({ Action: 'FlyToTheMoon' })).status).toBe(404);
});

it('takes the newer signature in the header', async () => {
  const { origin, clock } = await openSts();
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const headers: Record<string, string> = {
    host: new URL(origin).host,
    'x-acs-action': 'GetCallerIdentity',
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': new Date(clock.now()).toISOString(),
    'x-acs-signature-nonce': '1',
    'x-acs-version': '2015-04-01',
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = `POST\n/\n\n${lines}\n${names.join(';')}\n${sha256('')}`;
  const signature = createHmac('sha256', ownKeys.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  const ask = (text: string) =>
    fetch(origin, {
      method: 'POST',
      headers: {
        ...headers,
        authorization: `ACS3-HMAC-SHA256 Credential=${ownKeys.accessKeyId},SignedHeaders=${names.join(';')},Signature=${text}`,
      },
    });
  expect(await (await ask(signature)).json()).toMatchObject({ IdentityType: 'RAMUser' });
  expect((await ask('0'.repeat(64))).status).toBe(400);
});
