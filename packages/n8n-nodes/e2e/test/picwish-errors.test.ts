import { failedStates } from '@api-repack/core/picwish';
import { describe, expect, it, vi } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { openDarkroom, photo, type RunOptions } from './helpers/picwish.ts';
import { answer, during, expectTrouble, image, resume, type Trouble } from './helpers/picwish-trouble.ts';

const file = (bytes: Buffer, name = 'a.png') => [{ json: {}, binary: { data: inMemory(bytes, name) } }];
const colorize = (more: Partial<RunOptions> = {}) => image('colorization', {}, more);
const fromUrl = (imageUrl: string) => image('colorization', { inputSource: 'url', imageUrl });

const colorizing = (endpoint: string, effect: object, times = 1) =>
  during({ vendor: 'picwish', endpoint, effect, times }, colorize());
const downloading = (effect: object) =>
  during({ vendor: 'aliyun-oss', endpoint: 'getObject', effect }, colorize());

const troubles: Trouble[] = [
  {
    name: 'a wrong key',
    run: colorize({ key: { apiKey: 'another' } }),
    says: 'PicWish does not accept the credentials: the API key is wrong, or the service is not enabled (401) [item 0]',
    advises: /Check the API key, its region/,
    cause: 'credential-invalid',
    details: { kind: 'auth', code: 401, endpoint: 'createColorization' },
  },
  {
    name: 'no credits',
    run: colorize({ key: { apiKey: 'mock-picwish-poor-key' } }),
    says: 'No credits are left at PicWish: no credits are left (402) [item 0]',
    advises: /Buy credits/,
    cause: 'quota-exhausted',
  },
  {
    name: 'a base URL that is none',
    run: colorize({ key: { baseUrl: 'techsz' } }),
    says: 'The base URL of the credential is not a web address',
    advises: /https:\/\/techsz\.aoscdn\.com/,
  },
  {
    name: 'a base URL where nobody answers',
    run: colorize({ key: { baseUrl: 'http://127.0.0.1:9/' } }),
    says: 'PicWish is not available: connect ECONNREFUSED 127.0.0.1:9 [item 0]',
    advises: /Check the base URL/,
    details: { kind: 'unavailable', sent: false },
  },
  {
    name: 'a base URL with https where there is only http',
    run: ({ origins }) => colorize({ key: { baseUrl: origins.picwish?.replace('http:', 'https:') } }),
    says: /^PicWish is not available: .*wrong version number/,
    advises: /check your balance/,
    details: { kind: 'unavailable', charged: 'maybe' },
  },
  {
    name: 'a task ID that is not there',
    run: image('getResult', { taskId: '={{ $json.none }}' }),
    says: 'No task ID is given [item 0]',
    advises: /that an earlier operation returned/,
  },
  {
    name: 'neither file nor URL: no file',
    run: colorize({ items: [{ json: {} }] }),
    says: /expects the node's input data to contain a binary file 'data'.*\[item 0\]/,
    advises: /previous node outputs a binary file/,
  },
  {
    name: 'neither file nor URL: no URL',
    run: fromUrl('={{ "" }}'),
    says: 'No image URL is given [item 0]',
    advises: /Enter the URL/,
  },
  {
    name: 'a text that is no URL',
    run: fromUrl('photo.png'),
    says: /^PicWish does not take this input: image_url: Invalid URL.* \[item 0\]$/,
  },
  {
    name: 'a URL that PicWish cannot reach',
    run: fromUrl('http://127.0.0.1:9/photo.png'),
    says: 'PicWish does not take this input: the source URL could not be downloaded: download of the source failed (-3) [item 0]',
    advises: /within 10 s, without a login, on port 80 or 443; or send the file itself. Go on with task_id/,
    details: { kind: 'bad-input', code: -3, resume },
  },
  {
    name: 'a picture of 16 MB',
    run: colorize({ items: file(Buffer.concat([picture(10), Buffer.alloc(16 << 20)])) }),
    says: /does not take this kind of file: the picture is too large.* \(-5\) \[item 0\]$/,
    advises: /15 MB and 4096 x 4096/,
    details: { kind: 'unsupported', code: -5, resume },
  },
  {
    name: 'a damaged picture',
    run: colorize({ items: file(picture(10).subarray(0, -20)) }),
    says: /does not take this input: the picture is damaged or not a picture.* \(-7\) \[item 0\]$/,
    advises: /renaming another file does not help/,
  },
  {
    name: 'a text that is named like a picture',
    run: colorize({ items: file(Buffer.from('hello'), 'hello.jpg') }),
    says: /not a picture.* \(-7\)/,
    advises: /jpg, png, bmp, webp or tiff/,
  },
  {
    name: 'rectangles that are no JSON',
    run: image('inpaint', { rectangles: '[{ x: 1 }' }),
    says: "'Rectangles' is not valid JSON [item 0]",
    advises: /brackets/,
  },
  {
    name: 'a rectangle without a height',
    run: image('inpaint', { rectangles: '[{ "x": 0, "y": 0, "width": 9 }]' }),
    says: /^PicWish does not take this input: rectangles\.0\.height: /,
  },
  {
    name: 'no mask',
    run: image('watermark', { maskSource: 'url', mask_url: '={{ "" }}' }),
    says: 'PicWish does not take this input: give exactly one of mask_url, mask_file, rectangles [item 0]',
  },
  {
    name: 'a mask field that is not there',
    run: image('retouchingCollection', { maskField: 'where' }),
    says: "The item has no binary field 'where' [item 0]",
    advises: /input binary field name is correct/,
  },
  {
    name: 'a size that is none',
    run: image('idphoto', { size: '2x3 cm' }),
    says: /^PicWish does not take this input: size: a size is 100x100 to 2000x2000/,
  },
  {
    name: 'a colour that is none',
    run: image('idphoto', { options: { bg_color: 'blue' } }),
    says: /bg_color: a colour is RRGGBB/,
  },
  {
    name: 'too many languages',
    run: image('ocr', { options: { language: Array.from({ length: 11 }, (_, n) => `L${n}`).join(',') } }),
    says: /does not take this input: language: Invalid length/,
  },
  {
    name: 'an id that PicWish does not know',
    run: image('getResult', { tool: 'scale', taskId: 'f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11' }),
    says: 'PicWish does not have it: unknown task or URL (404) [item 0]',
    advises: /Check the task id, the tool it belongs to/,
    details: { kind: 'not-found', code: 404, resume: { task_id: 'f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11' } },
  },
  {
    name: 'an id that is none',
    run: image('getResult', { tool: 'scale', taskId: 'the first one' }),
    says: /task_id: a task id has letters, digits and dashes/,
    advises: /the first one/,
  },
  {
    name: 'too many calls from elsewhere when a task is started, which is not sent twice',
    run: colorizing('createColorization', { error: 'tooFast' }),
    says: 'PicWish wants fewer requests: too many requests (429) [item 0]',
    advises: /2 calls a second, polls included/,
    cause: 'rate-limited',
  },
  {
    name: 'a storm of refused polls',
    run: colorizing('readColorization', { error: 'tooFast' }, 3),
    says: 'PicWish wants fewer requests: too many requests (429) [item 0]',
    advises: /Go on with task_id [0-9a-f-]{36}$/,
    details: { kind: 'rate-limit', resume },
    cost: 1,
  },
  {
    name: 'a connection that breaks when a task is started',
    run: colorizing('createColorization', { connection: 'reset' }),
    says: /^PicWish is not available: .*ECONNRESET.* \[item 0\]$/,
    advises: /may have received and charged.*check your balance/,
    details: { kind: 'unavailable', sent: true },
  },
  {
    name: 'a web page instead of an answer',
    run: colorizing('createColorization', { response: { status: 502, body: '<h1>Bad gateway</h1>' } }),
    says: /^PicWish is not available: HTTP 502 with a body that is not JSON/,
    advises: /in trouble/,
  },
  {
    name: 'a state that the manual does not know',
    run: colorizing('readColorization', answer({ status: 200, data: { task_id: 'a', state: 7 } })),
    says: 'PicWish answered in an unknown way: unknown task state 7 (7) [item 0]',
    advises: /manual does not describe.*Go on with task_id/,
    details: { kind: 'protocol', resume },
    cost: 1,
  },
  {
    name: 'a finished task without a file',
    run: colorizing('readColorization', answer({ status: 200, data: { task_id: 'a', state: 1, image: '' } })),
    says: 'PicWish answered in an unknown way: the task is done, but there is no file [item 0]',
    advises: /Go on with task_id/,
    cost: 1,
  },
  {
    name: 'a task that never ends',
    run: during(
      { vendor: 'picwish', endpoint: 'createColorization', effect: { task: 'never' } },
      image('colorization', { options: { waitLimit: 5 } }),
    ),
    says: 'PicWish took too long: no result after 5 s [item 0]',
    advises: /fetch its result later.*Go on with task_id/,
    details: { kind: 'timeout', resume },
    cost: 1,
  },
  {
    name: 'a result whose address has expired',
    run: downloading({ response: { status: 403, body: '' } }),
    says: 'PicWish does not have it: the result is gone (HTTP 403) [item 0]',
    advises: /ask for a fresh URL by the ids.*Go on with task_id/,
    details: { kind: 'not-found', resume },
    cost: 1,
  },
  {
    name: 'a result that breaks off',
    run: downloading({ connection: 'close', when: 'during' }),
    says: /^PicWish is not available: the result broke off/,
    advises: /Go on with task_id/,
    cost: 1,
  },
];

