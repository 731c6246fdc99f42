import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { packageFolder, photo, startPicwish } from './helpers/picwish.ts';
import { inAccount } from './helpers/picwish-trouble.ts';

const require = createRequire(import.meta.url);

function built(name: string): ICredentialType {
  const [Type] = Object.values(require(join(packageFolder, `dist/credentials/${name}.credentials.js`)));
  return new (Type as new () => ICredentialType)();
}

it.each([
  ['PicwishApi', ['apiKey']],
  ['PicwishAccountApi', ['password', 'token', 'tokenAccount']],
])('%s masks what is secret and nothing else', (name, secrets) => {
  const masked = built(name).properties.filter(({ typeOptions }) => typeOptions?.password);
  expect(masked.map((property) => property.name)).toEqual(secrets);
});

it('PicWish API finds the addresses of both regions by itself', () => {
  const { request } = built('PicwishApi').test ?? {};
  expect(request?.baseURL).toContain(
    '{"china":"https://techsz.aoscdn.com","global":"https://techhk.aoscdn.com"}',
  );
});

describe('the credential PicWish API is tested:', () => {
  it.each([
    { name: 'the right key', change: {}, ok: true, message: /^Connection successful!$/ },
    {
      name: 'a wrong key',
      change: { apiKey: 'x' },
      ok: false,
      message: /does not accept this key in this region/,
    },
    { name: 'no key', change: { apiKey: '' }, ok: false, message: /does not accept this key/ },
    {
      name: 'a wrong base URL',
      change: { baseUrl: 'http://127.0.0.1:9' },
      ok: false,
      message: /^ECONNREFUSED$/,
    },
  ])('$name', async ({ change, ok, message }) => {
    const { engine, credentials, calls } = await startPicwish();
    const result = await engine.testCredential('picwishApi', {
      ...credentials.picwishApi,
      ...change,
    } as never);
    expect(result).toEqual({ ok, message: expect.stringMatching(message) });
    expect(new Set(calls())).toEqual(new Set('baseUrl' in change ? [] : ['credits']));
  });
});

describe('the credential PicWish Account API is tested:', () => {
  const captcha = /^a captcha must be solved\. Log in once at picwish\.cn with a browser/;
  it.each([
    { name: 'the right account', change: {}, ok: true, message: /^Connection successful!$/ },
    {
      name: 'a wrong password',
      change: { password: 'x' },
      message: /Check telephone, country code and password/,
    },
    { name: 'an unknown telephone', change: { telephone: '13900000009' }, message: /Check telephone/ },
    {
      name: 'a telephone that is none',
      change: { telephone: 'me' },
      message: /^telephone: a telephone number has 5 to 15 digits and nothing else$/,
    },
    { name: 'a country code that is none', change: { countryCode: 'China' }, message: /^country_code: / },
    {
      name: 'a captcha',
      change: {},
      fault: { endpoint: 'login', effect: { error: 'captchaNeeded' } },
      message: captcha,
    },
    {
      name: 'a login that is not accepted afterwards',
      change: {},
      fault: {
        endpoint: 'authorizeUpload',
        effect: {
          response: { status: 200, body: '{"status":401}', headers: { 'content-type': 'application/json' } },
        },
      },
      message: /^PicWish did not accept its own login$/,
    },
    {
      name: 'a wrong base URL',
      change: { baseUrl: 'http://127.0.0.1:9' },
      message: /refused the connection/,
    },
  ])('$name', async ({ change, ok = false, message, fault }) => {
    const { engine, credentials, world, calls } = await startPicwish();
    if (fault) world.faults.add({ vendor: 'picwish-web', ...fault } as never);
    const data = { ...credentials.picwishAccountApi, ...change };
    const result = await engine.testCredential('picwishAccountApi', data as never);
    expect(result).toEqual({ ok, message: expect.stringMatching(message) });
    expect(calls()).not.toContain('putObject');
  });

  it.each([
    { password: 'x', says: /Check telephone, country code and password/ },
    { telephone: '13900000009', says: /Check telephone/ },
  ])('a change after a login, although its token is still there: $says', async ({ says, ...change }) => {
    const { engine, run, credentials } = await startPicwish();
    const account = { ...credentials.picwishAccountApi };
    await run({ ...inAccount('scale', { waitMode: 'none' }), items: [photo(10)] });
    expect(credentials.picwishAccountApi.token).toEqual(expect.any(String));
    const data = { ...credentials.picwishAccountApi, ...change } as never;
    expect(await engine.testCredential('picwishAccountApi', data)).toEqual({
      ok: false,
      message: expect.stringMatching(says),
    });
    const { error } = await run({ ...inAccount('scale'), items: [photo(10)], account: change });
    expect(error?.message).toContain('does not accept the credentials');
    const right = { ...credentials.picwishAccountApi, ...account } as never;
    expect((await engine.testCredential('picwishAccountApi', right)).ok).toBe(true);
  });
});
