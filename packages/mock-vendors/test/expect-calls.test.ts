import { expectCalls, mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { fangtang } from './helpers/fangtang.ts';
import { jpeg } from './helpers/pictures.ts';

const upload = { seq: ['repair', 'colour'], platform: 'pc', file: jpeg };

async function used() {
  const mock = fangtang();
  await mock.ask('uploads', upload);
  await mock.ask('status', { mdf: '0'.repeat(32), platform: 'pc' });
  await mock.ask('status', { mdf: '0'.repeat(32), platform: 'h5' });
  return { ...mock, calls: expectCalls(mock.world) };
}

it('finds calls by what they were', async () => {
  const { calls } = await used();
  expect(calls.called({ vendor: 'fangtang', endpoint: 'uploads' })).toMatchObject([{ n: 1, charged: 1 }]);
  expect(calls.called({ endpoint: 'status', error: 'unknownImage' }, 2)).toHaveLength(2);
  calls.called({ account: 'hiliad', status: 200, method: 'POST' }, 3);
  calls.called({ endpoint: 'nums' }, 0);
  calls.never({ vendor: 'picwish' });
});

it('looks into fields: texts, one of several, patterns, lists and files', async () => {
  const { calls } = await used();
  const matching = (fields: object) => calls.called({ endpoint: 'uploads', fields: { ...fields } }, 1);
  matching({ platform: 'pc' });
  matching({ seq: 'colour' });
  matching({ seq: /^rep/ });
  const global = /pc/g;
  for (const _ of [1, 2]) matching({ platform: global });
  matching({ seq: ['repair', 'colour'] });
  matching({ file: { name: 'photo.jpg', size: jpeg.size } });
  for (const fields of [{ platform: 'h5' }, { seq: ['repair'] }, { file: { size: 1 } }, { none: '' }])
    calls.called({ endpoint: 'uploads', fields }, 0);
});

it('tells an order, whatever comes between', async () => {
  const { calls } = await used();
  const status = { endpoint: 'status' };
  expect(calls.inOrder({ endpoint: 'uploads' }, { ...status, fields: { platform: 'h5' } })).toMatchObject([
    { n: 1 },
    { n: 3 },
  ]);
  calls.inOrder(status, status);
  expect(() => calls.inOrder(status, status, status)).toThrow(
    'expected status after status, which is call 3',
  );
  expect(() => calls.inOrder(status, { endpoint: 'uploads' })).toThrow('expected uploads after');
});

it('shows the calls that there were', async () => {
  const { calls } = await used();
  expect(() => calls.called({ vendor: 'fangtang', endpoint: 'uploads' }, 2)).toThrow(
    /^expected exactly 2 calls of fangtang uploads, and there was 1\nThe calls there were:\n {2}1 {2}fangtang uploads {2}POST \/api\/third\/uploads → 200 \{.*"seq":\["repair","colour"\].*\n.*→ 200 unknownImage/,
  );
  expect(() => calls.called({ endpoint: 'nums' })).toThrow(/^expected a call of nums, and there was none/);
  expect(() => calls.never({ endpoint: 'status', fields: { platform: /h/ } })).toThrow(
    /^expected no call of status with \{"fields":\{"platform":"\/h\/"\}\}, and there was 1/,
  );
  expect(() => expectCalls(fangtang().world).called({})).toThrow('There were no calls.');
});

it('names the nearest endpoint of a request that nobody knows, and what is different', async () => {
  const mock = fangtang();
  const calls = expectCalls(mock.world);
  calls.allKnown();
  await mock.ask('company/num', {});
  await mock.ask('uploads/', upload);
  await mock.get('http://fangtang.test/api/third/status');
  await mock.ask('photo/upload/now', {});
  expect(mock.world.journal.entries.map(({ nearest }) => nearest)).toEqual([
    { endpoint: 'nums', differs: ['path: segment 4 is num, not nums'] },
    { endpoint: 'uploads', differs: ['path: there is a slash at the end'] },
    { endpoint: 'status', differs: ['method: GET, not POST'] },
    { endpoint: 'photoUpload', differs: ['path: now is too much'] },
  ]);
  expect(() => calls.allKnown()).toThrow(
    /^expected no request without an endpoint, and there were 4[\s\S]*nearest is nums; path: segment 4 is num, not nums/,
  );
});

it('refuses names that nobody has: no call would fit them', async () => {
  const { calls } = await used();
  expect(() => calls.never({ vendor: 'fangtang', endpoint: 'upload' })).toThrow(
    /^no call can have the endpoint upload: give one of .*uploads.*; did you mean uploads\?$/,
  );
  expect(() => calls.called({ vendor: 'fangtag' }, 0)).toThrow('did you mean fangtang?');
  expect(() => calls.inOrder({ vendor: 'fangtang', error: 'noCredit' })).toThrow('did you mean noCredits?');
  calls.never({ endpoint: 'unknown', error: '-12' });
  calls.never({ error: 'notImplemented' });
});

it('takes the names of vendors of one’s own', async () => {
  const { world } = await used();
  const vendors = mockVendors.map((mock) => ({ ...mock, name: `our-${mock.name}` }));
  expectCalls(world, vendors).never({ vendor: 'our-fangtang', endpoint: 'uploads' });
  expect(() => expectCalls(world, vendors).never({ vendor: 'fangtang' })).toThrow('give one of our-picwish');
});
