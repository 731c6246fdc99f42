import { createHash, createVerify } from 'node:crypto';
import { expect, it } from 'vitest';
import { findObject } from '../../src/vendors/aliyun-oss/index.ts';
import { listen } from '../helpers/callback-server.ts';
import { elementOf, type Oss, openOss, signedV1 } from '../helpers/oss.ts';
import { png } from '../helpers/pictures.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: OSS fills these in
const template =
  'b=${bucket}&o=${object}&s=${size}&t=${mimeType}&e=${etag}&h=${imageInfo.height}&x=${x:who}&u=${unknown}';
const jsonTemplate =
  '{"object":${object},"format":${imageInfo.format},"width":${imageInfo.width},"crc":${crc64},"who":${x:who}}';
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: OSS fills these in

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const key = 'a/猫 "1".png';

interface Putting {
  readonly callback: unknown;
  readonly variables?: object;
  readonly body?: Buffer;
}

function put({ ask, clock }: Oss, { callback, variables, body = Buffer.from('hello') }: Putting) {
  const headers = {
    'content-type': 'image/png',
    'x-oss-callback': typeof callback === 'string' ? callback : encoded(callback),
    ...(variables && { 'x-oss-callback-var': encoded(variables) }),
  };
  const signed = signedV1({ method: 'PUT', resource: `/picwishsz/${key}`, now: clock.now(), headers });
  const path = `/picwishsz/${encodeURIComponent(key)}`;
  return ask({ method: 'PUT', path, headers: signed, body });
}

const isStored = ({ world }: Oss) => findObject(world, 'picwishsz', key) !== undefined;

it('tells a server in a form what was stored, and answers with what that says', async () => {
  const oss = await openOss();
  const server = await listen({ body: '{"Status": "Ok"}', type: 'application/json; charset=utf-8' });
  const callback = { callbackUrl: `${server.url}?a=1`, callbackBody: template };
  const answered = await put(oss, { callback, variables: { 'x:who': 'you & me' } });
  const etag = createHash('md5').update('hello').digest('hex').toUpperCase();
  expect(answered).toMatchObject({
    status: 200,
    text: '{"Status": "Ok"}',
    headers: { etag: `"${etag}"`, 'content-type': 'application/json; charset=utf-8', server: 'AliyunOSS' },
  });
  const [told] = server.told;
  expect(told?.body).toBe(
    `b=picwishsz&o=${encodeURIComponent(key)}&s=5&t=image%2Fpng&e=${etag}&h=&x=you%20%26%20me&u=`,
  );
  expect(told?.headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    'content-md5': createHash('md5').update(String(told?.body)).digest('base64'),
    'user-agent': 'aliyun-oss-callback',
    connection: 'close',
    'x-oss-bucket': 'picwishsz',
    'x-oss-request-id': answered.headers['x-oss-request-id'],
    'x-oss-signature-version': '1.0',
    'x-oss-tag': 'CALLBACK',
  });
});

it.each([
  [{}, '127.0.0.1'],
  [{ callbackHost: 'app.example.com' }, 'app.example.com'],
])('names the host of the URL, or the one of the callback: %o', async (named, host) => {
  const server = await listen({ body: '{"Status": "Ok"}' });
  const answered = await put(await openOss(), {
    callback: { callbackUrl: server.url, callbackBody: 'stored', ...named },
  });
  expect(answered).toMatchObject({ status: 200, text: '{"Status": "Ok"}' });
  const [{ headers, body } = {}] = server.told;
  expect([headers?.host?.split(':')[0], headers?.['content-length'], body]).toEqual([host, '6', 'stored']);
});

it.each([204, 301, 304, 500])('passes on that a server of its own host answers %i', async (status) => {
  const server = await listen({ status, body: '', location: '/other' });
  const answered = await put(await openOss(), {
    callback: { callbackUrl: server.url, callbackBody: 'stored', callbackHost: 'app.example.com' },
  });
  expect([answered.status, elementOf(answered.text, 'Message')]).toEqual([203, `Error status : ${status}.`]);
});

