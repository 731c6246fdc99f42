import { har, mockVendors } from '@api-repack/mock-vendors';
import { describe, expect, it } from 'vitest';
import { mask } from '../src/world/mask.ts';
import { fangtang } from './helpers/fangtang.ts';
import { account, img_url, lufff } from './helpers/lufff.ts';
import { jpeg } from './helpers/pictures.ts';
import { picwish } from './helpers/picwish.ts';
import { plainOss } from './helpers/plain-oss.ts';

it('tells what a call was, where, and what it changed', async () => {
  const { world, ask } = fangtang({ name: 'blue' });
  const { body } = await ask('uploads', {
    third_code: 'hiliad-blue',
    seq: 'repair',
    platform: 'pc',
    file: jpeg,
  });
  expect(world.journal.entries).toEqual([
    {
      ...{ n: 1, world: 'blue', vendor: 'fangtang', endpoint: 'uploads', account: 'hiliad-blue' },
      ...{ method: 'POST', origin: 'http://fangtang.test', url: '/api/third/uploads' },
      ...{ at: world.clock.now(), endedAt: world.clock.now(), responseNumber: 1, status: 200 },
      ...{ contentType: 'application/json; charset=utf-8', size: JSON.stringify(body).length },
      ...{ created: body.data.mdf, charged: 1, balance: { before: 98, after: 97 } },
      fields: {
        ...{ third_code: 'hiliad-blue', seq: 'repair', platform: 'pc' },
        file: [{ name: 'photo.jpg', size: jpeg.size, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    },
  ]);
  expect([world.cost(), world.cost({ vendor: 'fangtang' }), world.cost({ account: 'other' })]).toEqual([
    1, 1, 0,
  ]);
});

it('tells what was asked also of calls that a fault answers, and of those that nothing is there for', async () => {
  const { world, ask } = fangtang();
  const effects = [{ error: 'internal' }, { response: { status: 502, body: '' } }];
  for (const effect of effects) world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect });
  const fields = { seq: 'repair', platform: 'pc', file: jpeg };
  for (const path of ['uploads', 'uploads', 'upload']) await ask(path, fields);
  const file = [{ name: 'photo.jpg', size: jpeg.size, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }];
  for (const entry of world.journal.entries)
    expect(entry).toMatchObject({ account: 'hiliad', fields: { ...fields, file } });

  const oss = plainOss();
  oss.world.faults.add({ vendor: 'aliyun-oss', effect: { error: 'accessDenied' } });
  for (const _ of [1, 2]) await oss.ask({ keys: { accessKeyId: 'nobody', accessKeySecret: 'secret' } });
  for (const { fields } of oss.world.journal.entries)
    expect(fields).toEqual({ bucket: 'mock-bucket', key: 'a' });
});

it('tells of requests to OSS that nothing here is for', async () => {
  const { world, send, ask } = plainOss();
  await send({ method: 'PATCH' });
  await ask({ path: '/mock-bucket/a?asyncFetch' });
  expect(world.journal.entries).toMatchObject([
    { nearest: { endpoint: 'putObject', differs: ['method: PATCH'] } },
    { nearest: { endpoint: 'getObject', differs: ['query: asyncFetch is too much'] } },
  ]);
});

it('has what is in the path and the query among the fields', async () => {
  const mock = picwish();
  await mock.read('visual/scale', 'one');
  await mock.get('http://picwish.test/api/tasks/visual/scale/two?noise=1&api_key=hidden');
  await mock.create('visual/scale', { image_file: jpeg });
  expect(mock.world.journal.entries.map(({ fields }) => fields)).toEqual([
    { task_id: 'one' },
    { task_id: 'two', noise: '1', api_key: '***' },
    { image_file: [expect.objectContaining({ size: jpeg.size })] },
  ]);
  const [get, , post] = (har(mock.world.journal.entries, '1') as Har).log.entries;
  expect([get?.request.postData, post?.request.postData?.mimeType]).toEqual([undefined, 'application/json']);
});

it('answers for itself when the mock has failed, and tells of the call', async () => {
  const mock = fangtang();
  const effect = { error: 'nothing of the kind' };
  mock.world.faults.add({ vendor: 'fangtang', effect });
  const error = expect.stringMatching(/^mock-vendors has failed: fangtang has no documented error nothing/);
  expect(await mock.ask('company/nums', {})).toMatchObject({ status: 500, body: { error } });
  expect(mock.world.journal.entries).toMatchObject([{ status: 500, fault: effect }]);
});

it('keeps the balances of every vendor that charges', async () => {
  const one = picwish();
  await one.create('visual/scale', { image_file: jpeg });
  const { balance, charged = 0 } = one.world.journal.entries[0] ?? {};
  expect(balance).toEqual({ before: 500, after: 500 - charged });
  const other = lufff();
  await other.ask('rm_pic_bg', { ...account, img_url });
  expect(other.world.journal.entries[0]).toMatchObject({ charged: 1, balance: { before: 5, after: 4 } });
});

it('tells which objects were removed', async () => {
  const { world, ask } = plainOss();
  await ask({ method: 'PUT', body: 'x' });
  for (const _ of [1, 2]) await ask({ method: 'DELETE' });
  expect(world.journal.entries.map(({ removed }) => removed)).toEqual([
    undefined,
    ['mock-bucket/a'],
    undefined,
  ]);
});

interface Har {
  readonly log: {
    readonly entries: readonly { readonly request: { readonly postData?: { readonly mimeType: string } } }[];
  };
}

const realId = 'LTAI5tInventedKeyId00000';
const realKey = 'wxinvented0key000';

it('never holds a secret, wherever it stands', async () => {
  const one = picwish({ guests: true });
  const secrets = [
    'secret-pass',
    '13912345678',
    realId,
    'v2,10001,482,abc',
    'CAISinvented',
    'c2lnbmF0dXJl',
    'hidden',
  ];
  await one.web('POST', '/base/passport/v2/login/telephone', {
    telephone: '13912345678',
    password: 'secret-pass',
  });
  await one.create('visual/scale', { image_url: `http://a.invalid/?OSSAccessKeyId=${realId}` });
  const other = lufff();
  await other.ask('rm_pic_bg', { customer_id: '100001', token: 'v2,10001,482,abc', img_url });
  for (const signed of ['http://me:hidden@a.invalid/', 'http://a.invalid/?Expires=1&Signature=hidden'])
    await other.ask('rm_pic_bg', { ...account, img_url: signed, nested: [{ api_key: 'hidden' }] });
  const oss = plainOss();
  await oss.send({
    path: `/mock-bucket/a?OSSAccessKeyId=${realId}&Signature=c2lnbmF0dXJl&security-token=CAISinvented&Expires=1`,
  });
  await oss.send({ path: `/mock-bucket/${realId}` });
  for (const { world } of [one, other, oss]) {
    const told = JSON.stringify(world.journal.entries);
    for (const secret of secrets) expect(told).not.toContain(secret);
  }
});

describe('masks a secret', () => {
  const told = (fields: Readonly<Record<string, unknown>>) => JSON.stringify(mask(fields));
  const secret = 'päss/wörd "7"?';
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    [
      'in lower-case percent-encoding',
      encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    ],
    ['JSON-escaped', JSON.stringify({ note: secret })],
    ['in base64', base64(secret)],
    ['in base64 after a name', base64(`me:${secret}`)],
    ['in base64 in the middle', base64(`note=${secret}!`)],
  ])('%s in a field beside the one that holds it', (_, note) => {
    const masked = mask({ password: secret, note: `see ${note}.` });
    expect(masked.note).toContain('***');
    expect(String(masked.note)).not.toContain(note);
  });

  it.each([
    ['an encoded field name', { 'api%5Fkey': 'hidden-1' }],
    ['an encoded name in a URL', { image_url: 'http://a.invalid/?x=1&%74oken=hidden-1' }],
    [
      'a URL in a URL',
      { image_url: `http://a.invalid/?to=${encodeURIComponent('http://b/?token=hidden-1')}` },
    ],
    ['a bearer token', { note: 'Authorization: Bearer hidden-1' }],
    ['JSON in a text', { note: '{"user":"a","apiKey":"hidden-1"}' }],
  ])('behind %s', (_, fields) => {
    expect(told(fields)).not.toContain('hidden-1');
  });

  it.each(['13912345678', '+8613912345678', '+86 13912345678', 'call 13912345678, please'])(
    'that is a telephone number: %s',
    (note) => {
      expect(told({ note })).not.toContain('13912345678');
    },
  );

  it('of the headers in the URL and the fields', async () => {
    const { create, send, world } = picwish();
    await create('visual/scale', {
      image_url: 'http://a.invalid/mock-picwish-key.png',
      note: base64('mock-picwish-key'),
    });
    const url = 'http://picwish.test/api/tasks/visual/scale/mock-picwish-key';
    await send(new Request(url, { headers: { 'x-api-key': 'mock-picwish-key' } }));
    expect(JSON.stringify(world.journal.entries)).not.toMatch(/mock-picwish-key|bW9jay1waWN3aXNo/);
  });

  it('and leaves ordinary values as they are', () => {
    const fields = {
      mdf: 'a13912345678bcdef0123456789abcde',
      at: 1_700_000_000_000,
      time: '1700000000000',
      name: '50% off.png',
      image_url: 'https://example.com/a%20b.png?size=10&x=%E4%B8%AD',
      rectangles: '[{"x":1,"y":2,"width":3,"height":4}]',
    };
    expect(mask(fields)).toEqual(fields);
  });
});

