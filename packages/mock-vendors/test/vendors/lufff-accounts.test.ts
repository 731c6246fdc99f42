import { mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { account, img_url, type Lufff, lufff, phone } from '../helpers/lufff.ts';

const fresh = '13900139000';
const [param, token, , vcode, , missing, sms, signedIn] = [1, 2, 3, 5, 6, 7, 8, 9];

const login = ({ ask }: Lufff, code = '1234') =>
  ask('login_with_phone_and_vcode', { phone: fresh, vcode: code });

it('creates an account with 5 credits at the first login, and knows it at the next', async () => {
  const mock = lufff();
  for (const id of [100002, 100002]) {
    await mock.ask('send_sms_vcode', { phone: fresh });
    expect((await login(mock)).body).toMatchObject({ status: 0, data: { id, phone: fresh, credit: 5 } });
  }
});

it('takes a code once, for its phone number only, and for five minutes', async () => {
  const mock = lufff();
  expect((await login(mock)).body.status).toBe(vcode);
  await mock.ask('send_sms_vcode', { phone: fresh });
  expect((await login(mock, '1235')).body.status).toBe(vcode);
  expect((await login(mock, '123')).body.status).toBe(vcode);
  expect((await login(mock)).body.status).toBe(0);
  expect((await login(mock)).body.status).toBe(vcode);
  await mock.ask('send_sms_vcode', { phone: fresh });
  mock.clock.advance(300_001);
  expect((await login(mock)).body.status).toBe(vcode);
  await mock.ask('send_sms_vcode', { phone: fresh });
  mock.clock.advance(300_000);
  expect((await login(mock)).body.status).toBe(0);
});

it('numbers the days on which an account signed in, and tells its ledger', async () => {
  const mock = lufff();
  for (let day = 0; day < 2; day++) {
    expect((await mock.ask('customer_sign_in', account)).body.status).toBe(0);
    mock.clock.advance(86_400_000);
  }
  const { list } = (await mock.ask('get_customer_sign_in_list', account)).body.data;
  expect(list.map(({ id }: { id: number }) => id).sort()).toEqual([1, 2]);
  expect(mock.world.ledger.entries).toMatchObject([
    { vendor: 'lufff', endpoint: 'customerSignIn', credits: -1, reference: '1' },
    { vendor: 'lufff', endpoint: 'customerSignIn', credits: -1, reference: '2' },
  ]);
});

it('shows the codes to those who test, and makes up different ones if it is told to', async () => {
  const { world, ask } = lufff({ vcode: '' });
  await ask('send_sms_vcode', { phone: fresh });
  const notices = mockVendors.find(({ name }) => name === 'lufff')?.notices?.(world) ?? [];
  const text = notices.find(({ to }) => to === fresh)?.text ?? '';
  const [code = ''] = /\d{4}/.exec(text) ?? [];
  expect(code).not.toBe('1234');
  expect((await ask('login_with_phone_and_vcode', { phone: fresh, vcode: code })).body.status).toBe(0);
});

it('limits SMS if it is told to', async () => {
  const { ask, clock } = lufff({ smsIntervalS: 60 });
  const send = async () => (await ask('send_sms_vcode', { phone: fresh })).body.status;
  expect([await send(), await send()]).toEqual([0, sms]);
  clock.advance(60_000);
  expect(await send()).toBe(0);
});

it('refuses a wrong token, a token of somebody else and an old one', async () => {
  const mock = lufff({ tokenLifetimeS: 60 });
  await mock.ask('send_sms_vcode', { phone: fresh });
  const { id, token: own } = (await login(mock)).body.data;
  const status = async (customer_id: unknown, its: string) =>
    (await mock.ask('get_rm_bg_list', { customer_id, token: its, page: 1, size: 1 })).body.status;
  expect(await status(String(id), own)).toBe(0);
  expect(await status(id, own)).toBe(0);
  expect(await status('100001', own)).toBe(token);
  expect(await status('100001', 'wrong')).toBe(token);
  expect(await status('999999', own)).toBe(token);
  mock.clock.advance(60_000);
  expect(await status(String(id), own)).toBe(token);
});

it('tells the credits of a phone number to anybody, and of nobody it knows not', async () => {
  const { ask } = lufff();
  expect((await ask('get_left_credit_by_phone', { phone })).body).toMatchObject({ data: { credit: 5 } });
  expect((await ask('get_left_credit_by_phone', { phone: fresh })).body.status).toBe(missing);
});

it('opens an account for each new uuid, by either name, unless it is told not to', async () => {
  const { ask } = lufff();
  await ask('rm_pic_bg_with_uuid', { uuid: 'me', img_url });
  await ask('rm_pic_bg_with_unikey', { unikey: 'me', img_url });
  const credit = async (unikey: string) =>
    (await ask('get_left_credit_by_unikey', { unikey })).body.data.credit;
  expect([await credit('me'), await credit('you')]).toEqual([3, 5]);
  const strict = lufff({ autoCreateUuid: false });
  expect((await strict.ask('rm_pic_bg_with_uuid', { uuid: 'me', img_url })).body.status).toBe(missing);
});

it('signs an account in once a day, by the time of China', async () => {
  const { ask, clock, world } = lufff();
  const signIn = async () => (await ask('customer_sign_in', account)).body;
  expect(await signIn()).toMatchObject({ data: { credit: 6 } });
  expect((await signIn()).status).toBe(signedIn);
  // From 02:30 to midnight.
  clock.advance(21.5 * 3_600_000);
  expect(await signIn()).toMatchObject({ data: { credit: 7 } });
  expect((await ask('get_customer_sign_in_list', account)).body.data).toMatchObject({ total_count: 2 });
  expect(world.ledger.cost()).toBe(-2);
});

it.each<[string, object]>([
  ['send_sms_vcode', {}],
  ['send_sms_vcode', { phone: '' }],
  ['send_sms_vcode', { phone: '1'.repeat(33) }],
  ['send_sms_vcode', { phone: 13800138000 }],
  ['login_with_phone_and_vcode', { phone, vcode: '12345' }],
  ['login_with_phone_and_vcode', { phone }],
  ['rm_pic_bg', { ...account, token: 'x'.repeat(65), img_url }],
  ['rm_pic_bg', { ...account, customer_id: '123456789012', img_url }],
  ['rm_pic_bg', { ...account, img_url: `https://example.com/${'x'.repeat(109)}` }],
  ['rm_pic_bg', { ...account, img_url: 'cat.jpg' }],
  ['rm_pic_bg', { ...account, img_url, pic_type: 'magic' }],
  ['rm_pic_bg', { ...account, img_url, pic_type: 'img_fix' }],
  ['rm_pic_bg', { ...account, img_url, pic_type: 'img_fix', rectangles: '[{"x":1}]' }],
  ['rm_pic_bg_with_uuid', { uuid: 'x'.repeat(129), img_url }],
  ['rm_pic_bg_with_uuid', { img_url }],
  ['get_rm_bg_list', { ...account, page: 0, size: 1 }],
  ['get_rm_bg_list', { ...account, page: 1, size: 0 }],
  ['get_rm_bg_list', { ...account, page: 1 }],
])('calls it a bad parameter: %s %j', async (path, fields) => {
  const { ask, world } = lufff();
  const { status, body } = await ask(path, fields);
  expect({ status, body }).toEqual({
    status: 200,
    body: { status: param, msg: expect.stringMatching(/^param error: /) },
  });
  expect(world.journal.entries).toMatchObject([{ error: 'badParameter' }]);
});

it.each(['', '[]', '{', 'phone=1'])('calls it a bad parameter when the body is %j', async (body) => {
  expect((await lufff().post('send_sms_vcode/', body)).body.status).toBe(param);
});

it('keeps secrets out of the journal', async () => {
  const { ask, world } = lufff();
  await ask('rm_pic_bg', { ...account, img_url });
  await ask('login_with_phone_and_vcode', { phone, vcode: '1234' });
  await ask('rm_pic_bg_with_uuid', { uuid: 'demo-device-0001', img_url });
  const journal = JSON.stringify(world.journal.entries);
  for (const secret of [account.token, '"1234"', 'demo-device-0001']) expect(journal).not.toContain(secret);
});

it('wants the slash at the end of a path, unless it is told not to', async () => {
  const strict = await lufff().post('get_one_ad', '{}');
  expect(strict).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } });
  expect((await lufff({ strictSlash: false }).post('get_one_ad', '{}')).body.status).toBe(0);
});

it('answers with any content type and any HTTP status that it is told to', async () => {
  const { ask } = lufff({ contentType: 'text/plain', failureHttpStatus: 400 });
  expect(await ask('get_one_ad')).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
  expect(await ask('send_sms_vcode')).toMatchObject({ status: 400, body: { status: param } });
});

it('serves no more than the manual of 2020-08-27 and the unikey path if it is told to', async () => {
  const { ask } = lufff({ extension: false });
  for (const path of [
    'login_with_unikey',
    'get_ad_list',
    'customer_sign_in',
    'certificate_photo_with_unikey',
  ])
    expect((await ask(path, account)).status).toBe(404);
  // An API that does not know a parameter ignores it.
  expect((await ask('rm_pic_bg', { ...account, img_url, pic_type: 'magic' })).body.status).toBe(0);
  expect((await ask('rm_pic_bg_with_unikey', { unikey: 'me', img_url })).body.status).toBe(0);
});
