import type { IDataObject, NodeError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import {
  type FangtangLab,
  fault,
  inMemory,
  notAPicture,
  type RunOptions,
  startFangtang,
} from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';

const mdf = '9804b4cb5b4740fb26afde5f2831c0f5';
interface Case {
  readonly name: string;
  readonly run?: RunOptions | ((shop: FangtangLab) => RunOptions | Promise<RunOptions>);
  readonly details?: IDataObject;
  /** What n8n may conclude on its own. */
  readonly cause?: string;
}

const cases: Case[] = [
  {
    name: 'an item without a file',
    run: { items: [{ json: {} }] },
  },
  {
    name: 'a field that is not there',
    run: { parameters: { binaryField: 'photo' } },
  },
  {
    name: 'no field name',
    run: { parameters: { binaryField: ' ' } },
  },
  {
    name: 'an expression for the field that gives nothing',
    run: { parameters: { binaryField: '={{ $json.nothing }}' } },
  },
  {
    name: 'an expression for the URL that gives nothing',
    run: { parameters: { inputSource: 'url', imageUrl: '={{ $json.nothing }}' } },
  },
  {
    name: 'an expression for the preset that gives nothing',
    run: { parameters: { preset: '={{ $json.nothing }}' } },
  },
  {
    name: 'a credential of another type',
    run: { node: { credentials: { picwishApi: { id: '1', name: 'Key' } } } },
  },
  {
    name: 'an empty file',
    run: { items: [{ json: {}, binary: { data: inMemory(Buffer.alloc(0), 'nothing.png') } }] },
  },
  {
    name: 'a URL where nobody answers',
    run: { parameters: { inputSource: 'url', imageUrl: 'http://127.0.0.1:9/photo.png?key=1' } },
  },
  {
    name: 'a URL with nothing there',
    run: async () => {
      const { origin } = await serveFiles({});
      return { parameters: { inputSource: 'url', imageUrl: `${origin}/photo.png` } };
    },
  },
  {
    name: 'a URL of a web page',
    run: async () => {
      const { origin } = await serveFiles({ '/': { headers: { 'content-type': 'text/html' }, body: '<p>' } });
      return { parameters: { inputSource: 'url', imageUrl: `${origin}/` } };
    },
  },
  {
    name: 'a URL that leads to no web address',
    run: async () => {
      const { origin } = await serveFiles({ '/': { status: 301, headers: { location: 'ftp://x/y' } } });
      return { parameters: { inputSource: 'url', imageUrl: `${origin}/` } };
    },
  },
  {
    name: 'a text that is no URL',
    run: { parameters: { inputSource: 'url', imageUrl: 'photo.png' } },
  },
  {
    name: 'a color that is none',
    run: { parameters: { preset: '', steps: ['bg'], background: 'color', backgroundColor: '300,0,0' } },
  },
  {
    name: 'no steps',
    run: { parameters: { preset: '', steps: [] } },
  },
  {
    name: 'an address of another kind, without what may be a signature',
    run: { parameters: { inputSource: 'url', imageUrl: 'oss://me:sesame@b/a.png?Signature=sesame' } },
  },
  {
    name: 'an id of another form',
    run: { parameters: { operation: 'getResult', id: 'photo-1' } },
  },
  {
    name: 'no id',
    run: { parameters: { operation: 'getStatus', id: '={{ "" }}' } },
  },
  {
    name: 'an id that Fangtang does not know',
    run: { parameters: { operation: 'getStatus', id: mdf } },
    details: { kind: 'not-found', code: 9002, endpoint: 'status' },
  },
  {
    name: 'no credits',
    run: ({ channel }) => {
      channel.left = 0;
      return {};
    },
    cause: 'quota-exhausted',
    details: { kind: 'quota', code: 9101, vendor: 'fangtang', endpoint: 'uploads', status: 200 },
  },
  {
    name: 'an unknown channel',
    run: { credentials: { thirdCode: 'nobody' } },
    cause: 'credential-invalid',
    details: { kind: 'auth', code: 9999 },
  },
  {
    name: 'a wrong secret',
    run: { credentials: { secretKey: 'another' } },
  },
  {
    name: 'a base URL that is none',
    run: { credentials: { baseUrl: 'sdkphoto' } },
  },
  {
    name: 'a base URL where nobody answers',
    run: { credentials: { baseUrl: 'http://127.0.0.1:9/' } },
    details: { kind: 'unavailable', sent: false },
  },
  {
    name: 'a file that is no picture',
    run: { items: [notAPicture] },
    details: { kind: 'unsupported', code: 9005 },
  },
  {
    name: 'a task that fails',
    run: fault('uploads', { task: 'failed' }),
    details: { kind: 'task-failed', ids: { mdf: [expect.stringMatching(/^[0-9a-f]{32}$/)] } },
  },
  {
    name: 'a task that never ends',
    run: fault('uploads', { task: 'never' }, { parameters: { options: { waitLimit: 0.1 } } }),
    details: { kind: 'timeout', ids: { mdf: [expect.any(String)] } },
  },
  {
    name: 'a connection that breaks during an upload',
    run: fault('uploads', { connection: 'reset' }),
    cause: 'temporarily-unavailable',
    details: { kind: 'unavailable', sent: true },
  },
  {
    name: 'a text that n8n takes for a system error',
    run: fault('uploads', {
      response: { status: 200, body: '{"code":9000,"errno":77,"msg":"approvePermissions"}' },
    }),
    details: { kind: 'protocol', code: 77 },
  },
  {
    name: 'a web page instead of an answer',
    run: fault('uploads', { response: { status: 404, body: '<h1>Not Found</h1>' } }),
  },
  {
    name: 'a result that is gone',
    run: fault('result', { response: { status: 404, body: '' } }),
    details: { kind: 'not-found', ids: { mdf: expect.any(String) } },
  },
  {
    name: 'a result that breaks off',
    run: (shop) => {
      const effect = { connection: 'close', when: 'during' } as const;
      shop.world.faults.add({ vendor: 'fangtang', endpoint: 'result', effect, times: 3 });
      return {};
    },
    details: { ids: { mdf: expect.any(String) } },
  },
];

describe('Fangtang node tells what happened and what to do about', () => {
  it.each(cases)('$name', async ({ run = {}, details, cause }) => {
    const shop = await startFangtang();
    const options = typeof run === 'function' ? await run(shop) : run;
    const { status, error } = await shop.run(options);
    expect(status).toBe('error');
    expect(error?.context.itemIndex).toBe(0);
    if (cause) expect((error as NodeError).failure?.cause).toBe(cause);
    if (details) expect(error?.context.data).toMatchObject(details);
    if (!details?.ids && details?.sent === undefined) expect(shop.world.ledger.cost()).toBe(0);
  });
});
