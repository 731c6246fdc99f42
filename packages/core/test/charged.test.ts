import { connect } from '@api-repack/core';
import { fangtang } from '@api-repack/core/fangtang';
import { lufff } from '@api-repack/core/lufff';
import { picwish } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { expect, it } from 'vitest';
import { json, refused, reset, scriptedHost } from './helpers/scripted-host.ts';

type Script = Parameters<typeof scriptedHost>;

const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const image_url = 'https://example.com/a.jpg';

const callers = {
  picwish: (...script: Script) => {
    const { host } = scriptedHost(...script);
    const client = connect(picwish, { host, credentials: { apiKey: 'k3y' } });
    return errorOf(client.createScale({ image_url }));
  },
  'picwish-web': (...script: Script) => {
    const { host } = scriptedHost(...script);
    const client = connect(picwishWeb, { host, credentials: { token: 't0ken' } });
    return errorOf(client.createFaceCutout({ source_resource_id: 'a' }));
  },
  fangtang: (...script: Script) => {
    const { host } = scriptedHost(...script);
    const client = connect(fangtang, { host, credentials: { third_code: 'a', secret_key: 'b' } });
    return errorOf(client.uploads({ mdf: ['1'.repeat(32)], seq: ['repair'] }));
  },
  lufff: (...script: Script) => {
    const { host } = scriptedHost(...script);
    const client = connect(lufff, { host, credentials: { uuid: 'a' } });
    return errorOf(client.rmPicBgWithUuid({ img_url: image_url }));
  },
};

it.each([
  ['picwish', 'a documented server failure', json({ status: 500, message: 'server error' }, 500)],
  ['picwish', 'one behind HTTP 200', json({ status: 500, message: 'server error' })],
  ['picwish', 'one that no manual lists', json({ status: 503, message: 'busy' }, 503)],
  ['picwish-web', 'one in the words of the web account', json({ status: 500, message: 'server error' })],
  ['fangtang', 'one by errno', json({ code: 9000, errno: 500, msg: '其他错误' })],
  ['lufff', 'a number behind HTTP 500', json({ status: 3, msg: 'no reason' }, 500)],
  ['picwish', 'no JSON', { status: 502, body: '<html>' }],
  ['picwish', 'no answer', reset()],
] as const)('%s: it is open after %s', async (name, _, trouble) => {
  const error = await callers[name](trouble);
  expect(error).toMatchObject({
    charged: 'maybe',
    context: { hint: expect.stringContaining('check your balance') },
  });
});

it.each([
  ['picwish', 'bad-input', json({ status: 400, message: 'wrong' }, 400)],
  ['picwish', 'auth', json({ status: 401, message: 'no' }, 401)],
  ['picwish', 'rate-limit', json({ status: 429, message: 'too fast' }, 429)],
  ['picwish-web', 'task-failed', json({ status: -10, message: 'refused' })],
  ['fangtang', 'quota', json({ code: 9000, errno: 9101, msg: '剩余下载次数为0' })],
  // A failed upload, which is free by the manual.
  ['fangtang', 'unavailable', json({ code: 9000, errno: 9006, msg: '上传失败' })],
  ['lufff', 'refused', json({ status: 4, msg: 'sign is invaild' })],
  ['picwish', 'unavailable', refused()],
] as const)('%s: nothing was charged after %s in its own words', async (name, kind, trouble) => {
  const error = await callers[name](trouble, trouble, trouble);
  expect(error).toMatchObject({ kind, charged: 'no' });
});
