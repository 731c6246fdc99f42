import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

const rules = `<CORSConfiguration>
  <CORSRule><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
    <AllowedMethod>GET</AllowedMethod><AllowedHeader>x-oss-*</AllowedHeader><AllowedHeader>content-type</AllowedHeader>
    <ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>
  <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod></CORSRule>
</CORSConfiguration>`;

const origin = 'https://www.example.com';

async function openWithRules(settings: object = {}) {
  const oss = await openOss(settings);
  const { ask, clock } = oss;
  const put = await call(oss, {
    method: 'PUT',
    path: '/mock-bucket/?cors',
    headers: { 'content-length': String(rules.length) },
    body: rules,
  });
  expect(put.status).toBe(200);
  const preflight = (method: string, headers: object = {}) =>
    ask({
      method: 'OPTIONS',
      path: '/mock-bucket/a.txt',
      headers: { origin, 'access-control-request-method': method, ...headers },
    });
  return { ...oss, clock, preflight };
}

it('answers preflights by the rules of the bucket', async () => {
  const { preflight } = await openWithRules();
  const { status, headers } = await preflight('PUT', {
    'access-control-request-headers': 'Content-Type, x-oss-meta-a',
  });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'PUT, GET',
    'access-control-allow-headers': 'content-type, x-oss-meta-a',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '60',
    vary: 'Origin',
  });
  expect((await preflight('HEAD')).headers['access-control-allow-origin']).toBe('*');
});

it.each([
  ['a method', 'DELETE', {}],
  ['a header', 'PUT', { 'access-control-request-headers': 'authorization' }],
  ['an origin', 'PUT', { origin: 'https://evil.test' }],
])('forbids %s that no rule names', async (_, method, headers) => {
  const { preflight } = await openWithRules();
  const { status, text, ...response } = await preflight(method, headers);
  expect(status).toBe(403);
  expect(text).toContain('<Code>AccessForbidden</Code>');
  expect(response.headers).not.toHaveProperty('access-control-allow-origin');
});

it('lets pages read only what a rule lets them', async () => {
  const { ask } = await openWithRules();
  const headersFor = async (from: string) =>
    (await ask({ path: '/mock-bucket/a.txt', headers: { origin: from } })).headers;
  expect(await headersFor(origin)).toMatchObject({ 'access-control-allow-origin': origin });
  expect(await headersFor('https://evil.test')).not.toHaveProperty('access-control-allow-origin');
});

it('lets every page in without rules, unless the setting says otherwise', async () => {
  const statusWith = async (settings: object) => {
    const { ask } = await openOss(settings);
    const headers = { origin, 'access-control-request-method': 'PUT' };
    return (await ask({ method: 'OPTIONS', path: '/mock-bucket/a', headers })).status;
  };
  expect(await statusWith({})).toBe(204);
  expect(await statusWith({ corsWithoutRules: 'refuse' })).toBe(403);
});

it.each([
  ['without an origin', { 'access-control-request-method': 'PUT' }],
  ['without a method', { origin: 'https://page.example' }],
])('refuses OPTIONS %s', async (_, headers) => {
  const { ask } = await openOss();
  for (const path of ['/mock-bucket/a.txt', '/mock-bucket/']) {
    const { status, text } = await ask({ method: 'OPTIONS', path, headers });
    expect([status, elementOf(text, 'Code')]).toEqual([400, 'BadRequest']);
  }
});
