import { Readable } from 'node:stream';
import { mockVendors, respond } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { listen } from '../helpers/callback-server.ts';
import { account, img_url, type Lufff, lufff, openPictures, phone } from '../helpers/lufff.ts';
import { jpeg } from '../helpers/pictures.ts';

const [param, badImage] = [1, 6];
const mockLufff = mockVendors.find(({ name }) => name === 'lufff');

const statusOf = async ({ ask }: Lufff, path: string, fields: object): Promise<number> =>
  (await ask(path, fields)).body.status;
const cutOut = ({ ask }: Lufff, url = img_url, more: object = {}) =>
  ask('rm_pic_bg', { ...account, img_url: url, ...more });

it.each<[string, object, object]>([
  ['send_sms_vcode', { phone: '1'.repeat(32) }, { phone: '1'.repeat(33) }],
  ['get_left_credit_by_phone', { phone }, { phone: '1'.repeat(33) }],
  ['login_with_phone_and_vcode', { phone, vcode: '1234' }, { phone: '1'.repeat(33), vcode: '1234' }],
  ['get_left_credit_by_unikey', { unikey: 'x'.repeat(128) }, { unikey: 'x'.repeat(129) }],
  [
    'rm_pic_bg',
    { ...account, img_url: `https://example.com/${'x'.repeat(108)}` },
    { ...account, img_url: `https://example.com/${'x'.repeat(109)}` },
  ],
])('takes of %s what is just short enough, and calls the rest a bad parameter', async (path, good, bad) => {
  expect(await statusOf(lufff(), path, good)).toBe(0);
  expect(await statusOf(lufff(), path, bad)).toBe(param);
});

it.each(['null', '1', '"phone"', '[{}]'])('calls it a bad parameter when the body is %s', async (body) => {
  expect((await lufff().post('get_one_ad/', body)).body).toMatchObject({ status: param });
});

const box = { height: 8, width: 8, x: 0, y: 0 };
const padded = (length: number) => JSON.stringify([box]).padEnd(length);

it.each([
  [JSON.stringify([box]), 0],
  [JSON.stringify([{ ...box, x: 1 }, box]), 0],
  [padded(256), 0],
  [padded(257), param],
  ['[]', param],
  ['{}', param],
  ['{', param],
  ['null', param],
  ['[null]', param],
  ['["x"]', param],
  [JSON.stringify(box), param],
  [JSON.stringify([box, { ...box, y: -1 }]), param],
  [JSON.stringify([{ height: 8, width: 8, x: 0 }]), param],
])('judges the rectangles %s', async (rectangles, status) => {
  const photo = `${await openPictures()}/photo.jpg`;
  expect((await cutOut(lufff(), photo, { pic_type: 'img_fix', rectangles })).body.status).toBe(status);
});

it.each([
  ['badParameter', 1, 'param error'],
  ['badToken', 2, 'token is invalid or expired'],
  ['noCredit', 3, 'credit is not enough'],
  ['badSignature', 4, 'sign is invaild'],
  ['badVcode', 5, 'vcode is wrong or expired'],
  ['badImage', 6, 'image can not be downloaded or decoded'],
  ['notFound', 7, 'user not found'],
  ['tooManySms', 8, 'sms is sent too often'],
  ['signedInAlready', 9, 'already signed in today'],
])('answers %s with %i', async (error, status, msg) => {
  const { world, ask } = lufff();
  world.faults.add({ vendor: 'lufff', effect: { error } });
  expect(await ask('get_one_ad')).toMatchObject({ status: 200, body: { status, msg } });
});

it('tells the journal what a cut-out cost and made', async () => {
  const mock = lufff();
  await cutOut(mock);
  const [{ reference } = { reference: '' }] = mock.world.ledger.entries;
  expect(mock.world.journal.entries).toMatchObject([
    { account: '100001', charged: 1, created: [reference], balance: { before: 5, after: 4 } },
  ]);
});

it('tells the ledger of a failure that it charged for', async () => {
  const mock = lufff({ chargeFailures: true });
  await cutOut(mock, 'http://10.0.0.1/cat.jpg');
  expect(mock.world.ledger.entries).toMatchObject([{ credits: 1, reference: 'failure' }]);
});

