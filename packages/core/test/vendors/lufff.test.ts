import { readFileSync } from 'node:fs';
import { connect, type HttpResponse } from '@api-repack/core';
import {
  ads,
  credit,
  history,
  type LufffCredentials,
  login,
  loginWithUnikey,
  lufff,
  oneAd,
  type Payer,
  removeBackground,
  sendCode,
  signIns,
} from '@api-repack/core/lufff';
import { expect, it } from 'vitest';
import { json, refused, reset, scriptedHost } from '../helpers/scripted-host.ts';

const account = { customer_id: '100001', token: 'c0ffee00-1111-4222-8333-444455556666' };
const img_url = 'https://example.com/cat.jpg';
const resultUrl = 'http://make-cv.oss-cn-hangzhou.aliyuncs.com/MKCV1598349370338.png';

function lufffAnswering(script: (Partial<HttpResponse> | Error)[], credentials: LufffCredentials = account) {
  const { host, requests } = scriptedHost(...script);
  const bodies = () => requests.map(({ body }) => (body as { json: unknown }).json);
  return { client: connect(lufff, { host, credentials }), requests, bodies };
}

const success = (data: unknown) => json({ status: 0, msg: '', data });

function fixture(name: string): Partial<HttpResponse> {
  const file = new URL(`../../fixtures/lufff/${name}.json`, import.meta.url);
  const { response } = JSON.parse(readFileSync(file, 'utf8'));
  return { ...response, body: JSON.stringify(response.body) };
}

it('reads the answers that the manual shows', async () => {
  const read = (name: string) => lufffAnswering([fixture(name)]).client;
  expect(await sendCode(read('sendSmsVcode.ok'), '13800138000')).toBeUndefined();
  expect(
    await login(read('loginWithPhoneAndVcode.ok'), { phone: '13006321436', vcode: '1234' }),
  ).toMatchObject({
    credentials: { customer_id: '100001', token: expect.stringMatching(/^ed892151/) },
    credit: 5,
    createdAt: '2020-08-25T17:41:12+08:00',
  });
  expect(await removeBackground(read('rmPicBg.ok'), 'account', { img_url })).toBe(resultUrl);
  const byUuid = lufffAnswering([fixture('rmPicBgWithUuid.ok')], { uuid: 'me' }).client;
  expect(await removeBackground(byUuid, 'uuid', { img_url })).toBe(resultUrl);
  expect(await history(read('getRmBgList.ok'))).toMatchObject([
    { id: 1, resultUrl, createdAt: '2020-08-25T17:56:10+08:00' },
  ]);
  expect(await credit(read('getLeftCreditByPhone.ok'), { phone: '13006321436' })).toBe(4);
  expect(
    await credit(lufffAnswering([fixture('getLeftCreditByUnikey.ok')], { unikey: 'me' }).client, 'uuid'),
  ).toBe(4);
  expect(await oneAd(read('getOneAd.ok'))).toEqual({ id: 6, pictureUrl: '42', linkUrl: 'rwerwerwe' });
});

it('keeps a password that the login echoes to itself', async () => {
  const data = { id: 7, token: 't', credit: 5, password: 'hunter2' };
  const { client } = lufffAnswering([success(data)]);
  expect(JSON.stringify(await login(client, { phone: '1', vcode: '1234' }))).not.toContain('hunter2');
});

it('sends what the manual asks for', async () => {
  const { client, requests, bodies } = lufffAnswering([success({ rm_bg_pic_url: resultUrl })]);
  await removeBackground(client, 'account', { img_url });
  expect(requests[0]).toMatchObject({
    method: 'POST',
    url: 'https://aipic.lufff.com/make_pic/api/rm_pic_bg/',
    headers: { accept: 'text/plain' },
  });
  expect(requests[0]?.timeoutMs).toBeGreaterThanOrEqual(60_000);
  expect(bodies()).toEqual([{ ...account, img_url }]);
});

