import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

async function open() {
  const oss = await openOss();
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
  await index.put('b/3.txt', 300);
  return index;
}

it('opens an index, tells its state and closes it', async () => {
  const { ask, status } = await open();
  expect(elementOf((await status()).text, 'Code')).toBe('MetaQueryNotExist');
  expect((await ask('add')).status).toBe(200);
  expect((await ask('add')).status).toBe(409);
  expect(elementOf((await status()).text, 'State')).toBe('Running');
  expect((await ask('delete')).status).toBe(200);
  expect(elementOf((await ask('query', '<MetaQuery/>')).text, 'Code')).toBe('MetaQueryNotExist');
});

const field = (Field: string, Operation: string, Value: string) => ({ Field, Operation, Value });

it.each([
  ['everything', undefined, ['a/1.txt', 'a/2.png', 'b/3.txt']],
  ['sizes as numbers', field('Size', 'gt', '3'), ['a/2.png', 'b/3.txt']],
  ['names', field('Filename', 'prefix', 'a/'), ['a/1.txt', 'a/2.png']],
  ['types', field('ContentType', 'eq', 'image/png'), ['a/2.png']],
  ['tags', field('OSSTagging.kind', 'eq', 'note'), ['a/1.txt']],
  ['metadata', field('OSSUserMeta.by', 'match', 'm'), ['a/1.txt']],
  ['times in any zone', field('FileModifiedTime', 'lt', '2020-01-01T00:00:00+08:00'), []],
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
  const wanted = `<Aggregation><Field>Size</Field><Operation>${operation}</Operation></Aggregation>`;
  const { text } = await find(undefined, `<Aggregations>${wanted}</Aggregations>`);
  expect(elementOf(text, 'Value')).toBe(value);
});

it('groups by a field', async () => {
  const { find } = await openIndex();
  const wanted = '<Aggregation><Field>OSSStorageClass</Field><Operation>group</Operation></Aggregation>';
  const { text } = await find(undefined, `<Aggregations>${wanted}</Aggregations>`);
  expect(text).toContain('<Group><Value>Standard</Value><Count>3</Count></Group>');
});

it.each([
  ['an operation that does not exist', field('Size', 'like', '1'), 'InvalidArgument'],
  ['a field that the emulator does not know', field('ImageWidth', 'gt', '1'), 'NotImplemented'],
])('refuses a query with %s', async (_, query, code) => {
  const { find } = await openIndex();
  expect(elementOf((await find(query)).text, 'Code')).toBe(code);
});
