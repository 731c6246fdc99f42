import { connect, type Downloaded, download, isPrivate } from '@api-repack/core';
import { expect, it } from 'vitest';
import { refused, scriptedHost } from './helpers/scripted-host.ts';
import { toy } from './helpers/toy-vendor.ts';

const url = 'https://files.example/a/res_red_1.jpg';

async function* bytes() {
  yield new Uint8Array([1, 2, 3]);
}

const file = (type: string) => ({ headers: { 'content-type': type }, body: bytes() });
const redirect = (location: string) => ({ status: 302, headers: { location }, body: bytes() });

function opened(
  script: Parameters<typeof scriptedHost>,
  { from = url, baseUrl = toy.baseUrl as string } = {},
) {
  const { host, requests } = scriptedHost(...script);
  const { connection } = connect(toy, { host, credentials: { key: 'k3y' }, baseUrl });
  return { result: download(connection, from) as Promise<Downloaded>, requests };
}

it('sends no credentials, not even to the vendor itself', async () => {
  const { result, requests } = opened([file('image/png')], { from: `${toy.baseUrl}/a.png` });
  expect(await result).toMatchObject({ type: 'image/png', name: 'a.png' });
  expect(requests).toMatchObject([{ method: 'GET', headers: {}, auth: false, answer: 'stream' }]);
});

it('knows no type where the server says only "bytes"', async () => {
  expect(await opened([file('application/octet-stream')]).result).toMatchObject({ type: undefined });
  expect(await opened([file('Image/JPEG; q=1')]).result).toMatchObject({ type: 'image/jpeg' });
});

it.each([
  'http://127.0.0.1/a.jpg',
  'http://2130706433/a.jpg',
  'http://169.254.169.254/latest/meta-data',
  'http://[::1]/a.jpg',
  'http://intranet/a.jpg',
  'file:///etc/passwd',
  'not a url',
])('refuses to open %s', async (from) => {
  const { result, requests } = opened([file('image/png')], { from });
  await expect(result).rejects.toMatchObject({
    kind: 'protocol',
    reason: expect.stringMatching(/not a public http address/),
  });
  expect(requests).toEqual([]);
});

it('opens a private address if the vendor is at one', async () => {
  const { result } = opened([file('image/png')], {
    from: 'http://127.0.0.1:4013/a.jpg',
    baseUrl: 'http://localhost:4013',
  });
  await result;
});

it('follows redirects, relative ones too, but not for ever', async () => {
  const { result, requests } = opened([
    redirect('/b.png'),
    redirect('http://c.example/c.png'),
    file('image/png'),
  ]);
  expect(await result).toMatchObject({ name: 'c.png' });
  expect(requests.map((request) => request.url)).toEqual([
    url,
    'https://files.example/b.png',
    'http://c.example/c.png',
  ]);

  const endless = opened([redirect(url)]);
  await expect(endless.result).rejects.toMatchObject({ kind: 'protocol', context: { status: 302 } });
  expect(endless.requests).toHaveLength(4);
});

it.each(['http://10.0.0.1/', 'http://[fd00::1]/', 'ftp://files.example/', 'http://['])(
  'checks where a redirect leads: %s',
  async (location) => {
    const { result, requests } = opened([redirect(location)]);
    await expect(result).rejects.toMatchObject({ kind: 'protocol' });
    expect(requests).toHaveLength(1);
  },
);

it.each([
  ['a result that is gone', { status: 404, body: bytes() }, 'not-found', /gone \(HTTP 404\)/],
  ['an expired link', { status: 403, body: bytes() }, 'not-found', /gone \(HTTP 403\)/],
  ['an HTML page', file('text/html; charset=utf-8'), 'protocol', /HTTP 200, text\/html/],
  ['a broken gateway', { status: 502, body: bytes() }, 'unavailable', /HTTP 502, no content type/],
  ['no connection', refused(), 'unavailable', /ECONNREFUSED/],
])('says what is wrong with %s', async (_, answer, kind, reason) => {
  const error = {
    kind,
    reason: expect.stringMatching(reason),
    context: { hint: expect.stringMatching(/./) },
  };
  await expect(opened([answer]).result).rejects.toMatchObject(error);
});

it('tries again when the gateway is broken for a moment', async () => {
  const { result, requests } = opened([{ status: 502, body: bytes() }, file('image/png')]);
  await result;
  expect(requests).toHaveLength(2);
});

it('lets go of an answer that holds no file, so that its connection is free again', async () => {
  let ended = false;
  async function* page() {
    try {
      for (;;) yield new Uint8Array([60]);
    } finally {
      ended = true;
    }
  }
  await expect(opened([{ status: 404, body: page() }]).result).rejects.toMatchObject({ kind: 'not-found' });
  await expect.poll(() => ended).toBe(true);
});

it.each([
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['172.32.0.1', false],
  ['100.64.0.1', true],
  ['192.168.0.1', true],
  ['0.0.0.0', true],
  ['8.8.8.8', false],
  ['[fe80::1]', true],
  ['[::ffff:10.0.0.1]', true],
  ['[2001:db8::1]', false],
  ['localhost', true],
  ['printer.local', true],
  ['metadata.google.internal.', true],
  ['10.example.com', false],
  ['photo.fangtangtv.com', false],
])('tells private from public addresses: %s', (name, expected) => {
  expect(isPrivate(name)).toBe(expected);
});
