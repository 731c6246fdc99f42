import { mockVendors, presets, type World } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { type Fangtang, fangtang } from './helpers/fangtang.ts';
import { lufff } from './helpers/lufff.ts';
import { jpeg } from './helpers/pictures.ts';
import { picwish } from './helpers/picwish.ts';
import { plainOss } from './helpers/plain-oss.ts';

const noCredits = { error: 'noCredits' } as const;
const errorsIn = ({ journal }: World) => journal.entries.map(({ error }) => error ?? 'none');
const nums = ({ ask }: Fangtang, third_code = 'hiliad') => ask('company/nums', { third_code });

it('applies a fault to the n-th matching call, and as often as it says', async () => {
  const mock = fangtang();
  mock.world.faults.add({ vendor: 'fangtang', endpoint: 'nums', nth: 3, times: 2, effect: noCredits });
  for (let n = 1; n <= 6; n++) await nums(mock);
  expect(errorsIn(mock.world)).toEqual(['none', 'none', 'noCredits', 'noCredits', 'none', 'none']);
});

it('applies a fault to the calls of one account', async () => {
  const mock = fangtang();
  mock.world.faults.add({ vendor: 'fangtang', account: 'hili-download', effect: noCredits });
  for (const name of ['hiliad', 'hili-download']) await nums(mock, name);
  expect(errorsIn(mock.world)).toEqual(['none', 'noCredits']);
});

it.each([
  ['picwish', async ({ credits }: ReturnType<typeof picwish>) => credits('mock-picwish-poor-key')],
] as const)('knows the accounts of %s by the names in the journal', async (vendor, call) => {
  const mock = picwish();
  mock.world.faults.add({ vendor, account: 'poor', effect: { error: 'internal' } });
  await mock.credits();
  await call(mock);
  expect(errorsIn(mock.world)).toEqual(['none', 'internal']);
});

it('knows the accounts of Lufff and of OSS', async () => {
  const mock = lufff();
  await mock.ask('get_left_credit_by_unikey', { unikey: 'a-device' });
  const account = mock.world.journal.entries.at(-1)?.account ?? '';
  mock.world.faults.add({ vendor: 'lufff', account, effect: { error: 'noCredit' } });
  for (const unikey of ['another', 'a-device']) await mock.ask('get_left_credit_by_unikey', { unikey });
  expect(errorsIn(mock.world)).toEqual(['none', 'none', 'noCredit']);

  const oss = plainOss();
  oss.world.faults.add({ vendor: 'aliyun-oss', account: 'mock-oss-key', effect: { error: 'accessDenied' } });
  await oss.ask({ method: 'PUT', body: 'x' });
  expect(errorsIn(oss.world)).toEqual(['accessDenied']);
});

it('looks at the fields of a form, and leaves the file in it whole', async () => {
  const mock = fangtang();
  const [vendor, times] = ['fangtang', 9];
  mock.world.faults.add({
    vendor,
    times,
    fields: { seq: 'colour', platform: 'pc' },
    effect: { error: 'internal' },
  });
  for (const seq of ['repair', 'colour']) await mock.ask('uploads', { seq, platform: 'pc', file: jpeg });
  await mock.ask('uploads', { seq: 'colour', platform: 'h5', file: jpeg });
  expect(errorsIn(mock.world)).toEqual(['none', 'internal', 'none']);
  expect(mock.world.journal.entries.at(-1)?.fields).toMatchObject({ file: [{ size: jpeg.size }] });
});

it('looks at the path, the query, a JSON body and the key of an object', async () => {
  const mock = picwish();
  mock.world.faults.add({ vendor: 'picwish', fields: { task_id: 'this' }, effect: { error: 'internal' } });
  for (const id of ['other', 'this']) await mock.read('visual/scale', id);
  expect(errorsIn(mock.world)).toEqual(['unknownTask', 'internal']);

  const json = lufff();
  json.world.faults.add({
    vendor: 'lufff',
    fields: { phone: '13900139000' },
    effect: { error: 'tooManySms' },
  });
  for (const phone of ['13800138000', '13900139000']) await json.ask('send_sms_vcode', { phone });
  expect(errorsIn(json.world)).toEqual(['none', 'tooManySms']);

  const oss = plainOss();
  oss.world.faults.add({ vendor: 'aliyun-oss', fields: { key: 'b' }, effect: { error: 'accessDenied' } });
  for (const key of ['a', 'b']) await oss.ask({ method: 'PUT', path: `/mock-bucket/${key}`, body: 'x' });
  expect(errorsIn(oss.world)).toEqual(['none', 'accessDenied']);
});

it('stops at a time on the clock, or after a while', async () => {
  for (const until of [5_000, '2026-01-01T00:00:05Z']) {
    const mock = fangtang();
    mock.world.faults.add({ vendor: 'fangtang', until, effect: noCredits });
    for (let n = 1; n <= 3; n++) {
      await nums(mock);
      mock.clock.advance(2_500);
    }
    expect(errorsIn(mock.world)).toEqual(['noCredits', 'noCredits', 'none']);
  }
});

it('rolls dice that the seed decides', async () => {
  const rolled = async (seed: string) => {
    const mock = fangtang({ seed });
    mock.world.faults.add({ vendor: 'fangtang', probability: 0.5, effect: noCredits });
    for (let n = 1; n <= 40; n++) await nums(mock);
    return errorsIn(mock.world);
  };
  const first = await rolled('one');
  expect(await rolled('one')).toEqual(first);
  expect(await rolled('two')).not.toEqual(first);
  const applied = first.filter((error) => error === 'noCredits').length;
  expect(applied).toBeGreaterThan(10);
  expect(applied).toBeLessThan(30);
});

