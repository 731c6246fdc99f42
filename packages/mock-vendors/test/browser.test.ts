import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expectCalls, type MockServer, manualClock, serve } from '@api-repack/mock-vendors';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findObject } from '../src/vendors/aliyun-oss/index.ts';
import { hasBrowser, openBrowser, openPage } from './helpers/browser.ts';
import {
  clientScript,
  fangtangCall,
  type PageAnswer,
  type PageCall,
  putCall,
  uploadCall,
} from './helpers/page-calls.ts';
import { policyAt, signedFields } from './helpers/post-form.ts';

/** Made for browsers by the vendor itself. */
const aliOssScript = readFileSync(
  createRequire(import.meta.url).resolve('ali-oss/dist/aliyun-oss-sdk.min.js'),
  'utf8',
);

describe.skipIf(!hasBrowser)('a page of another origin in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let server: MockServer;

  let closePage: () => Promise<void>;

  beforeAll(async () => {
    browser = await openBrowser();
    ({ page, close: closePage } = await openPage(browser));
    await page.addScriptTag({ content: clientScript });
  });
  afterAll(async () => {
    await closePage?.();
    await browser?.close();
  });

  beforeEach(async () => {
    server = await serve({ clock: manualClock(Date.now()), taskTiming: { mode: 'immediate' } });
    onTestFinished(server.close);
  });

  const call = (via: string, asked: PageCall): Promise<PageAnswer> =>
    page.evaluate(`${via}(${JSON.stringify(asked)})`);

  describe.each(['viaFetch', 'viaXhr'])('%s', (via) => {
    it('uploads a form, asks for the task, and reads the result', async () => {
      const { fangtang } = server.origins;
      const uploaded = JSON.parse((await call(via, uploadCall(fangtang))).text);
      const [mdf]: readonly [string] = uploaded.data.mdf;
      const { data } = JSON.parse((await call(via, fangtangCall(fangtang, 'download', { mdf }))).text);
      const result = await call(via, { method: 'GET', url: data.url });
      expect(result).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
      expectCalls(server.world).allKnown();
      expect(server.world.journal.entries.map(({ endpoint }) => endpoint)).toEqual([
        'uploads',
        'download',
        'result',
      ]);
    });

    it('reads ETag and the request id of an object that it has stored', async () => {
      const stored = await call(via, putCall(server.origins['aliyun-oss'], 'hello'));
      expect(stored).toMatchObject({
        status: 200,
        headers: { etag: '"5D41402ABC4B2A76B9719D911017C592"', 'x-oss-request-id': expect.any(String) },
      });
    });

    it('reads why a call has failed', async () => {
      const url = `${server.origins['aliyun-oss']}/mock-bucket/none.txt`;
      const refused = await call(via, { method: 'GET', url });
      expect(refused.status).toBe(403);
      expect(refused.text).toContain('<Code>AccessDenied</Code>');
    });

    it('is kept out of the control API', async () => {
      const asked = { method: 'POST', url: `${server.origins.control}/worlds/main/reset` };
      await expect(call(via, asked)).rejects.toThrow();
    });
  });

  it('reads with fetch a result that it has shown before', async () => {
    const { fangtang } = server.origins;
    const { data: uploaded } = JSON.parse((await call('viaFetch', uploadCall(fangtang))).text);
    const asked = fangtangCall(fangtang, 'download', { mdf: uploaded.mdf[0] });
    const { url } = JSON.parse((await call('viaFetch', asked)).text).data;
    const width = await page.evaluate(`new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image.width);
      image.onerror = reject;
      image.src = ${JSON.stringify(url)};
    })`);
    expect(width).toBe(24);
    expect(await call('viaFetch', { method: 'GET', url })).toMatchObject({ status: 200 });
  });

  it("stores and reads an object with ali-oss's own build for browsers", async () => {
    await page.addScriptTag({ content: aliOssScript });
    const options = {
      endpoint: server.origins['aliyun-oss'],
      bucket: 'mock-bucket',
      accessKeyId: 'mock-oss-key',
      accessKeySecret: 'mock-oss-secret',
    };
    const stored = await page.evaluate(`(async () => {
      const client = new OSS(${JSON.stringify(options)});
      const { name } = await client.put('页面/a b.txt', new Blob(['hello']));
      const { content, res } = await client.get(name);
      return { name, text: String(content), status: res.status };
    })()`);
    expect(stored).toEqual({ name: '页面/a b.txt', text: 'hello', status: 200 });
  });

  it('stores the file of a real <form>, and is sent back with what it is called', async () => {
    const { page: formPage, close } = await openPage(browser);
    onTestFinished(close);
    const fields = {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in
      key: 'form/${filename}',
      ...signedFields(policyAt(Date.now(), [['starts-with', '$key', 'form/']])),
      success_action_redirect: formPage.url(),
    };
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    );
    await formPage.setContent(`<form action="${server.origins['aliyun-oss']}/mock-bucket" method="post"
      accept-charset="utf-8" enctype="multipart/form-data">${inputs.join('')}<input type="file" name="file">
      <input type="submit" name="submit" value="Send"></form>`);
    const file = { name: '照片 1.txt', mimeType: 'text/x-photo', buffer: Buffer.from('hello') };
    await formPage.setInputFiles('[type=file]', file);
    await formPage.click('[type=submit]');
    await formPage.waitForURL((url) => url.searchParams.has('key'));
    expect(new URL(formPage.url()).searchParams.get('key')).toBe('form/照片 1.txt');
    expect(findObject(server.world, 'mock-bucket', 'form/照片 1.txt')).toMatchObject({
      type: 'text/x-photo',
      etag: '5D41402ABC4B2A76B9719D911017C592',
    });
  });

  it('sends a form with fetch and with XMLHttpRequest, and reads the answer', async () => {
    for (const via of ['viaFetch', 'viaXhr']) {
      const form = { key: 'a', ...signedFields(policyAt(Date.now())), success_action_status: '201' };
      const url = `${server.origins['aliyun-oss']}/mock-bucket`;
      const stored = await call(via, { method: 'POST', url, form: { ...form, file: [1, 2, 3] } });
      expect(stored.status).toBe(201);
      expect(stored.text).toContain('<Key>a</Key>');
    }
  });
});
