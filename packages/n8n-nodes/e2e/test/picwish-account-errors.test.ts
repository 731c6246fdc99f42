import { describe, expect, it } from 'vitest';
import { photo, startPicwish } from './helpers/picwish.ts';
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
  },
  {
    name: 'a captcha that waits',
    run: atWeb('login', { error: 'captchaNeeded' }),
    cause: 'credential-invalid',
  },
  {
    name: 'a login that PicWish does not accept itself',
    run: atWeb('createScale', { error: 'neededLogin' }, 2),
  },
  {
    name: 'a permission to upload that runs out, also the second one',
    run: storing({ error: 'securityTokenExpired' }, 2),
    details: { vendor: 'aliyun-oss', code: 'SecurityTokenExpired' },
  },
  {
    name: 'a callback host that is down: the object is kept, and named',
    run: atWeb('uploadCallback', { connection: 'reset' }),
    details: { code: 'CallbackFailed', ids: { bucket: 'picwishsz', object: expect.any(String) } },
  },
  {
    name: 'an upload that PicWish does not take',
    run: atWeb('uploadCallback', answer({ status: 500, message: 'no' })),
  },
  {
    name: 'a resource that is not there',
    run: inAccount('scale', { inputSource: 'earlier', earlierId: 'nothing' }),
  },
  {
    name: 'a task that is not there',
    run: inAccount('getResult', { tool: 'scale', id: 'nothing' }),
  },
  {
    name: 'a prompt that is refused',
    run: during(
      { vendor: 'picwish-web', endpoint: 'createTextToImage', effect: { error: 'refused' } },
      inAccount('textToImage', { prompt: 'x' }),
    ),
  },
  {
    name: 'a task that fails',
    run: atWeb('createScale', { task: 'failed', code: -9 }),
  },
  {
    name: 'a missing clean file: the preview with a watermark is not handed out',
    run: atWeb('readCleanFile', answer({ status: 200, data: { image: '' } })),
  },
];

describe('PicWish node, with an account, tells what happened and what to do about', () => {
  it.each(troubles)('$name', expectTrouble);

  it('a failure that comes as an answer', async () => {
    const room = await startPicwish({ settings: { 'picwish-web': { webFailure: 'envelope' } } });
    const options = atWeb('createScale', { task: 'failed' })(room);
    const { error } = await room.run({ items: [photo(10)], ...options });
    expect(error?.context.data).toMatchObject({ kind: 'task-failed', code: -1, charged: 'no' });
  });
});

it('masks a token that it has only just got, whatever it looks like', async () => {
  const room = await startPicwish();
  const token = 'plain-token-123';
  const loggedIn = { status: 200, data: { api_token: token } };
  room.world.faults.add({ vendor: 'picwish-web', endpoint: 'login', effect: answer(loggedIn) });
  const options = atWeb('authorizeUpload', answer({ status: 500, message: `bad ${token}` }), 9)(room);
  const { error } = await room.run({ items: [photo(10)], ...options });
  expect(error?.message).toContain('bad ***');
  expect(JSON.stringify([error?.message, error?.description, error?.context])).not.toContain(token);
});

it('asks for another permission to upload when the first one has run out', async () => {
  const room = await startPicwish();
  const options = storing({ error: 'securityTokenExpired' })(room);
  expect((await room.run({ items: [photo(10)], ...options })).error).toBeUndefined();
  const uploads = ['authorizeUpload', 'putObject', 'authorizeUpload', 'putObject', 'uploadCallback'];
  expect(room.calls().slice(2, 7)).toEqual(uploads);
});

it('keeps the object when the callback host is down', async () => {
  const room = await startPicwish();
  const options = atWeb('uploadCallback', { connection: 'reset' })(room);
  const { error } = await room.run({ items: [photo(10)], ...options });
  const [stored] = room.world.journal.entries.filter(({ endpoint }) => endpoint === 'putObject');
  expect(stored).toMatchObject({ status: 203, created: [`picwishsz/${stored?.fields?.key}`] });
  expect(error?.context.data).toMatchObject({ ids: { bucket: 'picwishsz', object: stored?.fields?.key } });
});
