import { expect, it } from 'vitest';
import { fangtang, tokenOf } from '../helpers/fangtang.ts';

const refused = { code: 9000, errno: 9999, msg: '请求参数token不合法' };
const accepted = { code: 200, data: { code: 'hiliad', nums: 98 } };

it.each([
  [0, accepted],
  [120, accepted],
  [121, refused],
  [-120, accepted],
  [-121, refused],
])('judges a token that is %i seconds old', async (age, body) => {
  expect((await fangtang().ask('company/nums', {}, { age })).body).toEqual(body);
});

it('takes the lengths of its windows from its settings', async () => {
  const strict = fangtang({}, { tokenWindowS: 30, futureWindowS: 0 });
  expect((await strict.ask('company/nums', {}, { age: 30 })).body).toEqual(accepted);
  expect((await strict.ask('company/nums', {}, { age: 31 })).body).toEqual(refused);
  expect((await strict.ask('company/nums', {}, { age: -1 })).body).toEqual(refused);
});

const now = 1767225600;
const digest = tokenOf('hiliad', now).slice(0, 32);

it.each([
  ['empty', ''],
  ['without a comma', `${digest}${now}`],
  ['with a blank after the comma', `${digest}, ${now}`],
  ['without its time', `${digest},`],
  ['with a time that is no number', `${digest},yesterday1`],
  ['with a time in milliseconds', tokenOf('hiliad', now * 1000)],
  ['with a time of eleven digits', tokenOf('hiliad', `0${now}`)],
  ['with its digest in upper case', `${digest.toUpperCase()},${now}`],
  ['of another time', tokenOf('hiliad', now - 1).replace(/\d{10}$/, String(now))],
  ['of another secret', tokenOf('hili', now)],
  ['with its parts the other way round', `${now},${digest}`],
])('refuses a token %s', async (_, token) => {
  expect((await fangtang().ask('company/nums', {}, { token })).body).toEqual(refused);
});

it('refuses a request that has no token', async () => {
  const { send } = fangtang();
  const body = new URLSearchParams({ third_code: 'hiliad' });
  const answer = await send(
    new Request('http://fangtang.test/api/third/company/nums', { method: 'POST', body }),
  );
  expect(answer.body).toEqual(refused);
});

it('takes an upper-case digest only where it is lenient', async () => {
  const token = tokenOf('hiliad', now).toUpperCase();
  const answer = await fangtang({}, { lenientToken: true }).ask('company/nums', {}, { token });
  expect(answer.body).toEqual(accepted);
});

it('takes the same token again within its time, and then no more', async () => {
  const { ask, clock } = fangtang();
  const token = tokenOf('hiliad', now);
  expect((await ask('company/nums', {}, { token })).body).toEqual(accepted);
  clock.advance(120_000);
  expect((await ask('company/nums', {}, { token })).body).toEqual(accepted);
  clock.advance(1_000);
  expect((await ask('company/nums', {}, { token })).body).toEqual(refused);
});

it('refuses an unknown third_code, and misses one that is not there', async () => {
  const { ask } = fangtang();
  expect((await ask('company/nums', { third_code: 'nobody' })).body).toEqual(refused);
  expect((await ask('company/nums', { third_code: '' })).body).toMatchObject({ errno: 9001 });
  expect((await ask('company/nums', { third_code: undefined })).body).toMatchObject({ errno: 9001 });
});

it('answers company/nums without a digest where it does not check it there', async () => {
  const { ask } = fangtang({}, { checkTokenOnNums: false });
  expect((await ask('company/nums', {}, { token: 'none' })).body).toEqual(accepted);
  const unknown = await ask('company/nums', { third_code: 'nobody' }, { token: 'none' });
  expect(unknown.body).toEqual({ code: 9000, errno: 9002, msg: '数据未找到' });
  expect((await ask('status', { mdf: '1', platform: 'pc' }, { token: 'none' })).body).toEqual(refused);
});

it('tells the time of its own clock, so that a client can find its own wrong', async () => {
  const { ask, clock } = fangtang();
  clock.advance(3_600_000);
  const { headers } = await ask('company/nums', {}, { age: 300 });
  expect(headers.date).toBe('Thu, 01 Jan 2026 01:00:00 GMT');
});