describe('PicWish node tells what happened and what to do about', () => {
  it.each(troubles)('$name', expectTrouble);

  it.each(Object.values(failedStates))('a task that ends with $code: $message', async (state) => {
    const { code, message, hint, kind } = state;
    const room = await openDarkroom();
    const options = colorizing('createColorization', { task: 'failed', code })(room);
    const { error } = await room.run({ items: [photo(10)], ...options });
    expect(error?.message).toContain(message);
    expect(error?.message).toContain(`(${code}) [item 0]`);
    expect(error?.description).toContain(hint);
    expect(error?.context.data).toMatchObject({ kind, code, resume });
    expect(room.world.ledger.cost()).toBe(0);
  });
});

it('does not wait for ever for an answer that has begun', async () => {
  const { setTimeout } = globalThis;
  const room = await openDarkroom();
  const sooner = (callback: () => void, ms = 0) => setTimeout(callback, Math.min(ms, 300));
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(sooner as typeof setTimeout);
  const options = colorizing('createColorization', { connection: 'hang', when: 'during' })(room);
  const { error } = await room.run({ items: [photo(10)], ...options });
  expect(error?.message).toMatch(/^PicWish took too long: no answer within \d+(\.\d+)? s \[item 0\]$/);
  expect(error?.description).toContain('may have received and charged');
});

it('gets over a few refused polls', async () => {
  const room = await openDarkroom();
  const options = colorizing('readColorization', { error: 'tooFast' }, 2)(room);
  expect((await room.run({ items: [photo(10)], ...options })).error).toBeUndefined();
  const reads = Array.from({ length: 3 }, () => 'readColorization');
  expect(room.calls('picwish')).toEqual(['createColorization', ...reads]);
});
