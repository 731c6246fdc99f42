import { type MockServer, manualClock, serve } from '@api-repack/mock-vendors';
import { Window } from 'happy-dom';
import { JSDOM } from 'jsdom';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { clientScript, type PageAnswer, type PageCall, putCall, uploadCall } from './helpers/page-calls.ts';

type Call = (asked: PageCall) => Promise<PageAnswer>;

const pageUrl = 'http://page.example/';

function inJsdom(): Call {
  const { window } = new JSDOM('', { url: pageUrl, runScripts: 'outside-only' });
  onTestFinished(() => window.close());
  window.eval(clientScript);
  return (asked) => window.eval(`viaXhr(${JSON.stringify(asked)})`) as Promise<PageAnswer>;
}

function inHappyDom(via: string): Call {
  const window = new Window({
    url: pageUrl,
    settings: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true },
  });
  onTestFinished(() => window.happyDOM.close());
  window.eval(clientScript);
  return (asked) => window.eval(`${via}(${JSON.stringify(asked)})`) as Promise<PageAnswer>;
}

describe.each([
  ['XMLHttpRequest of jsdom', inJsdom],
  ['XMLHttpRequest of happy-dom', () => inHappyDom('viaXhr')],
  ['fetch of happy-dom', () => inHappyDom('viaFetch')],
] as const)('%s', (_, open) => {
  let server: MockServer;
  let call: Call;
  beforeEach(async () => {
    server = await serve({ clock: manualClock(Date.now()) });
    onTestFinished(server.close);
    call = open();
  });

  it('uploads a form with a header of the vendor', async () => {
    const { status, text } = await call(uploadCall(server.origins.fangtang));
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      status: 200,
      data: { mdf: [expect.any(String)] },
    });
  });

  it('reads ETag and the request id of an object that it has stored', async () => {
    expect(await call(putCall(server.origins['aliyun-oss'], 'hello'))).toMatchObject({
      status: 200,
      headers: { etag: '"5D41402ABC4B2A76B9719D911017C592"', 'x-oss-request-id': expect.any(String) },
    });
  });

  it('is kept out of the control API', async () => {
    const asked = { method: 'POST', url: `${server.origins.control}/worlds/main/reset` };
    await expect(call(asked)).rejects.toThrow();
  });
});
