import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

async function open() {
  const oss = await openOss({}, Date.UTC(2026, 0, 2, 3, 4, 5));
  const ask = (comp: string, body = '') =>
    call(oss, { method: 'POST', path: `/mock-bucket/?comp=${comp}&metaQuery`, body });
  const put = (key: string, size: number, headers = {}) =>
    call(oss, { method: 'PUT', path: `/mock-bucket/${key}`, body: 'x'.repeat(size), headers });
  const find = async (query: object | undefined, more = '') => {
    const asked = query === undefined ? '' : JSON.stringify(query);
    const { text } = await ask('query', `<MetaQuery><Query>${asked}</Query>${more}</MetaQuery>`);
    return { text, names: [...text.matchAll(/<Filename>([^<]*)</g)].map(([, name]) => name) };
  };
  const status = () => call(oss, { path: '/mock-bucket/?metaQuery' });
  return { ask, put, find, status };
}

async function openIndex() {
  const index = await open();
  await index.ask('add');
  await index.put('a/1.txt', 1, { 'x-oss-tagging': 'kind=note', 'x-oss-meta-by': 'me' });
  await index.put('a/2.png', 20, { 'content-type': 'image/png' });
  await index.put('b/3.txt', 300, { 'x-oss-meta-year': '2026' });
  return index;
}

it('opens an index, tells its state and closes it', async () => {
  const { ask, status } = await open();
  const { text: missing } = await status();
  expect([elementOf(missing, 'Code'), elementOf(missing, 'BucketName')]).toEqual([
    'MetaQueryNotExist',
    'mock-bucket',
  ]);
  expect(await ask('add')).toMatchObject({ status: 200, text: '' });
  expect((await ask('add')).status).toBe(409);
  expect(elementOf((await status()).text, 'State')).toBe('Running');
  expect((await ask('delete')).status).toBe(200);
  expect(elementOf((await ask('query', '<MetaQuery/>')).text, 'Code')).toBe('MetaQueryNotExist');
});

const everything = ['a/1.txt', 'a/2.png', 'b/3.txt'];

const field = (Field: string, Operation: string, Value: string) => ({ Field, Operation, Value });

it.each([
  ['everything', undefined, everything],
  ['sizes as numbers', field('Size', 'gt', '3'), ['a/2.png', 'b/3.txt']],
  ['names', field('Filename', 'prefix', 'a/'), ['a/1.txt', 'a/2.png']],
  ['types', field('ContentType', 'eq', 'image/png'), ['a/2.png']],
  ['tags', field('OSSTagging.kind', 'eq', 'note'), ['a/1.txt']],
  ['tags that no object has', field('OSSTagging.other', 'eq', ''), []],
  ['metadata', field('OSSUserMeta.by', 'match', 'm'), ['a/1.txt']],
  ['metadata with keys in any case', field('OSSUserMeta.X-Oss-Meta-By', 'eq', 'me'), ['a/1.txt']],
  ['times in any zone', field('FileModifiedTime', 'eq', '2026-01-02T11:04:05+08:00'), everything],
  ['texts that look like times', field('OSSUserMeta.year', 'eq', '2026'), ['b/3.txt']],
  ['sizes less', field('Size', 'lt', '20'), ['a/1.txt']],
  ['sizes up to', field('Size', 'lte', '20'), ['a/1.txt', 'a/2.png']],
  ['sizes more', field('Size', 'gt', '20'), ['b/3.txt']],
  ['sizes from', field('Size', 'gte', '20'), ['a/2.png', 'b/3.txt']],
  ['counts of tags', field('OSSTaggingCount', 'eq', '0'), ['a/2.png', 'b/3.txt']],
  [
    'one of several',
    { Operation: 'or', SubQueries: [field('Size', 'eq', '1'), field('Size', 'eq', '300')] },
    ['a/1.txt', 'b/3.txt'],
  ],
  [
    'combinations',
    {
      Operation: 'and',
      SubQueries: [
        field('Size', 'lte', '20'),
        { Operation: 'not', SubQueries: [field('Filename', 'match', 'png')] },
      ],
    },
    ['a/1.txt'],
  ],
])('finds %s', async (_, query, names) => {
  const { find } = await openIndex();
  expect((await find(query, '<Sort>Filename</Sort><Order>asc</Order>')).names).toEqual(names);
});

const aggregationOf = (name: string, operation: string) =>
  `<Aggregations><Aggregation><Field>${name}</Field><Operation>${operation}</Operation></Aggregation></Aggregations>`;