it('takes another SMS after exactly the time that is set', async () => {
  const mock = lufff({ smsIntervalS: 60 });
  const send = () => statusOf(mock, 'send_sms_vcode', { phone });
  expect(await send()).toBe(0);
  mock.clock.advance(59_999);
  expect(await send()).toBe(8);
  mock.clock.advance(1);
  expect(await send()).toBe(0);
});

it('says since when it knows an account, by the time of China', async () => {
  const { ask } = lufff();
  const { body } = await ask('login_with_phone_and_vcode', { phone, vcode: '1234' });
  expect(body.data).toMatchObject({ id: 100001, created_at: '2026-01-01 08:00:00', credit: 5 });
});

it('names each result after a moment of its own: the next for a good one, one of the past for a dead one', async () => {
  const mock = lufff();
  const now = mock.clock.now();
  const made = async (isDead: boolean) => {
    if (isDead) mock.world.faults.add({ vendor: 'lufff', effect: { result: 'dead' } });
    const url = (await cutOut(mock)).body.data.rm_bg_pic_url;
    const at = Number(/MKCV(\d+)\.png$/.exec(url)?.[1]);
    return [at - now, (await mock.get(url)).status];
  };
  const results = [];
  for (const isDead of [true, false, true, false]) results.push(await made(isDead));
  mock.clock.advance(1);
  results.push(await made(true));
  expect(results).toEqual([
    [-1, 404],
    [0, 200],
    [-1, 404],
    [1, 200],
    [-1, 404],
  ]);
});

it('serves the picture itself where there is no OSS beside it', async () => {
  const mock = lufff();
  const { rm_bg_pic_url } = (await cutOut(mock)).body.data;
  const { body } = await mock.get(rm_bg_pic_url);
  expect((await mock.get(rm_bg_pic_url.replace(':4012/', ':4014/'))).body.equals(body)).toBe(true);
});

it('names its bucket in the host where OSS is at its real address, and reads from there', async () => {
  const { world } = lufff();
  const ask = async (url: string) => {
    if (!mockLufff) throw new Error('there is no mock of Lufff');
    const body = Readable.from([Buffer.from(JSON.stringify({ ...account, img_url: url }))]);
    const origins = { lufff: 'https://lufff.test', 'aliyun-oss': 'https://oss-cn-hangzhou.aliyuncs.com' };
    const asked = { method: 'POST', url: '/make_pic/api/rm_pic_bg/', headers: {}, body, origins };
    return JSON.parse((await respond(world, mockLufff, asked)).body as string);
  };
  const { rm_bg_pic_url } = (await ask(img_url)).data;
  expect(rm_bg_pic_url).toMatch(/^http:\/\/make-cv\.oss-cn-hangzhou\.aliyuncs\.com\/MKCV\d{13}\.png$/);
  expect(await ask(rm_bg_pic_url)).toMatchObject({ status: 0 });
  expect(await ask(rm_bg_pic_url.replace('MKCV', 'MKCV1'))).toMatchObject({ status: badImage });
});

it('follows three redirects, and no fourth', async () => {
  const server = await openPictures();
  expect((await cutOut(lufff(), `${server}/to?/to?/to?/photo.jpg`)).body.status).toBe(0);
  expect((await cutOut(lufff(), `${server}/to?/to?/to?/to?/photo.jpg`)).body.status).toBe(badImage);
});

it.each([
  [200, badImage],
  [201, badImage],
  [299, badImage],
  [300, 0],
  [399, 0],
  [400, badImage],
])('goes where an answer with HTTP %i leads only if that is a redirect', async (status, expected) => {
  const location = `${await openPictures()}/photo.jpg`;
  const { url } = await listen({ status, body: 'no picture', location });
  expect((await cutOut(lufff(), url)).body.status).toBe(expected);
});

it('takes a picture that is exactly as large as allowed', async () => {
  const photo = `${await openPictures()}/photo.jpg`;
  expect((await cutOut(lufff({ maxImageBytes: jpeg.size }), photo)).body.status).toBe(0);
  expect((await cutOut(lufff({ maxImageBytes: jpeg.size - 1 }), photo)).body.status).toBe(badImage);
});

it('has accounts of its own in each world, the same in each run', () => {
  expect(mockLufff?.demoCredentials('other')).toEqual([
    {
      phone: '13947410881',
      vcode: '1234',
      customer_id: '100001',
      token: '5d0c7a7e-6b1f-4c53-9a0e-2f8b47410881',
    },
    { uuid: 'demo-device-0001-other' },
  ]);
});
