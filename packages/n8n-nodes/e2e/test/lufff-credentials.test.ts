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

  it.each([
    ['LufffAccountApi', ['token']],
    ['LufffUuidApi', ['secret']],
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
  ] as const)('are tested: %s %j', async (type, change, ok, message) => {
    const { engine, credentials, world } = await startLufff();
    const result = await engine.testCredential(type, { ...credentials[type], ...change } as never);
    expect(result.ok).toBe(ok);
    expect(result.message).toMatch(message);
    expect(world.ledger.entries).toEqual([]);
  });
});