it.each<[Payer, LufffCredentials, object]>([
  ['account', { customer_id: 7, token: 't' }, { customer_id: '7', token: 't' }],
  ['uuid', { uuid: 'me' }, { uuid: 'me' }],
  ['uuid', { unikey: 'me' }, { uuid: 'me' }],
  ['unikey', { uuid: 'me' }, { unikey: 'me' }],
])('puts the identity of an %s where it belongs', async (payer, credentials, sent) => {
  const { client, bodies } = lufffAnswering([success({ rm_bg_pic_url: resultUrl })], credentials);
  await removeBackground(client, payer, { img_url });
  expect(bodies()).toEqual([{ ...sent, img_url }]);
});

it('sends nothing that Lufff would not take, and says what is wrong', async () => {
  const { client, requests } = lufffAnswering([success({})]);
  const long = `https://example.com/${'x'.repeat(109)}`;
  const cases: [Promise<unknown>, RegExp][] = [
    [client.sendSmsVcode({ phone: '' }), /phone: is empty/],
    [
      client.sendSmsVcode({ phone: '1'.repeat(33) }),
      /phone: is 33 characters long, but Lufff takes 32 at most/,
    ],
    [client.loginWithPhoneAndVcode({ phone: '1', vcode: '123' }), /vcode: .* four digits/],
    [client.rmPicBg({ img_url: long }), /img_url: is 129 characters long, but Lufff takes 128 at most/],
    [client.rmPicBg({ img_url: 'ftp://example.com/a.png' }), /img_url: give an http or https URL/],
    [client.rmPicBg({ img_url: '' }), /img_url: is empty/],
    [client.rmPicBg({ img_url, pic_type: 'img_fix' }), /rectangles: needed with pic_type img_fix/],
    [client.getRmBgList({ page: 0, size: 10 }), /page: begins at 1/],
    [client.getRmBgList({ page: 1, size: 0 }), /size: begins at 1/],
    [client.rmPicBgWithUuid({ img_url }), /uuid: is missing: this call needs a uuid/],
  ];
  for (const [call, message] of cases)
    await expect(call).rejects.toMatchObject({ kind: 'bad-input', message: expect.stringMatching(message) });
  expect(requests).toEqual([]);
});

it.each<[LufffCredentials, RegExp]>([
  [{ customer_id: '123456789012', token: 't' }, /customer_id: is 12 characters long.* 11 at most/],
  [{ customer_id: '7', token: 't'.repeat(65) }, /token: is 65 characters long.* 64 at most/],
  [{ uuid: 'me' }, /customer_id: is missing: this call needs the customer_id and token/],
])('refuses credentials that cannot work', async (credentials, message) => {
  const { client, requests } = lufffAnswering([success({})], credentials);
  await expect(client.rmPicBg({ img_url })).rejects.toThrow(message);
  expect(requests).toEqual([]);
});

it('takes any type of answer, a status as text, and an answer without data where none is needed', async () => {
  const { client } = lufffAnswering([
    { body: '{"status":"0","msg":"","data":{"credit":"4"}}', headers: { 'content-type': 'text/html' } },
    json({ status: 0, msg: '' }),
    json({ status: 0, msg: '', data: null }),
  ]);
  expect(await credit(client, { phone: '1' })).toBe(4);
  expect(await client.sendSmsVcode({ phone: '1' })).toEqual({});
  expect(await oneAd(client)).toBeUndefined();
});

it('says what is missing in a success without data, and that it may have charged', async () => {
  const { client } = lufffAnswering([json({ status: 0, msg: '', data: null })]);
  await expect(client.rmPicBg({ img_url })).rejects.toMatchObject({
    kind: 'protocol',
    context: { hint: expect.stringContaining('may have charged') },
  });
});

it('passes the reason of a failure on, without secrets, and draws no conclusion from its number', async () => {
  const msg = `token ${account.token} is wrong`;
  for (const status of [2, '2', -1]) {
    const { client } = lufffAnswering([json({ status, msg })]);
    await expect(client.rmPicBg({ img_url })).rejects.toMatchObject({
      kind: 'refused',
      reason: 'token *** is wrong',
      context: { code: status, hint: expect.stringContaining('log in again') },
    });
  }
  const { client } = lufffAnswering([fixture('failure.sister-api')]);
  await expect(client.getOneAd({})).rejects.toMatchObject({
    reason: 'sign is invaild',
    context: { code: 4 },
  });
});

