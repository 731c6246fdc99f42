import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { nodeHost } from '@api-repack/core/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fangtangChannel, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';
import { openTerminal } from './helpers/terminal.ts';

const png = Buffer.from(await photo.arrayBuffer());

type Respond = (response: ServerResponse, path: string) => void;

/** A host whose downloads of results come from a server of the test. */
async function hostWithResults(respond: Respond) {
  const server = createServer((request, response) => respond(response, decodeURI(request.url ?? '')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = nodeHost();
  const send: typeof host.send = (request) =>
    host.send(
      request.answer === 'stream'
        ? { ...request, url: `http://127.0.0.1:${port}${pathOf(request.url)}` }
        : request,
    );
  return send;
}

const pathOf = (url: string) => new URL(url).pathname;

const answer =
  (body: string | Buffer, headers: Record<string, string> = {}): Respond =>
  (response) =>
    response.writeHead(200, { 'content-type': 'image/jpeg', ...headers }).end(body);

describe.each([
  ['an error as JSON', answer('{"code":9000,"errno":9002,"msg":"图片不存在"}')],
  ['an error as XML', answer('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')],
  ['a page', answer('<!DOCTYPE html><html></html>')],
  ['nothing', answer('')],
])('%s instead of a picture', (_, respond) => {
  test('is never saved by the command, and stays to be fetched', async () => {
    const { type, folder, world } = await openTerminal();
    const send = await hostWithResults(respond);
    const { code, out } = await type('fangtang restore ~/photos/a.png --out ~/restored --json', { send });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ state: 'unfetched', charged: 'yes', ids: { api: 'v2' } }]);
    expect(await readdir(join(folder, 'restored'))).toEqual(['.api-repack.sqlite', 'api-repack.json']);
    expect((await type('fangtang restore ~/photos/a.png --out ~/restored')).code).toBe(0);
    expect(world.ledger.cost()).toBe(1);
  });

  test('is never answered by the service', async () => {
    const send = await hostWithResults(respond);
    const { post } = await openGateway({ send });
    const { status, json } = await post(
      '/fangtang/restore?result=bytes',
      { image_file: photo },
      fangtangChannel,
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(json.error).toMatchObject({ charged: 'yes', ids: { api: 'v2' }, operation: 'result' });
  });
});

describe.each([
  ['labeled as another type', answer(png)],
  ['without a label', answer(png, { 'content-type': 'binary/octet-stream' })],
  ['compressed', answer(gzipSync(png), { 'content-encoding': 'gzip' })],
  [
    'behind a redirect in raw UTF-8',
    ((response, path) => {
      if (path === '/图片.png') return answer(png)(response, path);
      response.socket?.end('HTTP/1.1 302 Found\r\nLocation: /图片.png\r\nContent-Length: 0\r\n\r\n');
    }) satisfies Respond,
  ],
])('a PNG %s', (_, respond) => {
  test('is saved as what it is by the command', async () => {
    const { type, folder } = await openTerminal();
    const send = await hostWithResults(respond);
    expect((await type('fangtang restore ~/photos/a.png --out ~/restored', { send })).code).toBe(0);
    expect((await readFile(join(folder, 'restored', 'a.png'))).equals(png)).toBe(true);
  });

  test('is answered as what it is by the service', async () => {
    const { origin } = await openGateway({ send: await hostWithResults(respond) });
    const body = new FormData();
    body.append('image_file', photo);
    const path = `${origin}/fangtang/restore?result=bytes`;
    const response = await fetch(path, { method: 'POST', body, headers: fangtangChannel });
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true);
  });
});