it('tells a server in JSON, with the size of a picture', async () => {
  const oss = await openOss();
  const server = await listen({ body: '{}' });
  const callback = {
    callbackUrl: server.url,
    callbackBody: jsonTemplate,
    callbackBodyType: 'application/json',
  };
  const body = Buffer.from(await png.arrayBuffer());
  await put(oss, { callback, variables: { 'x:who': '"me"' }, body });
  expect(JSON.parse(server.told[0]?.body ?? '')).toEqual({
    object: key,
    format: 'png',
    width: expect.stringMatching(/^\d+$/),
    crc: expect.stringMatching(/^\d+$/),
    who: '"me"',
  });
});

it('signs what it tells, so that a server can check it with the key that it names', async () => {
  const oss = await openOss();
  const server = await listen({ body: '{}' });
  await put(oss, { callback: { callbackUrl: `${server.origin}/%E7%8C%AB?a=%20`, callbackBody: 'o=1' } });
  const { headers, path } = server.told[0] ?? {};
  const keyUrl = new URL(Buffer.from(String(headers?.['x-oss-pub-key-url']), 'base64').toString());
  const { text: publicKey } = await oss.ask({ path: keyUrl.pathname });
  const isGenuine = (text: string) =>
    createVerify('RSA-MD5').update(text).verify(publicKey, String(headers?.authorization), 'base64');
  expect(path).toBe('/%E7%8C%AB?a=%20');
  expect(isGenuine('/猫?a=%20\no=1')).toBe(true);
  expect(isGenuine('/猫?a=%20\no=2')).toBe(false);
});

it('tries the servers in order until one succeeds', async () => {
  const oss = await openOss();
  const busy = await listen({ status: 502, body: 'busy' });
  const good = await listen({ body: '{"by":"good"}' });
  const urls = [
    'http://127.0.0.1:9/down',
    busy.url,
    good.url.replace('http://', ''),
    'http://127.0.0.1:9/never',
  ];
  const answered = await put(oss, { callback: { callbackUrl: urls.join(';'), callbackBody: 'a=1' } });
  expect(answered).toMatchObject({ status: 200, text: '{"by":"good"}' });
  expect(busy.told).toHaveLength(1);
});

it.each([
  ['Error status : 502.', '0007-00000203', { status: 502, body: 'Bad Gateway' }],
  ['Error status : 301.', '0007-00000203', { status: 301, body: '', location: '/elsewhere' }],
  ['Response body is not valid json format.', '0007-00000205', { type: 'text/html', body: '<html>' }],
  [
    'Error status : 400.User server return too long content-length value',
    '0007-00000203',
    { body: `"${'x'.repeat(1 << 20)}"` },
  ],
  [
    'Error status : 400.User server return too long content-length value',
    '0007-00000203',
    { body: '{}', chunked: true },
  ],
])('keeps the object and says %s', async (message, ec, saying) => {
  const oss = await openOss();
  const { url, told } = await listen(saying);
  const answered = await put(oss, { callback: { callbackUrl: url, callbackBody: 'a=1' } });
  expect(answered).toMatchObject({ status: 203, headers: { etag: expect.any(String), 'x-oss-ec': ec } });
  expect(elementOf(answered.text, 'Code')).toBe('CallbackFailed');
  expect(elementOf(answered.text, 'Message')).toBe(message);
  expect(told).toHaveLength(1);
  expect(isStored(oss)).toBe(true);
});

it('keeps the object when the server of the callback is down', async () => {
  const oss = await openOss();
  const answered = await put(oss, { callback: { callbackUrl: 'http://127.0.0.1:9/', callbackBody: 'a=1' } });
  expect(answered.status).toBe(203);
  expect(elementOf(answered.text, 'Message')).toMatch(/^Error status : -1\.OSS can not connect/);
  expect(isStored(oss)).toBe(true);
});

