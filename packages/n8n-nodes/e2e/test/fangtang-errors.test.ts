import type { IDataObject, NodeError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { fault, inMemory, notAPicture, openShop, type RunOptions, type Shop } from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';

const mdf = '9804b4cb5b4740fb26afde5f2831c0f5';
interface Case {
  readonly name: string;
  readonly run?: RunOptions | ((shop: Shop) => RunOptions | Promise<RunOptions>);
  readonly says: string | RegExp;
  readonly advises: string | RegExp;
  readonly details?: IDataObject;
  /** What n8n may conclude on its own. */
  readonly cause?: string;
}

const cases: Case[] = [
  {
    name: 'an item without a file',
    run: { items: [{ json: {} }] },
    says: /expects the node's input data to contain a binary file 'data'.*\[item 0\]/,
    advises: /previous node outputs a binary file/,
  },
  {
    name: 'a field that is not there',
    run: { parameters: { binaryField: 'photo' } },
    says: /no binary field 'photo' \[item 0\]/,
    advises: /input binary field name is correct.*The item has files in: data$/,
  },
  {
    name: 'no field name',
    run: { parameters: { binaryField: ' ' } },
    says: 'No input field is named [item 0]',
    advises: /name of the field/,
  },
  {
    name: 'an expression for the field that gives nothing',
    run: { parameters: { binaryField: '={{ $json.nothing }}' } },
    says: 'No input field is named [item 0]',
    advises: /name of the field/,
  },
  {
    name: 'an expression for the URL that gives nothing',
    run: { parameters: { inputSource: 'url', imageUrl: '={{ $json.nothing }}' } },
    says: 'No image URL is given [item 0]',
    advises: /Enter the URL/,
  },
  {
    name: 'an expression for the preset that gives nothing',
    run: { parameters: { preset: '={{ $json.nothing }}' } },
    says: 'There is no preset undefined [item 0]',
    advises: /Choose one: .*colourPeople/,
  },
  {
    name: 'a credential of another type',
    run: { node: { credentials: { picwishApi: { id: '1', name: 'Key' } } } },
    says: 'Node does not have any credentials set for "fangtangApi"',
    advises: '',
  },
  {
    name: 'an empty file',
    run: { items: [{ json: {}, binary: { data: inMemory(Buffer.alloc(0), 'nothing.png') } }] },
    says: "The file 'nothing.png' is empty [item 0]",
    advises: /image with content/,
  },
  {
    name: 'a URL where nobody answers',
    run: { parameters: { inputSource: 'url', imageUrl: 'http://127.0.0.1:9/photo.png?key=1' } },
    says: 'No file could be fetched from http://127.0.0.1:9/photo.png [item 0]',
    advises: /ECONNREFUSED.*Check the URL/,
  },
  {
    name: 'a URL with nothing there',
    run: async () => {
      const { origin } = await serveFiles({});
      return { parameters: { inputSource: 'url', imageUrl: `${origin}/photo.png` } };
    },
    says: /No file but HTTP 404 came from .*photo\.png \[item 0\]/,
    advises: /Check the URL/,
  },
  {
    name: 'a URL of a web page',
    run: async () => {
      const { origin } = await serveFiles({ '/': { headers: { 'content-type': 'text/html' }, body: '<p>' } });
      return { parameters: { inputSource: 'url', imageUrl: `${origin}/` } };
    },
    says: /A web page came from/,
    advises: /the image itself/,
  },
  {
    name: 'a URL that leads to no web address',
    run: async () => {
      const { origin } = await serveFiles({ '/': { status: 301, headers: { location: 'ftp://x/y' } } });
      return { parameters: { inputSource: 'url', imageUrl: `${origin}/` } };
    },
    says: "'ftp://x/y' is not a web address [item 0]",
    advises: /begins with http/,
  },
  {
    name: 'a text that is no URL',
    run: { parameters: { inputSource: 'url', imageUrl: 'photo.png' } },
    says: "'photo.png' is not a web address [item 0]",
    advises: /http:\/\//,
  },
  {
    name: 'a background change without a colour',
    run: { parameters: { preset: 'custom', steps: ['bg'] } },
    says: 'Fangtang does not take this input: rgb: a background change (bg) needs a colour [item 0]',
    advises: '',
  },
  {
    name: 'a colour that is none',
    run: { parameters: { preset: 'custom', steps: ['bg'], background: 'custom', rgb: '300,0,0' } },
    says: /does not take this input: rgb: use -1.* 0 to 255 each \[item 0\]/,
    advises: '',
  },
  {
    name: 'no steps',
    run: { parameters: { preset: 'custom', steps: [] } },
    says: /choose at least one processing step/,
    advises: '',
  },
  {
    name: 'an address of another kind, without what may be a signature',
    run: { parameters: { inputSource: 'url', imageUrl: 'oss://me:sesame@b/a.png?Signature=sesame' } },
    says: "'oss://b/a.png' is not a web address [item 0]",
    advises: /begins with http/,
  },
  {
    name: 'an id of another form',
    run: { parameters: { operation: 'download', ids: 'photo-1' } },
    says: /does not take this input: mdf: an id has 32 hexadecimal digits \[item 0\]/,
    advises: '',
  },
  {
    name: 'no id',
    run: { parameters: { operation: 'getStatus', ids: '={{ "" }}' } },
    says: 'No picture ID is given [item 0]',
    advises: /upload returned/,
  },
  {
    name: 'an id that Fangtang does not know',
    run: { parameters: { operation: 'getStatus', ids: mdf } },
    says: 'Fangtang does not have it: 图片不存在，请确认图片是否上传成功 (9002) [item 0]',
    advises: /one hour after upload/,
    details: { kind: 'not-found', code: 9002, endpoint: 'status' },
  },
  {
    name: 'no credits',
    run: ({ channel }) => {
      channel.left = 0;
      return {};
    },
    says: 'No credits are left at Fangtang: 剩余下载次数为0 (9101) [item 0]',
    advises: /uploads or downloads, depending on your plan/,
    cause: 'quota-exhausted',
    details: { kind: 'quota', code: 9101, vendor: 'fangtang', endpoint: 'uploads', status: 200 },
  },
  {
    name: 'an unknown channel',
    run: { credentials: { thirdCode: 'nobody' } },
    says: /^Fangtang does not accept the credentials: 请求参数token不合法.*\(9999\) \[item 0\]$/,
    advises: /Check third_code, secret_key and this machine's clock/,
    cause: 'credential-invalid',
    details: { kind: 'auth', code: 9999 },
  },
  {
    name: 'a wrong secret',
    run: { credentials: { secretKey: 'another' } },
    says: /does not accept the credentials.*the clocks agree/,
    advises: /secret_key/,
  },
  {
    name: 'a base URL that is none',
    run: { credentials: { baseUrl: 'sdkphoto' } },
    says: 'The base URL of the credential is not a web address',
    advises: /https:\/\/sdkphoto/,
  },
  {
    name: 'a base URL where nobody answers',
    run: { credentials: { baseUrl: 'http://127.0.0.1:9/' } },
    says: /^Fangtang is not available: connect ECONNREFUSED 127\.0\.0\.1:9 \[item 0\]$/,
    advises: /Check the base URL/,
    details: { kind: 'unavailable', sent: false },
  },
  {
    name: 'a file that is no picture',
    run: { items: [notAPicture] },
    says: 'Fangtang does not take this kind of file: 文件上传类型不支持 (9005) [item 0]',
    advises: /JPEG or PNG/,
    details: { kind: 'unsupported', code: 9005 },
  },
  {
    name: 'a task that fails',
    run: fault('uploads', { task: 'failed' }),
    says: /^Fangtang could not do it: 1 of 1 pictures could not be processed: [0-9a-f]{32} .* \[item 0\]$/,
    advises: /Go on with mdf [0-9a-f]{32}$/,
    details: { kind: 'task-failed', resume: { mdf: [expect.stringMatching(/^[0-9a-f]{32}$/)] } },
  },
  {
    name: 'a task that never ends',
    run: fault('uploads', { task: 'never' }, { parameters: { options: { waitLimit: 0.1 } } }),
    says: 'Fangtang took too long: no result after 0.1 s [item 0]',
    advises: /fetch its result later with the ids.*Go on with mdf [0-9a-f]{32}/,
    details: { kind: 'timeout', resume: { mdf: [expect.any(String)] } },
  },
  {
    name: 'a connection that breaks during an upload',
    run: fault('uploads', { connection: 'reset' }),
    says: /^Fangtang is not available: .*ECONNRESET.* \[item 0\]$/,
    advises: /may have received and charged.*check your balance/,
    cause: 'temporarily-unavailable',
    details: { kind: 'unavailable', sent: true },
  },
  {
    name: 'a text that n8n takes for a system error',
    run: fault('uploads', {
      response: { status: 200, body: '{"code":9000,"errno":77,"msg":"approvePermissions"}' },
    }),
    says: 'Fangtang answered in an unknown way: approvePermissions (77) [item 0]',
    advises: /.+/,
    details: { kind: 'protocol', code: 77 },
  },
  {
    name: 'a web page instead of an answer',
    run: fault('uploads', { response: { status: 404, body: '<h1>Not Found</h1>' } }),
    says: /^Fangtang does not have it: HTTP 404 with a body that is not JSON \(text\/html\)/,
    advises: /Check the base URL/,
  },
  {
    name: 'a result that is gone',
    run: fault('result', { response: { status: 404, body: '' } }),
    says: 'Fangtang does not have it: the result is gone (HTTP 404) [item 0]',
    advises: /Go on with mdf [0-9a-f]{32}/,
    details: { kind: 'not-found', resume: { mdf: [expect.any(String)] } },
  },
  {
    name: 'a result that breaks off',
    run: fault('result', { connection: 'close', when: 'during' }),
    says: /^Fangtang is not available: the result broke off/,
    advises: /Go on with mdf [0-9a-f]{32}/,
    details: { resume: { mdf: [expect.any(String)] } },
  },
];

describe('Fangtang node tells what happened and what to do about', () => {
  it.each(cases)('$name', async ({ run = {}, says, advises, details, cause }) => {
    const shop = await openShop();
    const options = typeof run === 'function' ? await run(shop) : run;
    const { status, error } = await shop.run(options);
    expect(status).toBe('error');
    expect(error?.message).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
    expect(error?.description ?? '').toMatch(advises);
    expect(error?.context.itemIndex).toBe(0);
    if (cause) expect((error as NodeError).failure?.cause).toBe(cause);
    if (details) expect(error?.context.data).toMatchObject(details);
    if (!details?.resume && details?.sent === undefined) expect(shop.world.ledger.cost()).toBe(0);
  });
});
