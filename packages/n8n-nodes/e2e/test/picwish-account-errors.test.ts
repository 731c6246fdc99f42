import { describe, expect, it } from 'vitest';
import { openDarkroom, photo } from './helpers/picwish.ts';
import { answer, during, expectTrouble, inAccount, type Trouble } from './helpers/picwish-trouble.ts';

const scale = inAccount('scale');
const atWeb = (endpoint: string, effect: object, times = 1) =>
  during({ vendor: 'picwish-web', endpoint, effect, times }, scale);
const storing = (effect: object, times = 1) =>
  during({ vendor: 'aliyun-oss', endpoint: 'putObject', effect, times }, scale);

const troubles: Trouble[] = [
  {
    name: 'a telephone number that is none',
    run: { ...scale, account: { telephone: 'me@example.com' } },
    says: /does not take this input: telephone: a telephone number has 5 to 15 digits and nothing else \[item 0\]$/,
  },
  {
    name: 'a captcha that waits',
    run: atWeb('login', { error: 'captchaNeeded' }),
    says: 'PicWish (web account) does not accept the credentials: a captcha must be solved (11317) [item 0]',
    advises: /Log in once at picwish\.cn with a browser/,
    cause: 'credential-invalid',
  },
  {
    name: 'a login that PicWish does not accept itself',
    run: atWeb('createScale', { error: 'neededLogin' }, 2),
    says: 'PicWish (web account) does not accept the credentials: needed login (401) [item 0]',
    advises: /another one took its place: log in again/,
  },
  {
    name: 'a permission to upload that runs out, also the second one',
    run: storing({ error: 'securityTokenExpired' }, 2),
    says: /^Aliyun OSS does not accept the credentials: The security token you provided has expired.* \(SecurityTokenExpired\) \[item 0\]$/,
    advises: /ask the vendor for a fresh one/,
    details: { vendor: 'aliyun-oss', code: 'SecurityTokenExpired' },
  },
  {
    name: 'a callback host that is down: the object is kept, and named',
    run: atWeb('uploadCallback', { connection: 'reset' }),
    says: /^Aliyun OSS is not available: .*\(CallbackFailed\) \[item 0\]$/,
    advises:
      /The file is stored, but the vendor was not told.*Go on with bucket picwishsz, object users\/20002\//,
    details: { code: 'CallbackFailed', resume: { bucket: 'picwishsz', object: expect.any(String) } },
  },
  {
    name: 'an upload that PicWish does not take',
    run: atWeb('uploadCallback', answer({ status: 500, message: 'no' })),
    says: 'PicWish (web account) is not available: PicWish did not take the file (500) [item 0]',
    advises: /gave no resource id: upload it again/,
  },
  {
    name: 'a resource that is not there',
    run: inAccount('createTask', { tool: 'scale', resourceId: 'nothing' }),
    says: 'PicWish (web account) refused it: resource not found (404) [item 0]',
    advises: /no other reason/,
  },
  {
    name: 'a task that is not there',
    run: inAccount('getResult', { tool: 'scale', taskId: 'nothing' }),
    says: 'PicWish (web account) refused it: task not found (404) [item 0]',
    advises: /no other reason/,
  },
  {
    name: 'a prompt that is refused',
    run: during(
      { vendor: 'picwish-web', endpoint: 'createTextToImage', effect: { error: 'refused' } },
      inAccount('textToImage', { prompt: 'x' }),
    ),
    says: 'PicWish (web account) could not do it: refused by review (-10) [item 0]',
    advises: /use another one/,
  },
  {
    name: 'a task that fails',
    run: atWeb('createScale', { task: 'failed', code: -9 }),
    says: /^PicWish \(web account\) could not do it: internal failure.* \(-9\) \[item 0\]$/,
    advises: /Go on with task_id/,
  },
  {
    name: 'a missing clean file: the preview with a watermark is not handed out',
    run: atWeb('readCleanFile', answer({ status: 200, data: { image: '' } })),
    says: 'PicWish (web account) answered in an unknown way: the task is done, but there is no file [item 0]',
    advises: /Go on with task_id/,
  },
];

describe('PicWish node, with an account, tells what happened and what to do about', () => {
  it.each(troubles)('$name', expectTrouble);

  it('a failure that comes as an answer', async () => {
    const room = await openDarkroom({ settings: { 'picwish-web': { webFailure: 'envelope' } } });
    const options = atWeb('createScale', { task: 'failed' })(room);
    const { error } = await room.run({ items: [photo(10)], ...options });
    expect(error?.message).toBe('PicWish (web account) could not do it: the task failed (-1) [item 0]');
  });
});

it('masks a token that it has only just got, whatever it looks like', async () => {
  const room = await openDarkroom();
  const token = 'plain-token-123';
  const loggedIn = { status: 200, data: { api_token: token } };
  room.world.faults.add({ vendor: 'picwish-web', endpoint: 'login', effect: answer(loggedIn) });
  const options = atWeb('authorizeUpload', answer({ status: 500, message: `bad ${token}` }), 9)(room);
  const { error } = await room.run({ items: [photo(10)], ...options });
  expect(error?.message).toContain('bad ***');
  expect(JSON.stringify([error?.message, error?.description, error?.context])).not.toContain(token);
});

it('asks for another permission to upload when the first one has run out', async () => {
  const room = await openDarkroom();
  const options = storing({ error: 'securityTokenExpired' })(room);
  expect((await room.run({ items: [photo(10)], ...options })).error).toBeUndefined();
  const uploads = ['authorizeUpload', 'putObject', 'authorizeUpload', 'putObject', 'uploadCallback'];
  expect(room.calls().slice(2, 7)).toEqual(uploads);
});

it('keeps the object when the callback host is down', async () => {
  const room = await openDarkroom();
  const options = atWeb('uploadCallback', { connection: 'reset' })(room);
  const { error } = await room.run({ items: [photo(10)], ...options });
  const [stored] = room.world.journal.entries.filter(({ endpoint }) => endpoint === 'putObject');
  expect(stored).toMatchObject({ status: 203, created: [`picwishsz/${stored?.fields?.key}`] });
  expect(error?.context.data).toMatchObject({ resume: { bucket: 'picwishsz', object: stored?.fields?.key } });
});