it('tells all that is known of a file', async () => {
  const { put, find } = await openIndex();
  const { headers } = await put('a/1.txt', 1, { 'x-oss-tagging': 'kind=note', 'x-oss-meta-by': 'me' });
  const facts = {
    ...{ Filename: 'a/1.txt', Size: 1, FileModifiedTime: '2026-01-02T03:04:05.000Z' },
    ...{ OSSObjectType: 'Normal', OSSStorageClass: 'Standard', ObjectACL: 'default' },
    ...{ ETag: headers.etag?.replaceAll('"', '&quot;'), OSSCRC64: headers['x-oss-hash-crc64ecma'] },
    ...{ ContentType: 'application/octet-stream', OSSTaggingCount: 1 },
    OSSTagging: '<Tagging><Key>kind</Key><Value>note</Value></Tagging>',
    OSSUserMeta: '<UserMeta><Key>x-oss-meta-by</Key><Value>me</Value></UserMeta>',
  };
  const elements = Object.entries(facts).map(([name, value]) => `<${name}>${value}</${name}>`);
  const { text } = await find(field('Size', 'eq', '1'));
  expect(text).toContain(`<Files><File>${elements.join('')}</File></Files>`);
  const { text: other } = await find(field('Size', 'eq', '20'));
  expect(other).toContain('<OSSTaggingCount>0</OSSTaggingCount></File>');
});

it.each([
  ['<MaxResults>101</MaxResults>'],
  ['<MaxResults>-1</MaxResults>'],
  ['<MaxResults>many</MaxResults>'],
  ['<NextToken>-1</NextToken>'],
  ['<NextToken>first</NextToken>'],
])('refuses the page %s', async (page) => {
  const { find } = await openIndex();
  expect(elementOf((await find(undefined, page)).text, 'Code')).toBe('MalformedXML');
});

it.each(['0', '3', '100'])('finds all in a page of %s', async (size) => {
  const { find } = await openIndex();
  const { names, text } = await find(undefined, `<MaxResults>${size}</MaxResults>`);
  expect([names, elementOf(text, 'NextToken')]).toEqual([everything.toReversed(), '']);
});

it('sorts by texts and numbers, and what has the same in the order it came', async () => {
  const { find } = await openIndex();
  expect((await find(undefined, '<Sort>Size</Sort>')).names).toEqual(everything.toReversed());
  expect((await find(undefined, '<Sort>OSSTagging.kind</Sort>')).names).toEqual(everything);
  expect((await find(undefined, '<Sort>OSSStorageClass</Sort>')).names).toEqual(everything);
});

it('finds in pages', async () => {
  const { find } = await openIndex();
  const page = '<Sort>Size</Sort><MaxResults>2</MaxResults>';
  const first = await find(undefined, page);
  expect(first.names).toEqual(['b/3.txt', 'a/2.png']);
  const next = `<NextToken>${elementOf(first.text, 'NextToken')}</NextToken>`;
  expect((await find(undefined, page + next)).names).toEqual(['a/1.txt']);
});

it.each([
  ['min', '1'],
  ['max', '300'],
  ['sum', '321'],
  ['average', '107'],
  ['count', '3'],
  ['distinct', '3'],
])('adds up sizes: %s', async (operation, value) => {
  const { find } = await openIndex();
  const { text } = await find(undefined, aggregationOf('Size', operation));
  expect(elementOf(text, 'Value')).toBe(value);
});

it.each([
  ['min', '0'],
  ['max', '0'],
  ['average', '0'],
  ['count', '0'],
])('adds up what is not found: %s', async (operation, value) => {
  const { find } = await openIndex();
  const { text } = await find(field('Size', 'gt', '300'), aggregationOf('Size', operation));
  expect(['Field', 'Operation', 'Value'].map((name) => elementOf(text, name))).toEqual([
    'Size',
    operation,
    value,
  ]);
});

it('adds up what is found once', async () => {
  const { find } = await openIndex();
  for (const operation of ['min', 'max', 'average', 'sum']) {
    const { text } = await find(field('Size', 'gt', '20'), aggregationOf('Size', operation));
    expect(elementOf(text, 'Value')).toBe('300');
  }
});

it.each([
  ['Size', 'median', 'InvalidArgument'],
  ['ImageWidth', 'min', 'NotImplemented'],
])('refuses the aggregation of %s: %s', async (name, operation, code) => {
  const { find } = await openIndex();
  expect(elementOf((await find(undefined, aggregationOf(name, operation))).text, 'Code')).toBe(code);
});

it('groups by a field', async () => {
  const { find } = await openIndex();
  const { text } = await find(undefined, aggregationOf('OSSStorageClass', 'group'));
  expect(text).toContain('<Group><Value>Standard</Value><Count>3</Count></Group>');
});

it.each([
  ['an operation that does not exist', field('Size', 'like', '1'), 'InvalidArgument'],
  ['a field that the emulator does not know', field('ImageWidth', 'gt', '1'), 'NotImplemented'],
])('refuses a query with %s', async (_, query, code) => {
  const { find } = await openIndex();
  expect(elementOf((await find(query)).text, 'Code')).toBe(code);
});
