import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { connectOss } from '@api-repack/core/aliyun-oss';
import { nodeHost } from '@api-repack/core/node';
import { putObjectWithAliOss } from '@api-repack/core/node/ali-oss';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ownKeys } from '../helpers/oss.ts';

/** A storage that leaves its answer to the test, and a file that arrives there piece by piece, in a time that the test moves. */
async function beginUpload() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    vi.useRealTimers();
    server.close().closeAllConnections();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = connectOss({ ...ownKeys, bucket: 'mock-bucket', endpoint }, { host: nodeHost() });
  const body = new PassThrough();
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const stored = putObjectWithAliOss(client, { key: 'a.png', body });
  stored.catch(() => undefined);
  body.write('1');
  const [request, response] = await asked;
  return { body, request, response, stored };
}

it('does not give up a streamed upload that takes longer than the idle time', async () => {
  const { body, request, response, stored } = await beginUpload();
  await once(request, 'data');
  for (const piece of ['2', '3']) {
    vi.advanceTimersByTime(100_000);
    body.write(piece);
    await once(request, 'data');
  }
  vi.advanceTimersByTime(100_000);
  body.end();
  await once(request.resume(), 'end');
  response.setHeader('etag', '"e"').end();
  expect(await stored).toMatchObject({ etag: 'e' });
});

it('gives up a streamed upload that nobody answers', async () => {
  const { body, request, stored } = await beginUpload();
  body.end();
  await once(request.resume(), 'end');
  vi.advanceTimersByTime(120_000);
  await expect(stored).rejects.toMatchObject({ kind: 'timeout', context: { sent: true } });
  expect(body.destroyed).toBe(true);
});