it('refuses keys that look real with a hint, unless it is told to look at them', async () => {
  const keys = { accessKeyId: realId, accessKeySecret: 'invented' };
  const hint = /looks like a real key of .*--allow-real-keys/;
  const oss = plainOss();
  const refused = await oss.ask({ keys });
  expect(refused).toMatchObject({ status: 403, body: expect.stringMatching(hint) });
  expect(refused.body).not.toContain(realId);
  expect((await oss.ask({ keys: { ...keys, accessKeyId: 'STS.NTInventedInvented00' } })).body).toMatch(hint);
  expect((await oss.ask({ keys: { ...keys, accessKeyId: 'unknown' } })).body).not.toMatch(hint);
  const allowing = plainOss({}, { allowRealKeys: true });
  expect((await allowing.ask({ keys })).body).not.toMatch(hint);

  const one = picwish();
  expect((await one.credits(realKey)).body).toEqual({ status: 401, message: expect.stringMatching(hint) });
  expect((await one.credits('other')).body.message).not.toMatch(hint);
  expect((await picwish({}, { allowRealKeys: true }).credits(realKey)).body.message).not.toMatch(hint);
  for (const { world } of [oss, one])
    expect(JSON.stringify(world.journal.entries)).not.toMatch(`${realId}|${realKey}`);
});