it('applies a fault once, however many calls come at the same time', async () => {
  const mock = fangtang();
  const fields = { seq: 'repair' };
  mock.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', fields, effect: noCredits });
  const upload = { ...fields, platform: 'pc', file: jpeg };
  await Promise.all(Array.from({ length: 10 }, () => mock.ask('uploads', upload)));
  expect(errorsIn(mock.world).filter((error) => error === 'noCredits')).toHaveLength(1);
});

it('gives the tasks of a call to the fault of that call, whatever else goes on', async () => {
  const mock = fangtang();
  mock.world.faults.add({ vendor: 'fangtang', fields: { seq: 'colour' }, effect: { task: 'failed' } });
  const uploads = ['repair', 'colour', 'sr'].map((seq) =>
    mock.ask('uploads', { seq, platform: 'pc', file: jpeg }),
  );
  const ids = (await Promise.all(uploads)).map(({ body }) => body.data.mdf[0]);
  expect(ids.map((id) => mock.world.tasks.get(id)?.fate)).toEqual(['done', 'failed', 'done']);
});

it('waits for a call that starts a task, or calls back, where the fault is for these', async () => {
  const mock = fangtang();
  const { faults, tasks, journal } = mock.world;
  faults.add({ vendor: 'fangtang', effect: { task: 'failed' } });
  await nums(mock);
  await mock.ask('uploads', { seq: 'bg', platform: 'pc', file: jpeg });
  expect(() => faults.expectFired()).toThrow('1 of 1 faults were not applied');
  const files = { seq: 'repair', platform: 'pc', file: [jpeg, jpeg] };
  for (const _ of [1, 2]) await mock.ask('uploads', files);
  expect([...tasks.state.values()].map(({ fate }) => fate)).toEqual(['failed', 'failed', 'done', 'done']);
  expect(journal.entries.map(({ fault }) => fault)).toEqual([
    ...[undefined, undefined],
    ...[{ task: 'failed' }, undefined],
  ]);

  const oss = plainOss();
  oss.world.faults.add({ vendor: 'aliyun-oss', effect: { callback: 'lost' } });
  await oss.ask({ method: 'PUT', body: 'x' });
  expect(oss.world.faults.unfired).toHaveLength(1);

  const refusing = picwish();
  refusing.world.faults.add({ vendor: 'picwish', effect: { callback: 'lost' } });
  const asked = { image_file: jpeg, callback_url: 'http://127.0.0.1:1/' };
  await refusing.create('visual/scale', asked, 'mock-picwish-poor-key');
  expect(refusing.world.faults.unfired).toHaveLength(1);
});

it('applies faults to a call and to the task that it starts', async () => {
  const mock = fangtang();
  mock.world.faults.add(
    { vendor: 'fangtang', times: 9, effect: { damage: { body: 'half' } } },
    { vendor: 'fangtang', effect: { task: 'never' } },
  );
  await mock.ask('uploads', { seq: 'repair', platform: 'pc', file: jpeg }).catch(() => undefined);
  expect([...mock.world.tasks.state.values()]).toMatchObject([{ fate: 'never' }]);
});

it('fails a test on request, and names what was not applied', async () => {
  const mock = fangtang();
  const { faults } = mock.world;
  faults.expectFired();
  faults.add({ vendor: 'fangtang', endpoint: 'nums', effect: noCredits });
  faults.add({ vendor: 'fangtang', endpoint: 'status', times: 2, effect: { error: 'internal' } });
  faults.add({ vendor: 'fangtang', probability: 0, effect: { error: 'badToken' } });
  await nums(mock);
  expect(() => faults.expectFired()).toThrow(/^2 of 3 faults were not applied:\n.*"status".*\n.*"badToken"/);
});

it.each([
  [{ nth: 0 }, /nth is 0: give a whole number from 1/],
  [{ times: 1.5 }, /times is 1.5/],
  [{ until: 'tomorrow' }, /until is tomorrow: give a time such as/],
  [{ probability: 2 }, /probability is 2: give a number from 0 to 1/],
  [
    { effect: { response: { status: 200, body: '', headers: { 'a b': '1' } } } },
    /response.headers: .*\["a b"\]/,
  ],
  [{ effect: { response: { status: 200, body: '', headers: { a: '1\n' } } } }, /response.headers: .*\["a"\]/],
  [
    { effect: { response: { status: 200, body: '', headers: { 'Content-Length': '9' } } } },
    /response.headers: Content-Length comes by itself: give damage.lengthOff/,
  ],
  [{ effect: { damage: { contentType: 'a\n' } } }, /damage.contentType: .*content-type/],
])('refuses %j', (wrong, message) => {
  const { faults } = fangtang().world;
  expect(() => faults.add({ vendor: 'fangtang', effect: noCredits, ...wrong })).toThrow(message);
  expect(faults.state).toEqual([]);
});

it.each(mockVendors)('has presets for $name', (mock) => {
  const { faults } = fangtang().world;
  for (const name of ['bad-day', 'rate-limited'] as const)
    expect(() => faults.add(...presets[name](mock))).not.toThrow();
  const uploads = () => presets['flaky-upload'](mock).map(({ endpoint }) => endpoint);
  if (['picwish-web', 'lufff'].includes(mock.name)) expect(uploads).toThrow('use the preset on aliyun-oss');
  else expect(uploads()).not.toContain('status');
});

it('refuses everything for ten seconds where it is rate limited', async () => {
  const mock = picwish();
  mock.world.faults.add(...presets['rate-limited'](mockVendors[0] as (typeof mockVendors)[0]));
  expect(await mock.credits()).toMatchObject({ status: 429, headers: { 'retry-after': expect.any(String) } });
  mock.clock.advance(10_000);
  expect(await mock.credits()).toMatchObject({ status: 200 });
});
