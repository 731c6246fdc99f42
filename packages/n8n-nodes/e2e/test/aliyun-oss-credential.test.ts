import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { packageFolder, startOss } from './helpers/aliyun-oss.ts';

const credential = (): ICredentialType => {
  const file = join(packageFolder, 'dist/credentials/AliyunOssApi.credentials.js');
  return new (createRequire(import.meta.url)(file).AliyunOssApi)();
};

describe('the credential of Aliyun OSS', () => {
  it('signs a request for an object, whose URL may be relative', async () => {
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
    const { authenticate } = credential();
    if (typeof authenticate !== 'function') throw new Error('authenticate is no function');
    const request = (url: string) => ({ url }) as IHttpRequestOptions;
    expect(await authenticate(data, request('/a/b.png'))).toMatchObject(signed);
    expect(await authenticate(data, request(signed.url))).toMatchObject(signed);
    const v4 = await authenticate({ ...data, signatureVersion: 'v4' }, request('/b.png'));
    expect(v4.headers).toMatchObject({ authorization: expect.stringMatching(/^OSS4-HMAC-SHA256 /) });
  });

  it('masks what is secret', () => {
    const masked = credential().properties.filter(({ typeOptions }) => typeOptions?.password);
    expect(masked.map(({ name }) => name)).toEqual(['accessKeySecret', 'securityToken']);
  });

  it.each([
    [{}, true, 'Connection successful!'],
    [{ signatureVersion: 'v4', region: 'cn-hangzhou' }, true, 'Connection successful!'],
    [{ accessKeySecret: 'wrong' }, false, /Check the keys and their rights/],
    [{ bucket: 'nobodys' }, false, /no such bucket/],
    [{ endpoint: 'http://127.0.0.1:9' }, false, /ECONNREFUSED/],
  ])('is tested: %j', async (change, ok, message) => {
    const { engine, credential: data } = await startOss();
    const result = await engine.testCredential('aliyunOssApi', { ...data, ...change } as never);
    expect(result.ok).toBe(ok);
    expect(result.message).toMatch(message);
  });
});
