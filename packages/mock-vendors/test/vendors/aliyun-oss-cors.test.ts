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
  const one = await preflight('GET', { 'access-control-request-headers': 'content-type' });
  expect(one.headers).toMatchObject({ 'access-control-allow-headers': 'content-type' });
  const open = await preflight('HEAD');
  expect([open.text, open.headers['access-control-allow-origin']]).toEqual(['', '*']);
  for (const name of ['access-control-allow-headers', 'vary']) expect(open.headers).not.toHaveProperty(name);
});

it.each(['true', 'false'])('varies its answers to all origins if ResponseVary is true: %s', async (flag) => {
  const oss = await openOss();
  const rule = '<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>';
  const body = `<CORSConfiguration>${rule}<ResponseVary>${flag}</ResponseVary></CORSConfiguration>`;
  await call(oss, { method: 'PUT', path: '/mock-bucket/?cors', body });
  const { headers } = await oss.ask({ path: '/mock-bucket/a.txt', headers: { origin } });
  expect(headers.vary).toBe(flag === 'true' ? 'Origin' : undefined);
});

it.each([
  ['a method', 'DELETE', {}],
  ['a header', 'PUT', { 'access-control-request-headers': 'authorization' }],
  ['an origin', 'PUT', { origin: 'https://evil.test' }],
])('forbids %s that no rule names', async (_, method, headers) => {
  const { preflight } = await openWithRules();
  const { status, text, ...response } = await preflight(method, headers);
  expect([status, ...['Code', 'Message'].map((name) => elementOf(text, name))]).toEqual([
    403,
    'AccessForbidden',
    expect.stringMatching(/^CORSResponse: This CORS request is not allowed\./),
  ]);
  expect(elementOf(text, 'RequestId')).toMatch(/^[0-9A-F]{24}$/);
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
  const answerWith = async (settings: object) => {
    const { ask } = await openOss(settings);
    const headers = { origin, 'access-control-request-method': 'PUT' };
    const { status, text } = await ask({ method: 'OPTIONS', path: '/mock-bucket/a', headers });
    return [status, elementOf(text, 'Code'), elementOf(text, 'Message')];
  };
  expect(await answerWith({})).toEqual([204, undefined, undefined]);
  expect(await answerWith({ corsWithoutRules: 'refuse' })).toEqual([
    403,
    'AccessForbidden',
    'CORSResponse: CORS is not enabled for this bucket.',
  ]);
});

it.each([
  ['an origin', { 'access-control-request-method': 'PUT' }, 'Origin request header needed'],
  ['a method', { origin: 'https://page.example' }, 'Request Access-Control-Request-Method header needed'],
])('refuses OPTIONS without %s', async (_, headers, missing) => {
  const { ask } = await openOss();
  for (const path of ['/mock-bucket/a.txt', '/mock-bucket/']) {
    const { status, text } = await ask({ method: 'OPTIONS', path, headers });
    expect([status, elementOf(text, 'Code'), elementOf(text, 'Message')]).toEqual([
      400,
      'BadRequest',
      `Insufficient information. ${missing}`,
    ]);
  }
});