it('takes an answer that is not its envelope for trouble on the way', async () => {
  const page = { status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } };
  const { client } = lufffAnswering([page]);
  await expect(client.rmPicBg({ img_url })).rejects.toMatchObject({ kind: 'unavailable' });
  const list = lufffAnswering([json([])]).client;
  await expect(list.getOneAd({})).rejects.toMatchObject({ kind: 'protocol' });
});

it('never repeats what charges or works only once', async () => {
  for (const call of ['rmPicBg', 'sendSmsVcode', 'loginWithPhoneAndVcode'] as const) {
    const input = {
      rmPicBg: { img_url },
      sendSmsVcode: { phone: '1' },
      loginWithPhoneAndVcode: { phone: '1', vcode: '1234' },
    };
    const { client, requests } = lufffAnswering([reset()]);
    await expect(client[call](input[call] as never)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(requests).toHaveLength(1);
  }
  const { client, requests } = lufffAnswering([refused(), success({ rm_bg_pic_url: resultUrl })]);
  await client.rmPicBg({ img_url });
  expect(requests).toHaveLength(2);
});

const row = (id: number) => ({ id, customer_id: 100001, rmbg_img_url: resultUrl });
const page = (ids: number[], total_count?: number) =>
  success({ list: ids.map(row), page: 1, size: ids.length, total_count });

it('reads the whole history, whatever the answers say about their size', async () => {
  const { client, bodies } = lufffAnswering([page([5, 4], 5), page([4, 3], 5), page([2, 1], 5)]);
  const rows = await history(client, { pageSize: 2 });
  expect(rows.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
  expect(bodies()).toMatchObject([
    { page: 1, size: 2 },
    { page: 2, size: 2 },
    { page: 3, size: 2 },
  ]);
});

it('ends at an empty page, at a page without news and at the limit', async () => {
  const empty = lufffAnswering([page([2, 1], 9), page([], 9)]);
  expect(await history(empty.client)).toHaveLength(2);
  const same = lufffAnswering([page([2, 1])]);
  expect(await history(same.client)).toHaveLength(2);
  const limited = lufffAnswering([page([3, 2, 1], 3)]);
  expect(await history(limited.client, { limit: 2 })).toHaveLength(2);
  expect(limited.requests).toHaveLength(1);
});

it('sends rectangles as JSON in a text', async () => {
  const { client, bodies } = lufffAnswering([success({ rm_bg_pic_url: resultUrl })]);
  const rectangles = [{ height: 1, width: 2, x: 3, y: 4 }];
  await client.rmPicBg({ img_url, pic_type: 'img_fix', rectangles });
  expect(bodies()).toMatchObject([{ rectangles: '[{"height":1,"width":2,"x":3,"y":4}]' }]);
  const many = Array.from({ length: 8 }, () => ({ height: 100, width: 100, x: 100, y: 100 }));
  const call = client.rmPicBg({ img_url, pic_type: 'img_fix', rectangles: many });
  await expect(call).rejects.toThrow(/256 at most: give fewer rectangles/);
});

it('logs in with a uuid, an extension', async () => {
  const data = {
    id: 9,
    unikey: 'me',
    phone: null,
    credit: 20,
    invite_code: 'ABCD',
    created_at: null,
    token: 't',
  };
  const { client, bodies } = lufffAnswering([success(data)], { uuid: 'me' });
  expect(await loginWithUnikey(client)).toMatchObject({ credentials: { customer_id: '9' }, credit: 20 });
  expect(bodies()).toEqual([{ unikey: 'me' }]);
});

it('reads the lists of the extension', async () => {
  const row = { id: 1, customer_id: 7, credit: 2, remark: null, created_at: '2020-09-17 08:00:00' };
  const { client } = lufffAnswering([
    success({ list: [row], total_count: 1 }),
    success({ list: [{ id: 6, pic_url: '42', link_url: null }], total_count: 1 }),
  ]);
  expect(await signIns(client)).toEqual([{ id: 1, credit: 2, createdAt: '2020-09-17T08:00:00+08:00' }]);
  expect(await ads(client)).toEqual([{ id: 6, pictureUrl: '42' }]);
});
