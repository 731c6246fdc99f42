import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accessKeySecret, packageFolder, startOss, textFile } from './helpers/aliyun-oss.ts';

const file = { json: {}, binary: { data: textFile('hello', 'hello.txt') } };

/** The fields of an item that the package has not told n8n about. */
function undeclared(operation: string, json: object): string[] {
  const path = join(packageFolder, `dist/nodes/AliyunOss/__schema__/v1.0.0/object/${operation}.json`);
  const { properties } = JSON.parse(readFileSync(path, 'utf8'));
  return Object.keys(json).filter((name) => !(name in properties));
}

describe('Aliyun OSS node', () => {
  it.each([
    ['v1', {}],
    ['v4', { signatureVersion: 'v4', region: 'cn-hangzhou' }],
  ])('uploads, lists, downloads and deletes with signature %s', async (_, bucket) => {
    const { run, engine, keys } = await startOss();
    const key = 'in put/猫 + 1.txt';
    const uploaded = await run({ parameters: { key }, items: [file], bucket });
    expect(uploaded.error).toBeUndefined();
    const [{ json: stored }] = uploaded.items('Aliyun OSS') as [{ json: object }];
    expect(stored).toMatchObject({ bucket: 'mock-bucket', key, size: 5, sourceFileName: 'hello.txt' });
    expect(undeclared('upload', stored)).toEqual([]);

    const listed = await run({ parameters: { operation: 'list', prefix: 'in put/' }, bucket });
    expect(listed.items('Aliyun OSS')).toMatchObject([
      { json: { key, size: 5, modifiedAt: expect.any(String) } },
    ]);
    expect(undeclared('list', listed.items('Aliyun OSS')[0]?.json ?? {})).toEqual([]);

    const downloaded = await run({ parameters: { operation: 'download', key }, bucket });
    const [item] = downloaded.items('Aliyun OSS');
    expect(item?.json).toMatchObject({ key, bytes: 5, fileName: '猫 + 1.txt' });
    expect(undeclared('download', item?.json ?? {})).toEqual([]);
    expect(String(await engine.readFile(item!.binary!.data!))).toBe('hello');

    const deleted = await run({ parameters: { operation: 'delete', key }, bucket });
    expect(deleted.items('Aliyun OSS')).toMatchObject([{ json: { key, deleted: true } }]);
    expect(keys()).toEqual([]);
  });

  it('adds a random name that ends like the file, and a URL that is readable if it is to be', async () => {
    const { run } = await startOss();
    const { items } = await run({ parameters: { key: 'lufff/', publicRead: true }, items: [file] });
    const { key, url } = items('Aliyun OSS')[0]!.json as { key: string; url: string };
    expect(key).toMatch(/^lufff\/[\w-]{12}\.txt$/);
    expect(await (await fetch(url)).text()).toBe('hello');
    const hidden = await run({ parameters: {}, items: [file] });
    expect((await fetch(hidden.items('Aliyun OSS')[0]?.json.url as string)).status).toBe(403);
  });

  it('makes a URL that can be read until it expires', async () => {
    const { run, put } = await startOss();
    await put('a/b.txt', 'shared');
    const { items } = await run({ parameters: { operation: 'getUrl', key: 'a/b.txt', expiresIn: 60 } });
    const { url, expiresAt } = items('Aliyun OSS')[0]!.json as { url: string; expiresAt: string };
    expect(undeclared('getUrl', items('Aliyun OSS')[0]?.json ?? {})).toEqual([]);
    expect(await (await fetch(url)).text()).toBe('shared');
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
  });

  it('downloads what is no picture', async () => {
    const { run, put, engine } = await startOss();
    await put('page.html', '<!doctype html><p>hello</p>');
    await put('data.json', '{"status":401}');
    for (const key of ['page.html', 'data.json']) {
      const { items, error } = await run({ parameters: { operation: 'download', key } });
      expect(error).toBeUndefined();
      const { binary } = items('Aliyun OSS')[0] ?? {};
      expect((await engine.readFile(binary!.data!)).length).toBeGreaterThan(10);
      expect(binary?.data?.fileName).toBe(key);
    }
  });

  it('lists as many objects as are wanted, page by page', async () => {
    const { run, put } = await startOss();
    for (const name of ['c', 'a', 'b']) await put(`many/${name}.txt`);
    const { items } = await run({ parameters: { operation: 'list', prefix: 'many/', limit: 2 } });
    expect(items('Aliyun OSS').map(({ json }) => json.key)).toEqual(['many/a.txt', 'many/b.txt']);
  });

  it('lets OSS call a server back, and gives what that answered', async () => {
    const told: string[] = [];
    const server = createServer(async (request, response) => {
      told.push(await text(request));
      response.setHeader('content-length', 11).end('{"id":"17"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { run } = await startOss();
    const options = { callbackUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stored` };
    const { items, error } = await run({ parameters: { key: 'a.txt', options }, items: [file] });
    expect(error).toBeUndefined();
    expect(items('Aliyun OSS')[0]?.json).toMatchObject({ callbackResponse: { id: '17' } });
    expect(told).toEqual([expect.stringContaining('bucket=mock-bucket&object=a.txt&')]);
  });

  it('stores the file that a URL leads to, in a tool of an agent as well', async () => {
    const { run, put, credential, keys } = await startOss();
    await put('from.txt', 'elsewhere');
    const { items: made } = await run({ parameters: { operation: 'getUrl', key: 'from.txt' } });
    const fileUrl = made('Aliyun OSS')[0]?.json.url;
    const { items, error } = await run({ parameters: { inputSource: 'url', fileUrl, key: 'to.txt' } });
    expect(error).toBeUndefined();
    expect(items('Aliyun OSS')[0]?.json).toMatchObject({ key: 'to.txt', size: 9 });
    expect(keys()).toContain('to.txt');
    expect(JSON.stringify(items('Aliyun OSS'))).not.toContain(String(credential.accessKeySecret));
    expect(JSON.stringify(made('Aliyun OSS'))).not.toContain(accessKeySecret);
  });
});
