import { failedStates } from '@api-repack/core/picwish';
import { describe, expect, it, vi } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { photo, type RunOptions, startPicwish } from './helpers/picwish.ts';
import { answer, during, expectTrouble, ids, image, type Trouble } from './helpers/picwish-trouble.ts';

const file = (bytes: Buffer, name = 'a.png') => [{ json: {}, binary: { data: inMemory(bytes, name) } }];
const colorize = (more: Partial<RunOptions> = {}) => image('colorization', {}, more);
const fromUrl = (imageUrl: string) => image('colorization', { inputSource: 'url', imageUrl });

const colorizing = (endpoint: string, effect: object, times = 1) =>
  during({ vendor: 'picwish', endpoint, effect, times }, colorize());
const downloading = (effect: object, times = 1) =>
  during({ vendor: 'aliyun-oss', endpoint: 'getObject', effect, times }, colorize());

const troubles: Trouble[] = [
  {
    name: 'a wrong key',
    run: colorize({ key: { apiKey: 'another' } }),
    cause: 'credential-invalid',
    details: { kind: 'auth', code: 401, endpoint: 'createColorization' },
  },
  {
    name: 'no credits',
    run: colorize({ key: { apiKey: 'mock-picwish-poor-key' } }),
    cause: 'quota-exhausted',
  },
  {
    name: 'a base URL that is none',
    run: colorize({ key: { baseUrl: 'techsz' } }),
  },
  {
    name: 'a base URL where nobody answers',
    run: colorize({ key: { baseUrl: 'http://127.0.0.1:9/' } }),
    details: { kind: 'unavailable', sent: false, charged: 'no' },
  },
  {
    name: 'a base URL with https where there is only http',
    run: ({ origins }) => colorize({ key: { baseUrl: origins.picwish?.replace('http:', 'https:') } }),
    details: { kind: 'unavailable', charged: 'maybe' },
  },
  {
    name: 'a task ID that is not there',
    run: image('getResult', { id: '={{ $json.none }}' }),
  },
  {
    name: 'neither file nor URL: no file',
    run: colorize({ items: [{ json: {} }] }),
  },
  {
    name: 'neither file nor URL: no URL',
    run: fromUrl('={{ "" }}'),
  },
  {
    name: 'a text that is no URL',
    run: fromUrl('photo.png'),
  },
  {
    name: 'a URL that PicWish cannot reach',
    run: fromUrl('http://127.0.0.1:9/photo.png'),
    details: { kind: 'bad-input', code: -3, ids },
  },
  {
    name: 'a picture of 16 MB',
    run: colorize({ items: file(Buffer.concat([picture(10), Buffer.alloc(16 << 20)])) }),
    details: { kind: 'unsupported', code: -5, ids },
  },
  {
    name: 'a damaged picture',
    run: colorize({ items: file(picture(10).subarray(0, -20)) }),
  },
  {
    name: 'a text that is named like a picture',
    run: colorize({ items: file(Buffer.from('hello'), 'hello.jpg') }),
  },
  {
    name: 'rectangles that are no JSON',
    run: image('inpaint', { rectangles: '={{ "[{ x: 1 }" }}' }),
  },
  {
    name: 'a rectangle without a height',
    run: image('inpaint', { rectangles: '={{ [{ x: 0, y: 0, width: 9 }] }}' }),
  },
  {
    name: 'no mask',
    run: image('watermark', { mask: 'mask_url', mask_url: '={{ "" }}' }),
  },
  {
    name: 'a mask field that is not there',
    run: image('retouchingCollection', { mask_file: 'where' }),
  },
  {
    name: 'a size that is none',
    run: image('idphoto', { size: '2x3 cm' }),
  },
  {
    name: 'a color that is none',
    run: image('idphoto', { options: { bg_color: 'blue' } }),
  },
  {
    name: 'too many languages',
    run: image('ocr', { options: { language: Array.from({ length: 11 }, (_, n) => `L${n}`).join(',') } }),
  },
  {
    name: 'an id that PicWish does not know',
    run: image('getResult', { tool: 'scale', id: 'f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11' }),
    details: { kind: 'not-found', code: 404, ids: { task_id: 'f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11' } },
  },
  {
    name: 'an id that is none',
    run: image('getResult', { tool: 'scale', id: 'the first one' }),
  },
  {
    name: 'too many calls from elsewhere when a task is started, which is not sent twice',
    run: colorizing('createColorization', { error: 'tooFast' }),
    cause: 'rate-limited',
  },
  {
    name: 'a storm of refused polls',
    run: colorizing('readColorization', { error: 'tooFast' }, 3),
    details: { kind: 'rate-limit', ids },
    cost: 1,
  },
  {
    name: 'a connection that breaks when a task is started',
    run: colorizing('createColorization', { connection: 'reset' }),
    details: { kind: 'unavailable', sent: true },
  },
  {
    name: 'a web page instead of an answer',
    run: colorizing('createColorization', { response: { status: 502, body: '<h1>Bad gateway</h1>' } }),
  },
  {
    name: 'a state that the manual does not know',
    run: colorizing('readColorization', answer({ status: 200, data: { task_id: 'a', state: 7 } })),
    details: { kind: 'protocol', ids },
    cost: 1,
  },
  {
    name: 'a finished task without a file',
    run: colorizing('readColorization', answer({ status: 200, data: { task_id: 'a', state: 1, image: '' } })),
    cost: 1,
  },
  {
    name: 'a task that never ends',
    run: during(
      { vendor: 'picwish', endpoint: 'createColorization', effect: { task: 'never' } },
      image('colorization', { options: { waitLimit: 5 } }),
    ),
    details: { kind: 'timeout', ids },
    cost: 1,
  },
  {
    name: 'a result whose address has expired',
    run: downloading({ response: { status: 403, body: '' } }),
    details: { kind: 'not-found', ids },
    cost: 1,
  },
  {
    name: 'a result that breaks off',
    run: downloading({ connection: 'close', when: 'during' }, 3),
    cost: 1,
  },
];