it('tells long texts as it tells files, and no more of a call than it has room for', async () => {
  const { world, ask } = lufff();
  await ask('rm_pic_bg', { ...account, img_url: 'x'.repeat(100_000) });
  const deep = JSON.parse(`${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`);
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field-${i}`, i]));
  for (const fields of [{ deep }, many, { list: Object.values(many) }]) await ask('rm_pic_bg', fields);
  const [long, ...others] = world.journal.entries;
  expect(long?.fields?.img_url).toEqual({ size: 100_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  for (const entry of others) {
    const told = JSON.stringify(entry);
    expect(told.length).toBeLessThan(50_000);
    expect(told).toMatch(/\d+ more/);
  }
});

it('makes room for new calls, and knows how many have gone', async () => {
  const mock = fangtang({ journalLimit: 8 });
  for (let n = 1; n <= 25; n++) await mock.ask('company/nums', {});
  const { entries, dropped } = mock.world.journal;
  expect(entries.length).toBeLessThanOrEqual(10);
  expect(entries.at(-1)?.n).toBe(25);
  expect(dropped + entries.length).toBe(25);
});

it('has no endpoint that is called unknown', () => {
  for (const { routes } of mockVendors)
    expect(routes.map(({ endpoint }) => endpoint)).not.toContain('unknown');
});