it('keeps the object when a callback would go to the wide world, and tries the next address', async () => {
  const oss = await openOss();
  const good = await listen({ body: '{}' });
  const callTo = (...urls: string[]) =>
    put(oss, { callback: { callbackUrl: urls.join(';'), callbackBody: 'a=1' } });
  const refused = await callTo('http://example.com/');
  expect(refused).toMatchObject({ status: 203, headers: { 'x-oss-ec': '0007-00000008' } });
  expect(elementOf(refused.text, 'Message')).toContain('callbackHosts');
  expect(isStored(oss)).toBe(true);
  expect((await callTo('http://example.com/', good.url)).status).toBe(200);
});

it('waits five seconds for the server of a callback, and no longer', async () => {
  const oss = await openOss();
  const slow = await listen('nothing');
  const answering = put(oss, { callback: { callbackUrl: slow.url, callbackBody: 'a=1' } });
  await expect.poll(() => slow.told.length).toBe(1);
  oss.clock.advance(4_999);
  expect(await Promise.race([answering, Promise.resolve('waiting')])).toBe('waiting');
  oss.clock.advance(1);
  const answered = await answering;
  expect(answered.status).toBe(203);
  expect(elementOf(answered.text, 'Message')).toBe('Cost too long time');
  expect(isStored(oss)).toBe(true);
});

it.each([
  ['no JSON', Buffer.from('{').toString('base64'), '0007-00000003'],
  ['no object', encoded([1]), '0007-00000003'],
  ['no body', encoded({ callbackUrl: 'http://127.0.0.1/' }), undefined],
  [
    'an unknown type',
    encoded({ callbackUrl: 'http://127.0.0.1/', callbackBody: 'a', callbackBodyType: 'text/plain' }),
    undefined,
  ],
  ['an address that is none', encoded({ callbackUrl: 'http://', callbackBody: 'a' }), '0007-00000004'],
  ['an IPv6 address', encoded({ callbackUrl: 'http://[::1]/', callbackBody: 'a' }), '0007-00000004'],
  [
    'six addresses',
    encoded({ callbackUrl: Array(6).fill('http://127.0.0.1/').join(';'), callbackBody: 'a' }),
    '0007-00000004',
  ],
])('refuses a callback with %s before it stores anything', async (_, callback, ec) => {
  const oss = await openOss();
  const answered = await put(oss, { callback });
  expect(answered.status).toBe(400);
  expect(elementOf(answered.text, 'Code')).toBe('InvalidArgument');
  expect(elementOf(answered.text, 'EC')).toBe(ec);
  expect(isStored(oss)).toBe(false);
});

it('refuses variables whose names do not begin with x: or are not in lower case', async () => {
  const oss = await openOss();
  const callback = { callbackUrl: 'http://127.0.0.1:9/', callbackBody: 'a=1' };
  for (const variables of [{ who: 'me' }, { 'x:Who': 'me' }])
    expect(elementOf((await put(oss, { callback, variables })).text, 'Code')).toBe('InvalidArgument');
});

it('takes an empty address for no callback', async () => {
  const oss = await openOss();
  expect(await put(oss, { callback: { callbackUrl: '', callbackBody: 'a' } })).toMatchObject({
    status: 200,
    text: '',
  });
});

it('keeps the object in spite of a malformed callback if the setting says so', async () => {
  const oss = await openOss({ malformedCallback: 'fail' });
  const answered = await put(oss, { callback: Buffer.from('{').toString('base64') });
  expect(answered).toMatchObject({ status: 203, headers: { 'x-oss-ec': '0007-00000003' } });
  expect(elementOf(answered.text, 'Code')).toBe('CallbackFailed');
  expect(isStored(oss)).toBe(true);
});

it('replaces variables that do not exist with what the setting says', async () => {
  const oss = await openOss({ unknownCallbackVariable: 'none' });
  const server = await listen({ body: '{}' });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in
  await put(oss, { callback: { callbackUrl: server.url, callbackBody: 'a=${unknown}' } });
  expect(server.told[0]?.body).toBe('a=none');
});
