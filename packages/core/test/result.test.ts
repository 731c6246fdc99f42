import { connect, isPrivate, type OpenedResult, openResult } from '@api-repack/core';
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
  return { result: openResult(connection, from) as Promise<OpenedResult>, requests };
}

it('sends no credentials, not even to the vendor itself', async () => {
  const { result, requests } = opened([file('image/png')], { from: `${toy.baseUrl}/a.png` });
  expect(await result).toMatchObject({ type: 'image/png', name: 'a.png' });
  expect(requests).toMatchObject([{ method: 'GET', headers: {}, auth: false, answer: 'stream' }]);
});

it('takes the type from the header only where the bytes have no signature', async () => {
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
  ['an HTML page', file('text/html; charset=utf-8'), 'protocol', /text\/html/],
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
  ['[::ffff:8.8.8.8]', false],
  ['[64:ff9b::a00:1]', true],
  ['[2002:7f00:1::]', true],
  ['[ff02::1]', true],
  ['fe80::1%eth0', true],
  ['198.18.0.1', true],
  ['224.0.0.1', true],
  ['223.255.255.255', false],
  ['localhost', true],
  ['printer.local', true],
  ['metadata.google.internal.', true],
  ['10.example.com', false],
  ['photo.fangtangtv.com', false],
])('tells private from public addresses: %s', (name, expected) => {
  expect(isPrivate(name)).toBe(expected);
});

const encoder = new TextEncoder();
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function served(content: Uint8Array | string, type?: string, more: Record<string, string> = {}) {
  async function* body() {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    // In small pieces, as a slow network sends them.
    for (let at = 0; at < bytes.length; at += 3) yield bytes.slice(at, at + 3);
  }
  return { headers: { ...(type && { 'content-type': type }), ...more }, body: body() };
}

const png = latin1('\x89PNG\r\n\x1a\n....');

it.each([
  ['PNG labeled as JPEG', png, 'image/jpeg', 'image/png', '.png'],
  ['PNG labeled as bytes', png, 'binary/octet-stream', 'image/png', '.png'],
  ['PNG labeled as text', png, 'text/plain', 'image/png', '.png'],
  ['PNG labeled as any image', png, 'image/*', 'image/png', '.png'],
  ['PNG without a label', png, undefined, 'image/png', '.png'],
  ['JPEG', latin1('\xff\xd8\xff\xe0'), 'image/png', 'image/jpeg', '.jpg'],
  ['WebP', latin1('RIFF\0\0\0\0WEBPVP8 '), undefined, 'image/webp', '.webp'],
  ['PDF', '%PDF-1.7', undefined, 'application/pdf', '.pdf'],
  ['SVG', '<?xml version="1.0"?>\n<svg xmlns="a">', 'text/xml', 'image/svg+xml', '.svg'],
])('tells the type of a result by its bytes: %s', async (_, content, label, type, extension) => {
  expect(await opened([served(content, label)]).result).toMatchObject({ type, extension });
});

it('tells office documents, which are ZIP archives, by their name', async () => {
  const { result } = opened([served('PK\x03\x04....', 'application/octet-stream')], {
    from: 'https://files.example/a.docx',
  });
  expect(await result).toMatchObject({
    type: expect.stringContaining('wordprocessingml'),
    extension: '.docx',
  });
});

it('takes recognized text as it is, and decodes the name', async () => {
  const { result } = opened([served('words', 'text/plain')], { from: 'https://files.example/%E5%9B%BE.txt' });
  expect(await result).toMatchObject({ type: 'text/plain', extension: '.txt', name: '图.txt' });
});

it.each([
  ['nothing', ''],
  ['JSON', '{"answer":1}'],
  ['JSON after blanks', '\ufeff \n[1]'],
  ['XML', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>'],
  ['HTML', '<!doctype html><title>Blocked</title>'],
  ['plain words', 'no such file'],
])('does not take %s for a picture, whatever its label', async (_, content) => {
  const { result } = opened([served(content, 'image/jpeg')]);
  await expect(result).rejects.toMatchObject({ kind: 'protocol', context: { status: 200 } });
});

it('says what the vendor says in place of a picture, where its manual lists it', async () => {
  const { result, requests } = opened([
    served('{"error":7,"message":"k3y is busy"}', 'image/jpeg'),
    served(png),
  ]);
  expect(await result).toMatchObject({ type: 'image/png' });
  expect(requests).toHaveLength(2);
  const always = opened([{ ...served(''), body: '' }]);
  await expect(always.result).rejects.toMatchObject({ kind: 'protocol' });
});

it('does not take encoded bytes for a picture', async () => {
  const { result } = opened([served(latin1('\x1f\x8b\x08\0'), 'image/jpeg', { 'content-encoding': 'gzip' })]);
  await expect(result).rejects.toMatchObject({ kind: 'protocol' });
});

it('refuses a result that is longer than allowed', async () => {
  const { host } = scriptedHost(served(png));
  const { connection } = connect(toy, { host, credentials: { key: 'k3y' } });
  const { body } = await openResult(connection, url, { maxBytes: 5 });
  const read = async () => {
    for await (const _ of body);
  };
  await expect(read()).rejects.toMatchObject({ kind: 'protocol' });
});

it.each(['/图片.jpg', String.fromCharCode(...encoder.encode('/图片.jpg'))])(
  'follows a redirect whose path is raw UTF-8',
  async (location) => {
    const { result, requests } = opened([redirect(location), served(png)]);
    await result;
    expect(requests.at(-1)?.url).toBe('https://files.example/%E5%9B%BE%E7%89%87.jpg');
  },
);

it('asks the host to connect to public addresses only, unless the vendor is at a private one', async () => {
  const open = opened([served(png)]);
  await open.result;
  const near = opened([served(png)], { baseUrl: 'http://localhost:1' });
  await near.result;
  expect([open, near].map(({ requests }) => requests[0]?.publicOnly)).toEqual([true, false]);
});
