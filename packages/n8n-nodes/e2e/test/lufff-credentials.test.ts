import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { packageFolder, startLufff } from './helpers/lufff.ts';

function credential(name: string): ICredentialType {
  const file = join(packageFolder, `dist/credentials/${name}.credentials.js`);
  return new (createRequire(import.meta.url)(file)[name])();
}

async function authenticate(name: string, data: ICredentialDataDecryptedObject, request: object) {
  const { authenticate } = credential(name);
  if (typeof authenticate !== 'function') throw new Error('authenticate is no function');
  return authenticate(data, { url: '/', ...request } as IHttpRequestOptions);
}

describe("Lufff's credentials", () => {
  it.each([
    [undefined, { customer_id: '7', token: 't' }],
    [{ page: 1 }, { page: 1, customer_id: '7', token: 't' }],
    ['{"page":1}', '{"page":1,"customer_id":"7","token":"t"}'],
    ['', '{"customer_id":"7","token":"t"}'],
    ['page=1', 'page=1'],
  ])('add an account to the body %j', async (body, expected) => {
    const request = await authenticate('LufffAccountApi', { customerId: 7, token: 't' }, { body });
    expect(request.body).toEqual(expected);
  });

  it.each([
    ['rm_pic_bg_with_uuid/', { uuid: 'me' }],
    ['rm_pic_bg_with_unikey/', { unikey: 'me' }],
    ['get_left_credit_by_unikey/', { unikey: 'me' }],
  ])('name a UUID as %s wants it', async (path, body) => {
    const request = await authenticate('LufffUuidApi', { secret: 'me' }, { url: `/make_pic/api/${path}` });
    expect(request.body).toEqual(body);
  });

  it('sign a request for an object, whose URL may be relative', async () => {
    const data = {
      bucket: 'photos',
      endpoint: 'oss-cn-hangzhou.aliyuncs.com',
      accessKeyId: 'id',
      accessKeySecret: 'secret',
    };
    const signed = {
      url: 'https://photos.oss-cn-hangzhou.aliyuncs.com/a/b.png',
      headers: { authorization: expect.stringMatching(/^OSS id:/), 'x-oss-date': expect.any(String) },
    };
    expect(await authenticate('AliyunOssApi', data, { url: '/a/b.png' })).toMatchObject(signed);
    expect(await authenticate('AliyunOssApi', data, { url: signed.url })).toMatchObject(signed);
    const v4 = await authenticate('AliyunOssApi', { ...data, signatureVersion: 'v4' }, { url: '/b.png' });
    expect(v4.headers).toMatchObject({ authorization: expect.stringMatching(/^OSS4-HMAC-SHA256 /) });
  });

  it.each([
    ['LufffAccountApi', ['token']],
    ['LufffUuidApi', ['secret']],
    ['AliyunOssApi', ['accessKeySecret', 'securityToken']],
  ])('mask what is secret in %s', (name, secrets) => {
    const masked = credential(name).properties.filter(({ typeOptions }) => typeOptions?.password);
    expect(masked.map((field) => field.name)).toEqual(secrets);
  });

  it.each([
    ['lufffAccountApi', {}, true, 'Connection successful!'],
    ['lufffAccountApi', { token: 'wrong' }, false, /Run the operations Send SMS Code and Log In/],
    ['lufffAccountApi', { customerId: '', token: '' }, false, /Run the operations Send SMS Code and Log In/],
    ['lufffAccountApi', { baseUrl: 'http://127.0.0.1:9' }, false, /ECONNREFUSED/],
    ['lufffUuidApi', {}, true, 'Connection successful!'],
    ['lufffUuidApi', { secret: '' }, false, /does not accept this UUID/],
    ['aliyunOssApi', {}, true, 'Connection successful!'],
    ['aliyunOssApi', { signatureVersion: 'v4', region: 'cn-hangzhou' }, true, 'Connection successful!'],
    ['aliyunOssApi', { accessKeySecret: 'wrong' }, false, /Check the keys and their rights/],
    ['aliyunOssApi', { bucket: 'nobodys' }, false, /no such bucket/],
  ] as const)('are tested: %s %j', async (type, change, ok, message) => {
    const { engine, credentials, world } = await startLufff();
    const result = await engine.testCredential(type, { ...credentials[type], ...change } as never);
    expect(result.ok).toBe(ok);
    expect(result.message).toMatch(message);
    expect(world.ledger.entries).toEqual([]);
  });
});
