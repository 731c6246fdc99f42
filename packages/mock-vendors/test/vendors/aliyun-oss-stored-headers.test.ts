import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { manualClock, World } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { adapters } from '../helpers/adapter-sends.ts';
import { openAliOss } from '../helpers/ali-oss.ts';
import { openOss, signedV1 } from '../helpers/oss.ts';
import { presignV1 } from '../helpers/presign.ts';

/** As HTTP has it: the bytes of UTF-8, one a character. */
const bytesOf = (text: string) => Buffer.from(text).toString('latin1');
const chinese = bytesOf('attachment; filename="中文.txt"');
/** Neither UTF-8 nor any other text. */
const noText = 'attachment; filename="-\x87\xff.txt"';

const stored = (value: string) => ({
  'content-disposition': value,
  'content-type': value,
  'cache-control': value,
  'content-language': value,
  expires: value,
  'x-oss-meta-name': value,
});

const values = [chinese, noText];

// A port is asked by raw sockets below: Node's own client changes a Content-Disposition on its way.
it.each(['msw', 'dispatcher'] as const)(
  'gives stored headers back byte for byte by %s, whatever asks for them',
  async (name) => {
    const clock = manualClock();
    const send = await adapters[name](new World({ clock }));
    const ask = (method: string, key: string, headers: Record<string, string> = {}, body?: Buffer) => {
      const resource = `/picwishsz/${key}`;
      const signed = signedV1({ method, resource, now: clock.now(), headers });
      const host = { host: 'picwishsz.oss-cn-hangzhou.aliyuncs.com' };
      return send({ vendor: 'aliyun-oss', method, path: `/${key}`, headers: { ...host, ...signed }, body });
    };
    for (const value of values) {
      await ask('PUT', 'a', stored(value), Buffer.from('hello'));
      expect(await ask('HEAD', 'a')).toMatchObject({ status: 200, headers: stored(value) });
      expect(await ask('GET', 'a')).toMatchObject({ status: 200, headers: stored(value) });
    }
  },
);

/** Sends requests on one connection, without waiting between them: all that comes back, as it came. */
async function talk(origin: string, requests: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const last = requests.length - 1;
  for (const [i, request] of requests.entries()) {
    const connection = i === last ? 'close' : 'keep-alive';
    socket.write(request.replace('\r\n', `\r\nconnection: ${connection}\r\n`), 'latin1');
  }
  return text(socket.setEncoding('latin1'));
}

it('sends the bytes that were sent, on one connection, for the object and its copies', async () => {
  const { origin, clock } = await openOss();
  const request = (method: string, key: string, headers: Record<string, string> = {}, body = '') => {
    const resource = `/mock-bucket/${key}`;
    const signed = signedV1({ method, resource, now: clock.now(), headers });
    const all = Object.entries({ ...signed, host: '127.0.0.1', 'content-length': body.length });
    const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${resource} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
  };
  for (const value of values) {
    await talk(origin, [request('PUT', 'a', stored(value), 'hello')]);
    await talk(origin, [request('PUT', 'copy', { 'x-oss-copy-source': '/mock-bucket/a' })]);
    const reads = [
      request('HEAD', 'a'),
      request('GET', 'a'),
      request('GET', 'a', { range: 'bytes=0-1' }),
      request('HEAD', 'copy'),
    ];
    const answers = await talk(origin, reads);
    for (const [name, sent] of Object.entries(stored(value)))
      expect(answers.split(`\r\n${name}: ${sent}\r\n`), name).toHaveLength(reads.length + 1);
  }
});

it('gives ali-oss the headers that it has sent, for plain uploads and for those in parts', async () => {
  const { client } = await openAliOss({ headerEncoding: 'latin1' });
  const headers = { 'Content-Disposition': 'attachment; filename="中文.txt"' };
  await client.putStream('stream', Readable.from([Buffer.from('hello')]), { headers });
  const { uploadId } = await client.initMultipartUpload('parts', { headers });
  const { etag } = await client.uploadPart('parts', uploadId, 1, Buffer.from('hello'), 0, 5);
  await client.completeMultipartUpload('parts', uploadId, [{ number: 1, etag }]);
  for (const key of ['stream', 'parts']) {
    expect((await client.head(key)).res.headers['content-disposition']).toBe(chinese);
    expect((await client.get(key)).res.headers['content-disposition']).toBe(chinese);
  }
});

it('answers a HEAD of what ali-oss uploads as a whole, where Node keeps one byte of each letter', async () => {
  const { client } = await openAliOss();
  await client.put('whole', Buffer.from('hello'), { headers: { 'Content-Disposition': chinese } });
  const { res } = await client.head('whole');
  expect(res.headers['content-disposition']).toBe('attachment; filename="-\x87.txt"');
});

it('takes other headers from a signed URL, without line breaks', async () => {
  const { origin, clock, ask } = await openOss();
  await ask({
    ...{ method: 'PUT', path: '/mock-bucket/a', body: 'hello' },
    headers: signedV1({ method: 'PUT', resource: '/mock-bucket/a', now: clock.now() }),
  });
  const query = { 'response-content-disposition': 'inline; filename="中文"\r\nx-other: 1' };
  const signed = presignV1({ method: 'GET', path: '/mock-bucket/a', query, now: clock.now() });
  const { status, headers } = await fetch(origin + signed);
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toBe(bytesOf('inline; filename="中文"x-other: 1'));
  expect(headers.has('x-other')).toBe(false);
});