describe('PicWish node tells what happened and what to do about', () => {
  it.each(troubles)('$name', expectTrouble);

  it.each(Object.values(failedStates))('a task that ends with $code: $message', async (state) => {
    const { code, message, hint, kind } = state;
    const room = await startPicwish();
    const options = colorizing('createColorization', { task: 'failed', code })(room);
    const { error } = await room.run({ items: [photo(10)], ...options });
    expect(error?.message).toContain(message);
    expect(error?.message).toContain(`(${code}) [item 0]`);
    expect(error?.description).toContain(hint);
    expect(error?.context.data).toMatchObject({ kind, code, ids });
    expect(room.world.ledger.cost()).toBe(0);
  });
});

it('does not wait for ever for an answer that has begun', async () => {
  const { setTimeout } = globalThis;
  const room = await startPicwish();
  const sooner = (callback: () => void, ms = 0) => setTimeout(callback, Math.min(ms, 300));
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(sooner as typeof setTimeout);
  const options = colorizing('createColorization', { connection: 'hang', when: 'during' })(room);
  const { error } = await room.run({ items: [photo(10)], ...options });
  expect(error?.message).toMatch(/^PicWish took too long: no answer within \d+(\.\d+)? s \[item 0\]$/);
  expect(error?.description).toContain('may have received and charged');
});

it('gets over a few refused polls', async () => {
  const room = await startPicwish();
  const options = colorizing('readColorization', { error: 'tooFast' }, 2)(room);
  expect((await room.run({ items: [photo(10)], ...options })).error).toBeUndefined();
  const reads = Array.from({ length: 3 }, () => 'readColorization');
  expect(room.calls('picwish')).toEqual(['createColorization', ...reads]);
});
