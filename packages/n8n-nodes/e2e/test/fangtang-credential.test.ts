import { createRequire } from 'node:module';
import { join } from 'node:path';
import { token } from '@api-repack/core/fangtang';
import type { ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { packageFolder, startFangtang } from './helpers/fangtang.ts';

const built = createRequire(import.meta.url)(
  join(packageFolder, 'dist/credentials/FangtangApi.credentials.js'),
);
const credential: ICredentialType = new built.FangtangApi();
const data = { thirdCode: 'shop', secretKey: 'hiliad', baseUrl: 'http://127.0.0.1' };

async function authenticate(request: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (typeof credential.authenticate !== 'function') throw new Error('authenticate is no function');
  const authenticated = await credential.authenticate(data, { url: '/', ...request } as IHttpRequestOptions);
  return authenticated as unknown as Record<string, unknown>;
}

afterEach(() => void vi.useRealTimers());

describe('the credential Fangtang API', () => {
  it('signs each request for its own second', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_629_962_357_900 });
    const { headers } = await authenticate({ headers: { accept: '*/*' } });
    expect(headers).toEqual({ accept: '*/*', token: '5484490c8e797dabe52af90ab8bd1e50,1629962357' });
    vi.setSystemTime(1_629_962_359_000);
    expect((await authenticate({})).headers).toEqual({ token: token('hiliad', 1_629_962_359) });
  });

  it.each([
    ['nothing', undefined, 'third_code=shop'],
    ['an object', { mdf: '1' }, 'mdf=1&third_code=shop'],
    ['URLSearchParams', new URLSearchParams('mdf=1'), 'mdf=1&third_code=shop'],
    ['FormData', formOf({ mdf: '1' }), 'mdf=1&third_code=shop'],
  ])('adds third_code once to %s', async (_, body, expected) => {
    const once = await authenticate({ body });
    const twice = await authenticate(once);
    for (const authenticated of [once, twice]) {
      const fields = authenticated.body instanceof FormData ? [...authenticated.body] : authenticated.body;
      expect(new URLSearchParams(fields as Record<string, string>).toString()).toBe(expected);
    }
  });

  it('finds the forms of the HTTP Request node', async () => {
    expect(await authenticate({ form: { mdf: '1' } })).toMatchObject({
      form: { mdf: '1', third_code: 'shop' },
    });
    expect(await authenticate({ formData: {} })).toMatchObject({ formData: { third_code: 'shop' } });
  });

  it('leaves a body alone that has no fields', async () => {
    const body = Buffer.from('bytes');
    expect((await authenticate({ body })).body).toBe(body);
  });

  it('masks the secret and nothing else', () => {
    const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
    expect(masked.map(({ name }) => name)).toEqual(['secretKey']);
  });

  it.each([
    { name: 'the right ones', change: {}, ok: true, message: 'Connection successful!' },
    {
      name: 'a wrong secret',
      change: { secretKey: 'x' },
      ok: false,
      message: /Check third_code, secret_key.*9999/,
    },
    { name: 'an unknown channel', change: { thirdCode: 'x' }, ok: false, message: /Check third_code.*9999/ },
    { name: 'no channel', change: { thirdCode: '' }, ok: false, message: /9001/ },
    {
      name: 'a wrong base URL',
      change: { baseUrl: 'http://127.0.0.1:9' },
      ok: false,
      message: 'ECONNREFUSED',
    },
  ])('is tested: $name', async ({ change, ok, message }) => {
    const { engine, credentials } = await startFangtang();
    const result = await engine.testCredential('fangtangApi', { ...credentials, ...change });
    expect(result).toEqual({
      ok,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it.each([
    [{ error: 'unknownChannel' }, /does not know this third_code \(9002\)/],
    [{ error: 'internal' }, /internal error.*\(500\)/],
    [{ response: { status: 200, body: '{"code":9000,"errno":77}' } }, /refuses the request \(9000\)/],
    [{ error: 'noCredits' }, /No credits are left .*\(9101\)/],
  ])('is tested: Fangtang answers %o', async (effect, message) => {
    const { engine, credentials, world } = await startFangtang();
    world.faults.add({ vendor: 'fangtang', endpoint: 'nums', effect });
    const result = await engine.testCredential('fangtangApi', credentials);
    expect(result.ok).toBe(false);
    expect(result.message).toMatch(message);
  });
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
